import { spawnSync } from 'node:child_process';
import { findExecutable } from './executable.ts';

/** What `go` needs. */
export const GO = 'Go 1.25 or newer';

/** What Go is run with. */
export interface GoOptions {
  /** What is built, for people. */
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Builds Go programs that need nothing of the system. @throws Error that says what to do */
export async function go(args: readonly string[], { name, cwd, env }: GoOptions): Promise<void> {
  if (!(await findExecutable('go'))) {
    throw new Error(
      `there is no "go" on the PATH; install ${GO} (https://go.dev/dl), then run "pnpm components" again`,
    );
  }
  const { status, error } = spawnSync('go', args, {
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', ...env },
  });
  if (error || status !== 0) throw new Error(`${name} could not be built; what Go said stands above`, { cause: error });
}
