import { spawn } from 'node:child_process';

/** Ends a server when the process that started it is gone. */
export interface Guard {
  /** The server has ended by itself; its process id may belong to something else soon. */
  dismiss(): void;
}

/** Reads nothing for as long as the other end of the pipe is open; the system closes it however this process ends. */
const SCRIPT = 'read dismissed || kill -INT "$1"';

/**
 * Has a server, or the program that creates its data, shut down fast when this process ends without having stopped it, also
 * by SIGKILL. The guard is a shell in a session of its own, so Ctrl-C on the terminal does not reach it.
 */
export function guardAgainstOwnEnd(pid: number): Guard {
  if (process.platform === 'win32') return { dismiss: () => undefined };
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  // Without a guard the next start on the directory stops the server.
  for (const part of [shell, shell.stdin]) part.on('error', () => undefined);
  shell.unref();
  // A pipe is a socket here, which the types of a child's streams do not say.
  (shell.stdin as typeof shell.stdin & { unref(): void }).unref();
  return { dismiss: () => void shell.stdin.end('\n') };
}
