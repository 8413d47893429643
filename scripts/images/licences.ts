import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import { run } from './run.ts';
import { STORAGE } from './storage.ts';

/** A package of others that an image contains. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package says: an SPDX expression, or other words. */
  readonly license: string;
  readonly homepage?: string;
}

/** Licences under which packages may be in images, as SPDX names them. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Packages that name no licence of SPDX, and what theirs is; somebody has read it. */
const READ: Readonly<Record<string, string>> = {
  // MIT, and the mark on every canvas stays visible, as it does.
  'bpmn-js': 'LicenseRef-bpmn-io',
};

interface Listed {
  readonly name: string;
  readonly versions: readonly string[];
  readonly license: string;
  readonly homepage?: string;
}

/**
 * The packages that images of deployables contain, by the lock file and what is installed of it. It is asked for once, since it takes
 * pnpm seconds.
 */
export async function readInstalled(deployables: readonly Deployable[]): Promise<InstalledPackage[]> {
  const lock = await readFile(join(root, 'pnpm-lock.yaml'));
  const names = deployables.map((deployable) => deployable.package);
  const key = createHash('sha256').update(lock).update(names.join()).digest('hex');
  const file = join(STORAGE, `licences-${key}.json`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as InstalledPackage[];
  const packages = await askForInstalled(names);
  await mkdir(STORAGE, { recursive: true });
  await writeFile(file, JSON.stringify(packages));
  return packages;
}

async function askForInstalled(names: readonly string[]): Promise<InstalledPackage[]> {
  const args = [...names.map((name) => `--filter=${name}...`), 'licenses', 'list', '--prod', '--json'];
  const said = await run('npx', ['--yes', 'pnpm@12', '--silent', ...args], { cwd: root });
  const byLicense = JSON.parse(said) as Record<string, Listed[]>;
  return Object.values(byLicense)
    .flat()
    .flatMap(({ name, versions, license, homepage }) =>
      versions.map((version) => ({ name, version, license: READ[name] ?? license, ...(homepage && { homepage }) })),
    )
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** A sentence for every package whose licence nobody has allowed. */
export function licenceFaults(packages: readonly InstalledPackage[]): string[] {
  return packages
    .filter(({ name, license }) => !(name in READ) && !isAllowed(license))
    .map(({ name, version, license }) => `${name}@${version}: nobody has allowed its licence, ${license}`);
}

/** Whether an SPDX expression of licences, `AND`, `OR` and brackets can be kept by allowed licences alone. */
export function isAllowed(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let allowed = all();
    while (tokens[at] === 'OR') {
      at += 1;
      const other = all();
      allowed ||= other;
    }
    return allowed;
  };
  const all = (): boolean => {
    let allowed = one();
    while (tokens[at] === 'AND') {
      at += 1;
      const other = one();
      allowed &&= other;
    }
    return allowed;
  };
  const one = (): boolean => {
    if (tokens[at] !== '(') return ALLOWED.has(tokens[at++] ?? '');
    at += 1;
    const allowed = either();
    return tokens[at++] === ')' && allowed;
  };
  return either() && at === tokens.length;
}
