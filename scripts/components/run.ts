import { spawnSync } from 'node:child_process';

/** Runs a program to its end, with its output on this process's. @throws Error when it fails */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): void {
  const { status, error } = spawnSync(command, args, {
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error || status !== 0)
    throw new Error(`"${command} ${args.join(' ')}" did not work; what it said stands above`, { cause: error });
}
