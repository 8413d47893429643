import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A service or an operator that runs as a process of its own. */
export interface ServiceUnderTest {
  readonly baseUrl: string;
  /** Where Prometheus would ask. */
  readonly metricsUrl: string;
  readonly pid: number;
  /** The lines that it has written to its standard output so far. */
  readonly log: readonly string[];
  /** Sends SIGTERM and resolves with how the process has ended. */
  stop(): Promise<Ending>;
  /** Sends SIGKILL and resolves when the process is gone. */
  kill(): Promise<Ending>;
}

/** How a process has ended. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Listening {
  readonly port: number;
  readonly metricsPort: number;
}

/** In the process: it ends when its standard input does, that is when this process is gone, however that went. */
const END_WITH_US = `data:text/javascript,${encodeURIComponent(
  "process.stdin.resume().on('close', () => process.kill(process.pid, 'SIGKILL')).unref()",
)}`;

/**
 * Starts a `main.ts` with only these variables, on any free ports, and waits until it listens.
 * @throws Error with what it wrote when it ends before.
 */
export async function startServiceProcess(main: string, env: Record<string, string>): Promise<ServiceUnderTest> {
  const args = ['--import', END_WITH_US, main];
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, args, {
    env: { ...(process.env.PATH && { PATH: process.env.PATH }), PORT: '0', METRICS_PORT: '0', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const errors = child.stderr.toArray();
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const listening = new Promise<Listening>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      const told = JSON.parse(line) as Partial<Listening> & { readonly msg?: string };
      if (told.msg === 'listening') resolve(told as Listening);
    });
    exited.then(async () => reject(new Error([...said, ...(await errors)].join('\n'))), reject);
  });
  const end = async (by: NodeJS.Signals): Promise<Ending> => {
    child.kill(by);
    const [code, signal] = await exited;
    return { code, signal };
  };
  const { port, metricsPort } = await listening;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    pid: child.pid!,
    log: said,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
