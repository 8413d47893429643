import { join } from 'node:path';
import { aptInstall } from './apt.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

interface DebianPackage {
  readonly name: string;
  readonly variable: string;
  /** The packages of Debian and Ubuntu that bring it. */
  readonly packages: readonly string[];
  /** Under which of these names the PATH has it, the preferred one first. */
  readonly executables: readonly string[];
  /** Other programs that it does not work without. */
  readonly needs?: readonly string[];
}

/** A program that Debian packages: found on the PATH or where the variable says, installed by apt-get. */
export function debianPackage({ name, variable, packages, executables, needs }: DebianPackage): Component {
  return {
    name,
    variable,
    async find() {
      const others = await Promise.all((needs ?? []).map((program) => findSystemProgram(program)));
      if (others.includes(null)) return null;
      return findSystemProgram(process.env[variable], ...executables);
    },
    howToGet: `pnpm components on Debian or Ubuntu (${packages.join(', ')}), or set ${variable} to a ${executables[0]} that you have`,
    install: () => aptInstall(packages),
  };
}

/** Programs of the system's administration are in folders that the PATH of people often lacks. */
async function findSystemProgram(...candidates: readonly (string | undefined)[]): Promise<string | null> {
  const found = await findExecutable(...candidates);
  if (found) return found;
  const names = candidates.filter((each) => each !== undefined && !each.includes('/')) as string[];
  return findExecutable(...names.flatMap((each) => [join('/usr/sbin', each), join('/sbin', each)]));
}
