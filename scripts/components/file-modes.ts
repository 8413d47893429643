import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets the owner write a folder and all that is in it: copies of the Go module cache can only be read. */
export async function makeWritable(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  for (const path of [folder, ...entries.map((entry) => join(folder, entry))]) {
    await chmod(path, (await stat(path)).mode | 0o200);
  }
}
