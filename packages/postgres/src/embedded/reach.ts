import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { credentials, dataVersion, layout } from './data-directory.ts';
import { EmbeddedPostgresError, toldOf } from './errors.ts';
import { isServerOf } from './orphan.ts';
import { isAlive } from './processes.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres, urlsOf } from './server.ts';

/** A server that somebody uses for a while. */
export type ReachedPostgres = Pick<EmbeddedPostgres, 'adminUrl' | 'urlOf'> & {
  /** Stops it, unless it was running before. */
  release(): Promise<void>;
};

/**
 * The server of a directory that has data: the one that runs on it, whoever has started it, else one that is started. For
 * commands, which people call whether or not the program that owns the directory runs.
 * @throws EmbeddedPostgresError `no_data`; what starting one throws
 */
export async function reachEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<ReachedPostgres> {
  const directory = resolve(options.directory);
  if ((await dataVersion(directory)) === undefined) {
    throw new EmbeddedPostgresError('no_data', `there is no database in ${directory}; name another directory`);
  }
  const port = await runningAt(directory);
  if (port === undefined) {
    const { adminUrl, urlOf, stop } = await startEmbeddedPostgres(options);
    return { adminUrl, urlOf, release: stop };
  }
  const passwords = await credentials(directory).catch((error) => Promise.reject(toldOf(directory, error)));
  return { ...urlsOf(port, passwords), release: async () => {} };
}

/** The port of the server that runs on the data. */
async function runningAt(directory: string): Promise<number | undefined> {
  const { data } = layout(directory);
  const lock = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = lock.split('\n').map(Number);
  return pid && port && isAlive(pid) && isServerOf(pid, data) ? port : undefined;
}
