import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs the programs of a node. */
export interface Supervisor {
  /** Runs a program, and runs it again whenever it ends. What it says is in `<name>.log`. */
  run(name: string, program: string, args: readonly string[], env?: Readonly<Record<string, string>>): void;
}

const PAUSE_MS = 1000;

export function createSupervisor(logs: string): Supervisor {
  return {
    run(name, program, args, env) {
      const log = openSync(join(logs, `${name}.log`), 'a');
      const start = () => {
        const child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
        child.on('error', (error) => console.log(`${name} cannot be started: ${error.message}`));
        child.on('exit', (code, signal) => {
          console.log(`${name} ended (${signal ?? code}) and is started again`);
          setTimeout(start, PAUSE_MS);
        });
      };
      start();
    },
  };
}

/** Asks until the answer is yes. @throws Error that says what for after two minutes */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`waited two minutes for ${what}`);
    await sleep(50);
  }
}
