import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ProgramError, type ProgramOptions, runProgram } from '../release/program.ts';
import type { Progress } from '../release/progress.ts';
import { POD, podPrograms } from './pod-programs.ts';
import { syntaxFaults } from './syntax.ts';

export interface SyncOptions extends ProgramOptions {
  readonly kubectl: string;
  readonly namespace: string;
  /** Of the Deployment and its container. */
  readonly name: string;
  /** Writes what the image would be made from, as it stands in the checkout, to an empty folder. */
  readonly writeSources: (folder: string) => Promise<void>;
  readonly progress: Progress;
}

/** How long a pod may take to be ready. */
const TIMEOUT = '120s';
/** Of a service that does not run. */
const LOG_LINES = '20';
/** Marks Deployments whose pods run a copy of the image's files that can be changed. */
const LIVE = 'ameide.io/live';
const { supervise, compare, write } = podPrograms(POD);

/**
 * Brings changed files of a service into its running pod, and starts the service anew in it: no image, no new pod. The first
 * time the pod is replaced by one that can be changed.
 * @returns the paths that have been brought
 */
export async function sync(options: SyncOptions): Promise<string[]> {
  const { progress, writeSources, name } = options;
  await expectService(options);
  const folder = await mkdtemp(join(tmpdir(), `ameide-sync-${name}-`));
  try {
    await progress.step('gathering the sources', () => writeSources(folder));
    const contents = await readFiles(folder);
    const faults = syntaxFaults(contents);
    if (faults.length > 0)
      throw new Error(`Nothing has been brought, because this does not parse:\n  ${faults.join('\n  ')}`);
    await progress.step('a pod that can be changed', () => makeLive(options));
    const hashes = Object.fromEntries([...contents].map(([path, bytes]) => [path, sha1(bytes)]));
    const pod = await livePod(options);
    const compared = await inPod(options, pod, compare, JSON.stringify(hashes));
    const changed = JSON.parse(compared) as string[];
    if (changed.length === 0) {
      progress.note('the pod has all of it already');
      return [];
    }
    progress.note(changed.length > 10 ? `${changed.length} files` : changed.join(', '));
    await progress.step(`${name} starts anew with it`, async () => {
      const files = Object.fromEntries(changed.map((path) => [path, contents.get(path)!.toString('base64')]));
      const input = JSON.stringify({ files, ready: await readyAddress(options, pod) });
      await inPod(options, pod, write, input).catch((error: unknown) => explain(options, pod, error));
    });
    return changed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error with why a service does not run with what was brought, and the end of its log */
async function explain(options: SyncOptions, pod: string, error: unknown): Promise<never> {
  if (!(error instanceof ProgramError)) throw error;
  const { name } = options;
  const [reason = ''] = error.result.stderr.trim().split('\n');
  const log = await inNamespace(options, ['logs', pod, '--container', name, '--tail', LOG_LINES]).catch(() => '');
  const lines = log.trimEnd().replaceAll(/^/gm, '  ');
  throw new Error(
    `${name} does not run with it: ${reason}. Its log ends with\n${lines}\nMend it and sync again, or: pnpm local sync ${name} --off`,
  );
}

/** Has pods run what is in their image again. */
export async function endSync(options: Omit<SyncOptions, 'writeSources'>): Promise<void> {
  const { name, progress } = options;
  await expectService(options);
  if (!(await isLive(options))) return progress.note(`${name} runs what is in its image`);
  const container = await containerIndex(options);
  const path = `/spec/template/spec/containers/${container}`;
  const patch = [
    { op: 'remove', path: `${path}/command` },
    { op: 'remove', path: `/metadata/labels/${LIVE.replace('/', '~1')}` },
  ];
  await progress.step('a pod of the image', async () => {
    await patchDeployment(options, 'json', patch);
    await rolledOut(options);
  });
}

/** @throws Error that says which services there are when this is none */
async function expectService(options: Omit<SyncOptions, 'writeSources'>): Promise<void> {
  const text = await inNamespace(options, ['get', 'deployments', '--output', 'jsonpath={.items[*].metadata.name}']);
  const names = text.split(' ').filter(Boolean);
  if (names.includes(options.name)) return;
  if (names.length === 0) throw new Error('No service runs in this cluster yet: pnpm local up.');
  throw new Error(`There is no service "${options.name}". There are: ${names.join(', ')}.`);
}

async function makeLive(options: SyncOptions): Promise<void> {
  if (await isLive(options)) return;
  const command = ['node', '-e', supervise];
  const patch = {
    metadata: { labels: { [LIVE]: 'true' } },
    spec: { template: { spec: { containers: [{ name: options.name, command }] } } },
  };
  await patchDeployment(options, 'strategic', patch);
  await rolledOut(options);
}

async function isLive(options: Omit<SyncOptions, 'writeSources'>): Promise<boolean> {
  const path = `{.metadata.labels.${LIVE.replaceAll('.', '\\.')}}`;
  return (await inNamespace(options, ['get', 'deployment', options.name, '--output', `jsonpath=${path}`])) === 'true';
}

async function containerIndex(options: Omit<SyncOptions, 'writeSources'>): Promise<number> {
  const path = 'jsonpath={.spec.template.spec.containers[*].name}';
  const names = await inNamespace(options, ['get', 'deployment', options.name, '--output', path]);
  return names.split(' ').indexOf(options.name);
}

async function patchDeployment(
  options: Omit<SyncOptions, 'writeSources'>,
  type: 'json' | 'strategic',
  patch: object,
): Promise<void> {
  // A manager of its own, so that Helm sees whose field it is.
  const args = ['patch', 'deployment', options.name, '--type', type, '--field-manager', 'ameide-live', '--patch'];
  await inNamespace(options, [...args, JSON.stringify(patch)]);
}

async function rolledOut(options: Omit<SyncOptions, 'writeSources'>): Promise<void> {
  await inNamespace(options, ['rollout', 'status', `deployment/${options.name}`, '--timeout', TIMEOUT]);
}

/** The newest pod that is not on its way out. @throws Error when there are several, of which one would not get the change */
async function livePod(options: SyncOptions): Promise<string> {
  const selector = `app.kubernetes.io/name=${options.name}`;
  const args = ['get', 'pods', '--selector', selector, '--field-selector', 'status.phase=Running', '--output', 'json'];
  const { items } = JSON.parse(await inNamespace(options, args)) as {
    items: { metadata: { name: string; deletionTimestamp?: string; ownerReferences?: { kind: string }[] } }[];
  };
  const pods = items.filter(
    ({ metadata }) => !metadata.deletionTimestamp && metadata.ownerReferences?.[0]?.kind === 'ReplicaSet',
  );
  if (pods.length === 1) return pods[0]!.metadata.name;
  throw new Error(`${options.name} has ${pods.length} pods; files can be brought to one only.`);
}

async function inPod(options: SyncOptions, pod: string, program: string, input: string): Promise<string> {
  const args = ['exec', '--stdin', pod, '--container', options.name, '--', 'node', '-e', program];
  return inNamespace(options, args, input);
}

async function readyAddress(options: SyncOptions, pod: string): Promise<string> {
  const probe = '{.spec.containers[0].readinessProbe.httpGet.path}';
  const port = '{.spec.containers[0].ports[?(@.name=="http")].containerPort}';
  const path = `jsonpath=http://127.0.0.1:${port}${probe}`;
  return inNamespace(options, ['get', 'pod', pod, '--output', path]);
}

function inNamespace(
  { kubectl, namespace, progress: _, ...options }: Omit<SyncOptions, 'writeSources'>,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { cwd, env, signal } = options;
  return runProgram(kubectl, ['--namespace', namespace, ...args], {
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    ...(input !== undefined && { input }),
    signal,
  });
}

async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const sources = join(folder, 'sources');
  const entries = globSync('**', { cwd: sources, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [relative(sources, path), await readFile(path)] as const;
  });
  return new Map(await Promise.all(files));
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}
