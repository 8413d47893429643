import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NODE_IP } from '../../../scripts/cluster/addresses.ts';
import { runProgram } from '../../../scripts/cluster/index.ts';
import { insideNode } from '../../../scripts/cluster/inside.ts';
import { root } from '../gitops/helmfile.ts';

const PORT = 9418;

/** A Git repository of what Argo CD reads of this checkout, on a server that a cluster reaches. */
export interface Repository {
  /** As the cluster reaches it. */
  readonly url: string;
  /** Of its files. */
  readonly folder: string;
  /** Writes files, or takes away those that are null, and commits to `main`; the commit. Paths are below the root. */
  commit(files: Readonly<Record<string, string | null>>): Promise<string>;
  close(): Promise<void>;
}

/** The server runs in the node's network, which has no way out to this machine. */
export async function startRepository(cluster: string): Promise<Repository> {
  const parent = await mkdtemp(join(tmpdir(), 'ameide-git-'));
  const folder = join(parent, 'platform');
  const git = (...args: string[]) => runProgram('git', ['-C', folder, ...args]);
  for (const each of ['charts', 'gitops'])
    await cp(join(root, each), join(folder, each), { recursive: true, verbatimSymlinks: true });
  await git('init', '--quiet', '--initial-branch=main');
  const server = await startServer(cluster, parent);
  return {
    url: `http://${NODE_IP}:${PORT}/platform/.git`,
    folder,
    async commit(files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(folder, path);
        await mkdir(dirname(file), { recursive: true });
        if (content === null) await rm(file);
        else await writeFile(file, content);
      }
      await git('add', '--all');
      const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
      await git(...author, 'commit', '--quiet', '--message=Change');
      return (await git('rev-parse', 'HEAD')).trim();
    },
    async close() {
      server.kill();
      await rm(parent, { recursive: true });
    },
  };
}

async function startServer(cluster: string, folder: string): Promise<ChildProcess> {
  const program = [process.execPath, join(import.meta.dirname, 'git-server.ts'), folder, String(PORT)];
  const [command, ...args] = await insideNode(cluster, program);
  const server = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`the git server ended with ${code}`);
  });
  ended.catch(() => {});
  await Promise.race([once(server.stdout!, 'data'), ended]);
  return server;
}
