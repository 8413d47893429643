import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How often a process looks whether another one is done. */
const POLL_MS = 100;

/**
 * Runs while no other process of this machine does so under the same lock file. What a process has left behind that was killed holds
 * nobody up.
 */
export async function whileLocked(lock: string, run: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  while (!(await claim(lock))) await delay(POLL_MS);
  try {
    await run();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether the lock is ours now. It says who has it from its first moment on, so that one without a holder is nobody's. */
async function claim(lock: string): Promise<boolean> {
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const holder = await readFile(lock, 'utf8').catch(() => undefined);
  if (holder !== undefined && !isAlive(Number(holder))) await rm(lock, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
