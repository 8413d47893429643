import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { diskFull, EmbeddedPostgresError, saysDiskFull } from './errors.ts';
import { guardAgainstOwnEnd } from './guard.ts';

/** Made once, kept beside the data with mode 0600. */
export interface Credentials {
  /** The superuser's password. */
  readonly admin: string;
  /** What the passwords of all other roles are made from. */
  readonly app: string;
}

/** The password of a role; always the same, and no role can tell another's from its own. */
export function passwordOf({ app }: Credentials, role: string): string {
  return createHmac('sha256', app).update(role).digest('base64url');
}

/** Where things are in the directory that the caller names. */
export const layout = (directory: string) => ({
  data: join(directory, 'data'),
  credentials: join(directory, 'credentials.json'),
  log: join(directory, 'postgres.log'),
});

/** @throws EmbeddedPostgresError `directory_not_writable` */
export async function openDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `the data directory ${directory} cannot be written (${why}); make it writable or choose another`;
    throw new EmbeddedPostgresError('directory_not_writable', message, { cause });
  }
}

/** The major version that made the data; undefined when there is none yet. */
export async function dataVersion(directory: string): Promise<string | undefined> {
  const text = await readFile(join(layout(directory).data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** The passwords, made on the first call. A file that was damaged is an error, since the data knows the old ones. */
export async function credentials(directory: string): Promise<Credentials> {
  const path = layout(directory).credentials;
  const made: Credentials = {
    admin: randomBytes(24).toString('base64url'),
    app: randomBytes(24).toString('base64url'),
  };
  const draft = `${path}.new`;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || (await dataVersion(directory)) !== undefined) {
      const message = `${path}, which holds the database's passwords, is missing or damaged; restore it, or remove ${directory} to start afresh without its data`;
      throw new EmbeddedPostgresError('start_failed', message, { cause });
    }
  }
  await writeFile(draft, JSON.stringify(made), { mode: 0o600 });
  await rename(draft, path);
  return made;
}

/**
 * Creates the data directory: UTF-8, the same sort order on every system, checksums, password authentication. An
 * interrupted call leaves nothing that a later one takes for data.
 * @throws EmbeddedPostgresError `init_failed`, `disk_full`
 */
export async function initialise(directory: string, binaries: Binaries, account: Account, password: string) {
  const { data } = layout(directory);
  const draft = `${data}.new`;
  const passwordFile = join(directory, 'password.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account.ids) {
    await chown(draft, account.ids.uid, account.ids.gid);
    await chown(passwordFile, account.ids.uid, account.ids.gid);
  }
  try {
    await run(account, binaries.initdb, [
      ...['--pgdata', draft, '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ]);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    if (saysDiskFull(why)) throw diskFull(directory, cause);
    throw new EmbeddedPostgresError('init_failed', `the database could not be created in ${directory}: ${why}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, data);
}

function run(account: Account, program: string, args: readonly string[]): Promise<void> {
  const [command, all] = account.wrap(program, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, ...account.ids });
    const guard = child.pid === undefined ? undefined : guardAgainstOwnEnd(child.pid);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      errors = (errors + chunk).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      guard?.dismiss();
      if (code === 0) resolve();
      else reject(new Error(errors.trim() || `initdb ended with ${signal ?? code}`));
    });
  });
}
