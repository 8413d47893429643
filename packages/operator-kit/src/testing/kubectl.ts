import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterSkipReason, type TestCluster } from './cluster.ts';

export interface KubectlOptions {
  /** What it reads from its standard input. */
  readonly input?: string;
  /** Where it runs; paths are relative to it. */
  readonly cwd?: string;
}

/**
 * Runs the real kubectl as the cluster's administrator, or as whoever the kubeconfig is for.
 * @returns what it writes to its standard output
 * @throws Error with what it says when it fails
 */
export async function kubectl(
  { kubeconfig }: Pick<TestCluster, 'kubeconfig'>,
  args: readonly string[],
  { input = '', cwd }: KubectlOptions = {},
): Promise<string> {
  const binaries = process.env.KUBERNETES_BIN;
  if (!binaries) throw new Error(clusterSkipReason() || '');
  const home = await mkdtemp(join(tmpdir(), 'ameide-kubectl-'));
  try {
    await writeFile(join(home, 'kubeconfig'), kubeconfig, { mode: 0o600 });
    const child = spawn(join(binaries, 'kubectl'), args, {
      ...(cwd !== undefined && { cwd }),
      env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: join(home, 'kubeconfig') },
    });
    child.stdin.end(input);
    const [said, complained, [code]] = await Promise.all([
      child.stdout.toArray(),
      child.stderr.toArray(),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (code === 0) return said.join('');
    throw new Error(`kubectl ${args.join(' ')}: ${complained.join('').trim() || `it ended with code ${code}`}`);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
