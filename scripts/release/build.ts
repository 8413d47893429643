import { join } from 'node:path';
import { type ProgramOptions, runProgram } from './program.ts';

/** One process for all kinds is what a lane runs unless its values say otherwise. */
const OPERATORS = 'operators';

/** An image as the checkout has it. */
export interface Source {
  readonly name: string;
  /** The last commit that changed anything in it. */
  readonly commit: string;
  /** Whether the checkout has changes in it that no commit has. */
  readonly modified: boolean;
}

export interface BuildOptions extends ProgramOptions {
  /** Of the checkout. */
  readonly root: string;
}

/** The deployables of a lane: every service, and the operators. */
export async function readSources(only: readonly string[], { root, ...options }: BuildOptions): Promise<Source[]> {
  const text = await images(root, ['list', '--json'], options);
  const all = JSON.parse(text) as Source[];
  const unknown = only.filter((name) => !all.some((each) => each.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no deployable ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  return all.filter(({ name }) => (only.length > 0 ? only.includes(name) : isDefault(name)));
}

/** Builds images and pushes them under their commits. */
export async function buildAndPush(
  names: readonly string[],
  registry: string,
  { root, ...options }: BuildOptions,
): Promise<void> {
  await images(root, ['build', ...names, '--push', '--registry', registry], options);
}

/** Under which tag an image of this source was pushed. */
export function tagOf({ commit, modified }: Source): string {
  return modified ? `${commit}-modified` : commit;
}

function isDefault(name: string): boolean {
  return name === OPERATORS || !name.endsWith('-operator');
}

function images(root: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  return runProgram(process.execPath, [join(root, 'scripts/images/main.ts'), ...args], { cwd: root, ...options });
}
