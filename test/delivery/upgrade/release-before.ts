import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/local/place.ts';
import { runProgram, tryProgram } from '../../../scripts/release/program.ts';

/** A checkout of an earlier commit that can bring itself up. */
export interface ReleaseBefore {
  readonly commit: string;
  /** Brings its whole platform up in a cluster, with its own commands, charts and images. */
  up(cluster: string, onLine: (line: string) => void): Promise<void>;
  remove(): Promise<void>;
}

const git = async (args: readonly string[], cwd = root) => (await runProgram('git', args, { cwd })).trim();

/**
 * The commit to begin with: `AMEIDE_UPGRADE_FROM`, or else the one right before the newest change of a migration, so that there
 * is something to migrate. Undefined when there is none whose platform `pnpm local up` brings up.
 * @throws Error when the variable names no commit
 */
export async function commitBefore(): Promise<string | undefined> {
  const newestChange = () => git(['log', '-1', '--format=%H', '--', 'services/*/migrations/*.sql']);
  const revision = process.env.AMEIDE_UPGRADE_FROM || `${await newestChange().catch(() => '')}^`;
  const { code, stdout } = await tryProgram('git', ['rev-parse', '--verify', `${revision}^{commit}`], { cwd: root });
  if (code !== 0 && process.env.AMEIDE_UPGRADE_FROM)
    throw new Error(`AMEIDE_UPGRADE_FROM: there is no commit ${revision}`);
  const commit = stdout.trim();
  const release = await tryProgram('git', ['cat-file', '-e', `${commit}:scripts/local/main.ts`], { cwd: root });
  return code === 0 && release.code === 0 ? commit : undefined;
}

/** Checks a commit out, outside of this checkout, and installs what it needs. */
export async function checkOut(commit: string): Promise<ReleaseBefore> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-release-before-'));
  await git(['clone', '--quiet', '--shared', '--no-checkout', root, folder]);
  await git(['checkout', '--quiet', '--detach', commit], folder);
  await runProgram('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile'], { cwd: folder });
  return {
    commit,
    async up(cluster, onLine) {
      const main = join(folder, 'scripts/local/main.ts');
      await runProgram(process.execPath, [main, 'up', '--name', cluster], { cwd: folder, onLine });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
