import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { until } from '@ameide/test-kit';

/** A program of a test cluster, and what can befall it. */
export interface ClusterProcess {
  readonly name: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with the same data, port and certificates; resolves when it is ready. */
  start(): Promise<void>;
  /** SIGSTOP: its connections stay open and nothing answers on them. Resolves when it stands still. */
  pause(): Promise<void>;
  resume(): void;
}

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it works and its log is. */
  readonly directory: string;
  /** Milliseconds until it must be ready. */
  readonly startTimeout: number;
  ready(): Promise<boolean>;
}

/** Go collects half as often: a test has the memory, and not the cores. */
const ENV = { ...process.env, GOGC: '200' };

/** Starts the program and waits until it is ready. @throws Error with the end of its log. */
export async function startClusterProcess(program: Program): Promise<ClusterProcess> {
  let child = await startReady(program);
  return {
    name: program.name,
    get pid() {
      return child.pid!;
    },
    kill: () => kill(child),
    async start() {
      if (!isGone(child)) throw new Error(`${program.name} still runs; kill it first`);
      child = await startReady(program);
    },
    async pause() {
      child.kill('SIGSTOP');
      await until(() => isStopped(child.pid!));
    },
    resume: () => void child.kill('SIGCONT'),
  };
}

async function startReady(program: Program): Promise<ChildProcess> {
  const { name, directory, startTimeout } = program;
  const log = `${directory}/${name}.log`;
  const child = await spawnWatched(program, log);
  try {
    await until(async () => isGone(child) || (await program.ready()), { timeout: startTimeout });
  } catch (cause) {
    await kill(child);
    throw new Error(`${name} was not ready within ${startTimeout} ms; its log ends:\n${await tail(log)}`, { cause });
  }
  if (isGone(child)) throw new Error(`${name} ended while it started; its log ends:\n${await tail(log)}`);
  return child;
}

/**
 * Becomes the program, in a process group of its own, beside a watcher that reads the standard input. That ends when
 * this process ends, however it ends, and then the watcher kills the group.
 */
const WATCHED = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } </dev/null & exec "$@" </dev/null 3<&-';

async function spawnWatched({ command, args, directory }: Program, log: string): Promise<ChildProcess> {
  const output = await open(log, 'a');
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', command, ...args], {
    cwd: directory,
    env: ENV,
    detached: true,
    stdio: ['pipe', output.fd, output.fd],
  });
  await output.close();
  // A test that does not stop its cluster ends all the same.
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (isGone(child)) return;
  child.ref();
  const exit = once(child, 'exit');
  process.kill(-child.pid!, 'SIGKILL');
  await exit;
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A signal takes effect at the next look of each thread; the state says when it has. */
async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

async function tail(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).split('\n').slice(-40).join('\n');
}
