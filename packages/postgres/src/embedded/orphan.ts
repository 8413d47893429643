import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layout } from './data-directory.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { commandLine, isAlive, waitForEnd } from './processes.ts';

/**
 * Stops a server that still runs on the directory's data, because the process that started it and its guard were killed,
 * or because it has not ended yet. A lock file
 * whose process id now belongs to something else, as after a restart of a container, is removed.
 * @param abandoned whether the server was one of ours; someone else's is never touched.
 * @throws EmbeddedPostgresError `directory_in_use` when it is not ours or does not stop.
 */
export async function stopOrphan(directory: string, abandoned: boolean): Promise<void> {
  const { data } = layout(directory);
  const lockFile = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (!isAlive(pid) || !isServerOf(pid, data)) {
    await rm(lockFile, { force: true });
    return;
  }
  if (!abandoned) {
    const message = `another PostgreSQL server (process ${pid}) uses ${data}; stop it, or choose another directory`;
    throw new EmbeddedPostgresError('directory_in_use', message);
  }
  for (const [signal, timeout] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    if (await waitForEnd(pid, timeout)) return;
  }
  const message = `a PostgreSQL server left behind by a killed process (${pid}) does not stop; end it by hand`;
  throw new EmbeddedPostgresError('directory_in_use', message);
}

/** Whether the process is a PostgreSQL server on the data, as far as the system says. */
export function isServerOf(pid: number, data: string): boolean {
  const command = commandLine(pid);
  return command === undefined || (command.includes('postgres') && command.includes(data));
}
