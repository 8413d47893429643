import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Nothing can be kept where the platform should keep its data. */
export class DataFolderError extends Error {
  constructor(path: string, cause: unknown) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const isNoFolder = why === 'ENOTDIR';
    super(
      isNoFolder
        ? `${dirname(path)} is no folder. Choose one with --data.`
        : `${path} cannot be written (${why}). Make it writable, or choose another folder with --data.`,
      { cause },
    );
    this.name = 'DataFolderError';
  }
}

/** Makes the folder if need be; returns the path of the log in it, which is known to be writable. @throws DataFolderError */
export async function openDataFolder(directory: string): Promise<string> {
  const log = join(directory, 'platform.log');
  try {
    await makeFolder(directory);
    await (await open(log, 'a', 0o600)).close();
  } catch (cause) {
    throw new DataFolderError((cause as NodeJS.ErrnoException).path ?? directory, cause);
  }
  return log;
}

/** Step by step: where nothing can be made, such as in `/proc`, Node's own recursive `mkdir` never ends. */
async function makeFolder(directory: string): Promise<void> {
  const missing = await stat(directory).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  if (!missing) return;
  await makeFolder(dirname(directory));
  await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
