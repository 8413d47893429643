import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive, startMark } from './processes.ts';

interface Owner {
  readonly pid: number;
  readonly started: string | undefined;
}

const fileOf = (directory: string) => join(directory, 'owner.json');

/**
 * Marks the directory as this process's. A mark that a killed process left behind is replaced.
 * @throws EmbeddedPostgresError `directory_in_use`
 */
export async function takeOwnership(directory: string): Promise<void> {
  const me = JSON.stringify({ pid: process.pid, started: startMark(process.pid) } satisfies Owner);
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(fileOf(directory), me, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 5) throw error;
    }
    const pid = livingOwner(directory);
    if (pid !== undefined) {
      const message = `${directory} is in use by process ${pid}; stop it first, or choose another directory`;
      throw new EmbeddedPostgresError('directory_in_use', message);
    }
    await rm(fileOf(directory), { force: true });
  }
}

/** Gives up the mark, if it is still this process's. */
export async function releaseOwnership(directory: string): Promise<void> {
  const text = await readFile(fileOf(directory), 'utf8').catch(() => '{}');
  if (parse(text)?.pid === process.pid) await rm(fileOf(directory), { force: true });
}

/** The id of the process that holds the directory now; undefined when none does, or it was killed. */
function livingOwner(directory: string): number | undefined {
  const owner = read(directory);
  if (!owner || !isAlive(owner.pid)) return undefined;
  return owner.started === startMark(owner.pid) ? owner.pid : undefined;
}

/** Whether a process of ours has held the directory and never gave it up. */
export function wasAbandoned(directory: string): boolean {
  return read(directory) !== undefined && livingOwner(directory) === undefined;
}

function read(directory: string): Owner | undefined {
  try {
    return parse(readFileSync(fileOf(directory), 'utf8'));
  } catch {
    return undefined;
  }
}

function parse(text: string): Owner | undefined {
  try {
    const value: Partial<Owner> = JSON.parse(text);
    return typeof value.pid === 'number' ? { pid: value.pid, started: value.started } : undefined;
  } catch {
    return undefined;
  }
}
