import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

/** A program that `go install` builds as it is published. */
export interface GoProgram extends Pick<Component, 'name' | 'variable'> {
  /** Of its main package. The program has the name of its last part. */
  readonly module: string;
  readonly version: string;
}

export function goProgram({ name, variable, module, version }: GoProgram): Component {
  const folder = join(import.meta.dirname, `../../.components/${name}-${version}`);
  const program = module.slice(module.lastIndexOf('/') + 1);
  return {
    name,
    variable,
    find: () => findExecutable(process.env[variable], join(folder, program), program),
    howToGet: `pnpm components, which needs Go 1.25 or newer, or set ${variable} to a ${program} that you have`,
    async install() {
      if (!(await findExecutable('go'))) {
        throw new Error(
          'there is no "go" on the PATH; install Go 1.25 or newer (https://go.dev/dl), then run "pnpm components" again',
        );
      }
      await mkdir(folder, { recursive: true });
      const { status, error } = spawnSync('go', ['install', '-trimpath', '-ldflags=-s -w', `${module}@${version}`], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder },
      });
      if (error || status !== 0)
        throw new Error(`${name} could not be built; what Go said stands above`, { cause: error });
    },
  };
}
