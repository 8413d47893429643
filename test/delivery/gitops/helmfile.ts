import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

export const root = join(import.meta.dirname, '../../..');
export const LANES = ['local', 'dev', 'staging', 'prod'] as const;
/** Every deployable, which is the name of its release and of its digest file. */
export const DEPLOYABLES = [
  'operators',
  'threads',
  'graphpatch',
  'projection',
  'agent-runtime',
  'gateway',
  'workspace',
];
/** What runs in local from images of ours, besides. */
export const SERVERS = ['postgres', 'redis', 'kafka', 'temporal', 's3', 'keycloak'];

/** Releases whose charts are in the checkout, or come with a component. */
const RENDERED = ['tier=infrastructure,source!=remote', 'tier=apps'];

/** An object as it is applied to a cluster. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** For a suite's `skip`: why releases cannot be rendered here, or false when they can. */
export function helmfileSkipReason(): string | false {
  const missing = ['HELM', 'HELMFILE', 'ENVOY_GATEWAY'].filter((variable) => !process.env[variable]);
  return missing.length > 0 && `needs ${missing.join(', ')} (pnpm components)`;
}

export interface RenderOptions {
  /** Folder of digest files. */
  readonly digests: string;
  /** Selectors, of which a release has to match one. */
  readonly select?: readonly string[];
  /** Values of helmfile's state, such as `lane=preview-7`. */
  readonly state?: string;
}

/** What `helmfile -e <lane> template` prints. @throws Error with what it said */
export async function render(
  environment: string,
  { digests, select = RENDERED, state }: RenderOptions,
): Promise<string> {
  const args = [
    ...['--environment', environment, '--file', 'gitops/helmfile.yaml.gotmpl', '--quiet'],
    ...['--helm-binary', process.env.HELM!],
    ...select.flatMap((selector) => ['--selector', selector]),
    ...(state === undefined ? [] : ['--state-values-set', state]),
    'template',
  ];
  const env = { ...process.env, AMEIDE_DIGESTS: digests };
  const { stdout } = await promisify(execFile)(program(), args, { cwd: root, env, maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}

/** The objects of a rendered text. */
export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}

/** A folder of one digest file for everything that has an image; each of another image. */
export async function makeDigests(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-digests-'));
  for (const name of [...DEPLOYABLES, ...SERVERS]) await writeDigest(folder, name, name);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** @param content stands for what is in the image */
export async function writeDigest(folder: string, name: string, content: string): Promise<void> {
  const digest = createHash('sha256').update(content).digest('hex');
  const image = `image:\n  graph: registry.example.com/ameide/${name}\n  digest: sha256:${digest}\n`;
  await writeFile(join(folder, `${name}.yaml`), image);
}

function program(): string {
  const given = process.env.HELMFILE!;
  return statSync(given).isDirectory() ? join(given, 'helmfile') : given;
}
