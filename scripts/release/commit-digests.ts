import { join, relative } from 'node:path';
import type { Lane } from './lane.ts';
import { runProgram, tryProgram } from './program.ts';

export interface CommitOptions {
  /** Of the checkout. */
  readonly root: string;
  readonly lane: Lane;
  readonly names: readonly string[];
}

/**
 * Commits the digest files of a release, and pushes that to the branch that is checked out, so that whoever reads the
 * repository, Argo CD too, wants what runs. Nothing else that is changed in the checkout gets into the commit.
 * @returns whether there was something to commit
 */
export async function commitDigests({ root, lane, names }: CommitOptions): Promise<boolean> {
  const git = (...args: string[]) => runProgram('git', args, { cwd: root });
  const files = names.map((name) => relative(root, join(lane.digests, `${name}.yaml`)));
  await git('add', '--', ...files);
  const { code } = await tryProgram('git', ['diff', '--cached', '--quiet', '--', ...files], { cwd: root });
  if (code === 0) return false;
  await git('commit', '--message', `release(${lane.name}): ${names.join(', ')}`.slice(0, 72), '--', ...files);
  const branch = (await git('rev-parse', '--abbrev-ref', 'HEAD')).trim();
  // Others may have pushed meanwhile; the files are of this lane only, which nobody else releases to.
  await git('pull', '--rebase', '--autostash', 'origin', branch);
  await git('push', 'origin', `HEAD:${branch}`);
  return true;
}
