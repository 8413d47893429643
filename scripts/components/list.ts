import { spawnSync } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A real part that a component suite needs and that no npm package brings. */
export interface Component {
  readonly name: string;
  /** Environment variable under which suites find it. */
  readonly variable: string;
  /** Where it is, or null when this machine does not have it. */
  find(): Promise<string | null>;
  readonly howToGet: string;
  install(): Promise<void>;
}

export const components: readonly Component[] = [
  {
    name: 'chromium',
    variable: 'CHROMIUM_PATH',
    find: () => findExecutable(process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome'),
    howToGet: 'pnpm components, or set CHROMIUM_PATH to a Chromium that you have',
    install: () => installDebianPackage('chromium'),
  },
];

async function findExecutable(...candidates: readonly (string | undefined)[]): Promise<string | null> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const candidate of candidates) {
    if (!candidate) continue;
    const paths = candidate.includes('/') ? [candidate] : folders.map((folder) => join(folder, candidate));
    for (const path of paths) {
      const executable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return path;
    }
  }
  return null;
}

async function installDebianPackage(name: string): Promise<void> {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    const { status, error } = spawnSync(command!, rest, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (error || status !== 0) {
      throw new Error(`"apt-get ${args.join(' ')}" did not work; install ${name} by hand`, { cause: error });
    }
  }
}
