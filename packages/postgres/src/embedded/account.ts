import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';

/** How to start a program so that PostgreSQL, which refuses to run as root, accepts its user. */
export interface Account {
  /** The command to spawn, given the program and its arguments. */
  wrap(program: string, args: readonly string[]): readonly [program: string, args: readonly string[]];
  /** What `spawn` sets before it runs the program; the data directory belongs to this user. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

const SELF: Account = { wrap: (program, args) => [program, args] };

/** Inside the namespace the user is not root; outside, files stay root's and a home with mode 0700 is no obstacle. */
const USER_NAMESPACE: Account = {
  wrap: (program, args) => ['unshare', ['--user', '--map-user=1000', '--map-group=1000', program, ...args]],
};

/**
 * The account to run the server under: this user, and for root the first that can run the programs and write the
 * directory: a user namespace, the owner of the directory, `postgres`, `nobody`.
 * @throws EmbeddedPostgresError `root_refused`
 */
export async function chooseAccount(binaries: Binaries, directory: string): Promise<Account> {
  if (process.getuid?.() !== 0) return SELF;
  const owner = statSync(directory);
  for (const account of [USER_NAMESPACE, ...unprivilegedUsers(owner)]) {
    if (account.ids) await giveTo(directory, account.ids);
    if (canRun(account, binaries, directory)) return account;
  }
  await giveTo(directory, owner);
  const message = `PostgreSQL refuses to run as root, and no unprivileged account of this machine can reach both ${binaries.postgres} and ${directory}; start as another user, move the project out of a private home folder, or set DATABASE_URL`;
  throw new EmbeddedPostgresError('root_refused', message);
}

function canRun(account: Account, binaries: Binaries, directory: string): boolean {
  const script = '"$1" --version && test -w "$2" && test -x "$2" && test "$(id -u)" != 0';
  const [program, args] = account.wrap('/bin/sh', ['-c', script, 'sh', binaries.postgres, directory]);
  return spawnSync(program, args, { stdio: 'ignore', ...account.ids }).status === 0;
}

function unprivilegedUsers({ uid, gid }: { uid: number; gid: number }): Account[] {
  const users = uid === 0 ? [] : [{ uid, gid }];
  for (const name of ['postgres', 'nobody']) {
    const entry = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd());
    if (entry) users.push({ uid: Number(entry[1]), gid: Number(entry[2]) });
  }
  return users.map((ids) => ({ ...SELF, ids }));
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** Makes a directory and all below it belong to a user. */
async function giveTo(directory: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(directory, uid, gid);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await giveTo(path, { uid, gid });
    else if (entry.isFile()) await chown(path, uid, gid);
  }
}
