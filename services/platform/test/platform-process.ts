import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The platform as a person starts it: a process of its own, told by what it prints. */
export interface PlatformProcess {
  readonly url: string;
  readonly issuer: string;
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** The exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for the end; the exit code, or null after a signal. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** How a command is run: with more in its environment, or with Ctrl-C as soon as it has printed a text. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly interruptAt?: string;
}

/** Runs the command to its end. */
export async function runPlatform(
  args: readonly string[],
  { env, interruptAt }: RunOptions = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { child, output } = launch(args, env);
  if (interruptAt !== undefined) {
    child.stdout!.on('data', (text: string) => {
      if (text.includes(interruptAt)) child.kill('SIGINT');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

/** Starts the platform and waits until it says that it is running. Rejects with its output when it ends before. */
export async function startPlatformProcess(
  port: number,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<PlatformProcess> {
  const { child, output } = launch(['--port', String(port), ...args], env);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const running = new Promise<void>((resolve) => {
    child.stdout!.on('data', () => {
      if (output().includes('Press Ctrl-C to stop.')) resolve();
    });
  });
  const ended = closed.then(([code]) => {
    throw new Error(`the platform ended with ${code}:\n${output()}`);
  });
  await Promise.race([running, ended]);
  ended.catch(() => {});
  const url = `http://localhost:${port}`;
  return {
    url,
    issuer: `${url}/oidc`,
    pid: child.pid!,
    output,
    ended: closed.then(([code]) => code),
    async end(signal) {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  return { child, output: () => printed };
}
