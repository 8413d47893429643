import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Runs `use` beside a program, with the line that it tells when it is ready. It ends with its standard input.
 * @param program of this folder, or a URL
 */
export async function withProcess(
  program: string,
  use: (told: string) => Promise<void>,
  args: readonly string[] = [],
): Promise<void> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    const [told] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
    if (typeof told !== 'string') throw new Error(`${program} has ended`);
    await use(told);
  } finally {
    child.stdin.end();
    await exited;
  }
}
