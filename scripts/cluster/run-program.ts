import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  /** What it reads from its standard input. */
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program writes to its standard output. @throws Error with what it says when it fails */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input, cwd, env }: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}).end(input ?? '');
  const [said, complained, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  if (code === 0) return said.join('');
  const name = program.slice(program.lastIndexOf('/') + 1);
  throw new Error(`${name} ${args.join(' ')}: ${complained.join('').trim() || `it ended with code ${code}`}`);
}
