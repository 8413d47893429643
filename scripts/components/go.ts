import { spawnSync } from 'node:child_process';
import { findExecutable } from './executable.ts';

/** What `go` needs. */
export const GO = 'Go 1.26 or newer';

/** What Go is run with. */
export interface GoOptions {
  /** What is built, for people. */
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Builds Go programs that need nothing of the system. @throws Error that says what to do */
export async function go(args: readonly string[], options: GoOptions): Promise<void> {
  await runGo(args, options, 'inherit');
}

/** The folder of a module that was downloaded to build something of it, to read other files there. */
export async function goModuleFolder(module: string, version: string): Promise<string> {
  const said = await runGo(['mod', 'download', '-json', `${module}@${version}`], { name: module }, 'pipe');
  return (JSON.parse(said) as { Dir: string }).Dir;
}

async function runGo(
  args: readonly string[],
  { name, cwd, env }: GoOptions,
  stdout: 'inherit' | 'pipe',
): Promise<string> {
  if (!(await findExecutable('go'))) {
    throw new Error(
      `there is no "go" on the PATH; install ${GO} (https://go.dev/dl), then run "pnpm components" again`,
    );
  }
  const result = spawnSync('go', args, {
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0', ...env },
  });
  if (result.error || result.status !== 0) {
    throw new Error(`${name} could not be built; what Go said stands above`, { cause: result.error });
  }
  return result.stdout ?? '';
}
