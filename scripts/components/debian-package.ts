import { spawnSync } from 'node:child_process';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

interface DebianPackage {
  readonly name: string;
  readonly variable: string;
  /** The package of Debian and Ubuntu that brings it. */
  readonly package: string;
  /** Under which of these names the PATH has it, the preferred one first. */
  readonly executables: readonly string[];
}

/** A program that Debian packages: found on the PATH or where the variable says, installed by apt-get. */
export function debianPackage({ name, variable, package: debian, executables }: DebianPackage): Component {
  return {
    name,
    variable,
    find: () => findExecutable(process.env[variable], ...executables),
    howToGet: `pnpm components, or set ${variable} to a ${executables[0]} that you have`,
    install: async () => {
      aptGet('update');
      aptGet('install', '-y', '--no-install-recommends', debian);
    },
  };
}

/** Asks nothing, and waits for another apt-get instead of failing beside it. */
function aptGet(...args: readonly string[]): void {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  const [command, ...rest] = [...asRoot, ...quiet, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args];
  const { status, error } = spawnSync(command!, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) {
    throw new Error(`"apt-get ${args.join(' ')}" did not work; install the package by hand`, { cause: error });
  }
}
