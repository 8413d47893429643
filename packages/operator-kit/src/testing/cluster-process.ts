import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { until } from './until.ts';

/** A program of a test cluster, and what can befall it. */
export interface ClusterProcess {
  readonly name: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with the same data, port and certificates; resolves when it is ready. */
  start(): Promise<void>;
  /** SIGSTOP: its connections stay open and nothing answers on them. */
  pause(): void;
  resume(): void;
}

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** Milliseconds until it must be ready. */
  readonly startTimeout: number;
  ready(): Promise<boolean>;
}

/**
 * Becomes the program, in a process group of its own, beside a watcher that reads the standard input. That ends when
 * this process ends, however it ends, and then the watcher kills the group.
 */
const WATCHED = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } </dev/null & exec "$@" </dev/null 3<&-';

/** Starts the program and waits until it is ready. @throws Error with the end of its log. */
export async function startClusterProcess(program: Program): Promise<ClusterProcess> {
  const log = `${program.directory}/${program.name}.log`;
  let child: ChildProcess;

  async function start(): Promise<void> {
    const output = await open(log, 'a');
    child = spawn('/bin/sh', ['-c', WATCHED, 'sh', program.command, ...program.args], {
      cwd: program.directory,
      detached: true,
      stdio: ['pipe', output.fd, output.fd],
    });
    await output.close();
    // A test that does not stop its cluster ends all the same.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    try {
      await until(async () => isGone(child) || (await program.ready()), { timeout: program.startTimeout });
    } catch {
      await kill();
      throw new Error(
        `${program.name} was not ready within ${program.startTimeout} ms; its log ends:\n${await tail(log)}`,
      );
    }
    if (isGone(child)) throw new Error(`${program.name} ended while it started; its log ends:\n${await tail(log)}`);
  }

  async function kill(): Promise<void> {
    if (isGone(child)) return;
    child.ref();
    const exit = once(child, 'exit');
    process.kill(-child.pid!, 'SIGKILL');
    await exit;
  }

  await start();
  return {
    name: program.name,
    get pid() {
      return child.pid!;
    },
    start,
    kill,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function tail(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).split('\n').slice(-40).join('\n');
}
