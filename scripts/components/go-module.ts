import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { GO, go } from './go.ts';

/** Says from which sources the programs beside it were built. */
const STAMP = 'built-from';

/** Programs that are built together, from a module of their own whose go.mod says of what. */
export interface GoModule extends Pick<Component, 'name' | 'variable' | 'optional'> {
  /** Folder of go.mod, go.sum and, where there are such, main packages of its own. */
  readonly module: string;
  /** Of the folder, all of which it has to have. */
  readonly programs: readonly string[];
  /** The one of them that the variable names; else it names the folder. */
  readonly single?: string;
  /** Packages to build. "tool" stands for the programs that go.mod lists. */
  readonly packages: readonly string[];
  /** Where Go names a program otherwise: its name there, and here. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Values that the linker sets, such as the version, of what go.mod says. */
  readonly set?: (goMod: string) => Readonly<Record<string, string>>;
  /** What else belongs into the folder, from the modules that it was built from. */
  readonly complete?: (folder: string) => Promise<void>;
}

/** A component that is a folder of programs; built anew when its sources have changed. */
export function goModule(options: GoModule): Component {
  const { name, variable, optional, module, programs, single } = options;
  const folder = componentFolder(name);
  const hasPrograms = async (where: string): Promise<boolean> => {
    const found = await Promise.all(programs.map((program) => findExecutable(join(where, program))));
    return !found.includes(null);
  };
  return {
    name,
    variable,
    ...(optional && { optional }),
    async find() {
      const given = process.env[variable];
      if (given && single) return findExecutable(given);
      if (given) return (await hasPrograms(given)) ? given : null;
      const stamp = await readFile(join(folder, STAMP), 'utf8').catch(() => null);
      const there = stamp === (await sourceHash(module)) && (await hasPrograms(folder));
      return there ? join(folder, single ?? '.') : null;
    },
    howToGet: `pnpm components${optional ? ` ${name}` : ''}, which needs ${GO}, or set ${variable} to ${single ? 'a' : 'a folder with'} ${programs.join(', ')}`,
    install: () => build(options, folder),
  };
}

async function build({ name, module, packages, rename: names, set, complete }: GoModule, folder: string) {
  // Whoever uses the programs of before goes on with them until the new ones are whole.
  const building = `${folder}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  const values = Object.entries(set?.(await readFile(join(module, 'go.mod'), 'utf8')) ?? {});
  const flags = ['-s -w', ...values.map(([variable, value]) => `-X ${variable}=${value}`)].join(' ');
  await go(['build', '-trimpath', `-ldflags=${flags}`, '-o', `${building}/`, ...packages], { name, cwd: module });
  for (const [from, to] of Object.entries(names ?? {})) await rename(join(building, from), join(building, to));
  await complete?.(building);
  await writeFile(join(building, STAMP), await sourceHash(module));
  await rm(folder, { recursive: true, force: true });
  await rename(building, folder);
}

async function sourceHash(module: string): Promise<string> {
  const entries = await readdir(module, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(await readFile(file));
  return hash.digest('hex');
}
