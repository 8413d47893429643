import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What sessions in Redis are sealed with, so that they outlive the process: made at the first start, and kept in the data folder. */
export async function sessionSecret(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'session-secret');
  const own = randomBytes(32).toString('base64url');
  // Only one start makes it; whoever comes second reads it.
  await writeFile(file, own, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file, 'utf8');
}
