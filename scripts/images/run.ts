import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program ended with another code than 0; the message has what it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/**
 * Runs a program; what it wrote to its standard output.
 *
 * @throws ProgramError
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const [code] = (await once(child, 'close').catch((cause: unknown) => {
    throw new ProgramError(`${program} cannot be run: ${(cause as Error).message}`, { cause });
  })) as [number | null];
  if (code !== 0) throw new ProgramError(`${[program, ...args].join(' ')}\nended with ${code}:\n${lastLines(said)}`);
  return said.stdout;
}

function lastLines({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-40).join('\n');
}
