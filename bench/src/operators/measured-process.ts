import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** So many lines of what went wrong are passed on. */
const WARNINGS = 10;

/** Resident memory of a process, in MB of 1,000,000 bytes. */
export interface Memory {
  readonly now: number;
  /** The most there ever was. */
  readonly peak: number;
}

/** A program that logs JSON lines, in a process of its own. */
export interface MeasuredProcess {
  /** The line with this `msg`, and how many seconds after the start it came. @throws if the process ends before */
  told(message: string): Promise<Told>;
  memory(): Promise<Memory>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
}

interface Told {
  readonly seconds: number;
  readonly line: Readonly<Record<string, unknown>>;
}

/** Starts a main file with these variables and no others. What it writes to standard error is passed on. */
export function startMeasured(main: string, env: Readonly<Record<string, string>>): MeasuredProcess {
  const start = performance.now();
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let warnings = 0;
  const told = new Map<string, PromiseWithResolvers<Told>>();
  const about = (message: string) => {
    const known = told.get(message) ?? Promise.withResolvers<Told>();
    told.set(message, known);
    return known;
  };
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: Told['line'] = JSON.parse(text);
    about(String(line.msg)).resolve({ seconds: (performance.now() - start) / 1_000, line });
    if ((line.level === 'warn' || line.level === 'error') && warnings++ < WARNINGS) console.error(text.slice(0, 500));
  });
  return {
    told: (message) =>
      Promise.race([
        about(message).promise,
        exited.then(([code]) => Promise.reject(new Error(`${main} ended with ${code}, without "${message}"`))),
      ]),
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const field = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024) / 1e6;
      return { now: field('VmRSS'), peak: field('VmHWM') };
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
