import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { GO, go } from './go.ts';

/** A program that `go install` builds as it is published. */
export interface GoProgram extends Pick<Component, 'name' | 'variable'> {
  /** Of its main package. The program has the name of its last part. */
  readonly module: string;
  readonly version: string;
}

export function goProgram({ name, variable, module, version }: GoProgram): Component {
  const folder = componentFolder(`${name}-${version}`);
  const program = module.slice(module.lastIndexOf('/') + 1);
  return {
    name,
    variable,
    find: () => findExecutable(process.env[variable], join(folder, program), program),
    howToGet: `pnpm components, which needs ${GO}, or set ${variable} to a ${program} that you have`,
    async install() {
      await mkdir(folder, { recursive: true });
      await go(['install', '-trimpath', '-ldflags=-s -w', `${module}@${version}`], { name, env: { GOBIN: folder } });
    },
  };
}
