import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { layout } from './data-directory.ts';
import { diskFull, EmbeddedPostgresError, type EmbeddedPostgresReason, saysDiskFull } from './errors.ts';
import { guardAgainstOwnEnd } from './guard.ts';

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** An error that ends with the last lines of the server's log; `disk_full` where they say so. */
  failure(reason: EmbeddedPostgresReason, message: string, cause: unknown): Promise<EmbeddedPostgresError>;
  stop(): Promise<void>;
}

/** For a laptop beside other programs. `fsync` stays on: what was acknowledged survives a power cut. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export async function startPostmaster(options: {
  readonly directory: string;
  readonly port: number;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly settings: Readonly<Record<string, string>>;
}): Promise<Postmaster> {
  const { directory, port, binaries, account } = options;
  const { data, log } = layout(directory);
  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
  const [program, args] = account.wrap(binaries.postgres, [
    '-D',
    data,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  // A file for each start: a pipe would break, and take the server along, when this process is killed.
  await truncate(log).catch(() => undefined);
  const output = openSync(log, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(program, args, { stdio: ['ignore', output, output], detached: true, cwd: directory, ...account.ids });
  } finally {
    closeSync(output);
  }
  const failure: Postmaster['failure'] = async (reason, message, cause) => {
    const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-15).join('\n');
    if (saysDiskFull(lines)) return diskFull(directory, cause);
    const taken = /could not bind IPv4 address .*: Address already in use/.test(lines);
    const text = taken ? `port ${port} is taken; choose another` : message;
    return new EmbeddedPostgresError(taken ? 'port_taken' : reason, `${text}. Last lines of ${log}:\n${lines}`, {
      cause,
    });
  };
  return supervise(child, failure);
}

async function supervise(child: ChildProcess, failure: Postmaster['failure']): Promise<Postmaster> {
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw await failure('start_failed', `PostgreSQL cannot be run: ${cause.message}`, cause);
  }
  const guard = guardAgainstOwnEnd(pid);
  void ended.then(guard.dismiss);
  // The server's own connections keep the process alive as long as they are needed.
  child.unref();
  return {
    pid,
    ended,
    failure,
    async stop() {
      // Fast shutdown; then the immediate one, after which the next start recovers from the log.
      for (const [signal, timeout] of [
        ['SIGINT', 30_000],
        ['SIGQUIT', 10_000],
      ] as const) {
        child.ref();
        child.kill(signal);
        if (await endsWithin(ended, timeout)) return;
      }
      throw await failure('stop_timeout', `PostgreSQL (process ${pid}) does not stop; end it by hand`, undefined);
    },
  };
}

function endsWithin(ended: Promise<unknown>, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeout);
    void ended.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
