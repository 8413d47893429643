import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The first of these that can be run here: paths as they are, bare names as the PATH has them. */
export async function findExecutable(...candidates: readonly (string | undefined)[]): Promise<string | null> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const candidate of candidates) {
    if (!candidate) continue;
    const paths = candidate.includes('/') ? [candidate] : folders.map((folder) => join(folder, candidate));
    for (const path of paths) {
      const executable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return path;
    }
  }
  return null;
}
