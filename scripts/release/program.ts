import { spawn } from 'node:child_process';

/** How long a program that was asked to end may tidy up after itself, in ms. */
const GRACE_MS = 60_000;

export interface ProgramOptions {
  readonly cwd?: string;
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Aborting it asks the program, and what it has started, to end. */
  readonly signal?: AbortSignal | undefined;
  /** Told every line that the program writes, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ProgramResult {
  /** 0 when all went well; 128 and more when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class ProgramError extends Error {
  readonly result: ProgramResult;

  constructor(command: string, args: readonly string[], result: ProgramResult) {
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-12).join('\n');
    super(`${command} ${args.join(' ')} ended with code ${result.code}:\n${said}`);
    this.result = result;
  }
}

/** Runs a program to its end, whatever its exit code. @throws Error when it cannot be started */
export function tryProgram(
  command: string,
  args: readonly string[],
  { cwd, env, input, signal, onLine }: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A group of its own: Ctrl-C of the terminal reaches this process only, which then decides in what order things end.
    const child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        if (onLine) for (const line of lines) onLine(line);
      });
    }
    let killing: NodeJS.Timeout | undefined;
    const end = () => {
      killGroup(child.pid, 'SIGTERM');
      killing = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    signal?.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('close', (code, by) => {
      clearTimeout(killing);
      signal?.removeEventListener('abort', end);
      resolve({ code: code ?? (by === 'SIGKILL' ? 137 : 143), ...said });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** What a program writes to its standard output. @throws ProgramError when it fails */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const result = await tryProgram(command, args, options);
  options.signal?.throwIfAborted();
  if (result.code !== 0) throw new ProgramError(command, args, result);
  return result.stdout;
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
