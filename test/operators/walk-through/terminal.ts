import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

/** A shell in which one command after the other is run, as somebody would type them: variables and folders stay. */
export interface Terminal {
  /**
   * What a command writes, to its standard output and error together.
   * @throws Error with what it wrote so far, if it has not ended after three minutes
   */
  run(command: string): Promise<string>;
  /** Ends the shell, and what was started in it and still runs. */
  close(): Promise<void>;
}

const LONGEST_MS = 180_000;

/** @param cwd where it begins; `env` is all that it knows */
export function openTerminal(cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    // A process group of its own, so that a command that has not ended can be ended with all that it started.
    detached: true,
  });
  const closed = once(shell, 'close');
  const end = `end of command ${randomUUID()}`;
  let written = '';
  let heard = () => {};
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    heard();
  });
  // When its input ends, so also when this process is killed, what runs in the background is ended with it.
  shell.stdin.write(`exec 2>&1\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n`);

  return {
    async run(command) {
      written = '';
      const done = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        done.reject(new Error(`\`${command}\` has not ended after ${LONGEST_MS} ms. It wrote:\n${written}`));
      }, LONGEST_MS);
      heard = () => {
        if (written.endsWith(`\n${end}\n`)) done.resolve();
      };
      shell.once('close', () => done.reject(new Error(`\`${command}\` ended the shell. It wrote:\n${written}`)));
      shell.stdin.write(`{\n${command}\n} </dev/null\nprintf '\\n%s\\n' '${end}'\n`);
      await done.promise.finally(() => clearTimeout(timer));
      return written.slice(0, -`\n${end}\n`.length);
    },
    async close() {
      shell.stdin.end();
      process.kill(-shell.pid!, 'SIGTERM');
      await closed;
    },
  };
}
