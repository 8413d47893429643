import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { assertKey, assertSize } from './key.ts';
import { type ObjectStore, ObjectStoreError } from './object-store.ts';

/** No part of a key begins so with a blank, so nothing that is half written has a key. */
const UNFINISHED = ' unfinished';
/** What is older was being written when its process ended. */
const ABANDONED_MS = 60 * 60 * 1000;
const MOVE_ATTEMPTS = 20;

/** Keeps objects as files of a folder, which is made when the first one comes. For one machine, such as a laptop. */
export function createFolderObjectStore(folder: string): ObjectStore {
  const unfinished = join(folder, UNFINISHED);
  const pathOf = (key: string) => {
    assertKey(key);
    return join(folder, ...key.split('/'));
  };

  /** The folder of an object may go with its last object just then. */
  async function moveTo(path: string, from: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        return await rename(from, path);
      } catch (error) {
        if (!isMissing(error) || attempt === MOVE_ATTEMPTS) throw error;
      }
    }
  }

  async function removeAbandoned(): Promise<void> {
    for (const name of await readdir(unfinished)) {
      const path = join(unfinished, name);
      const written = await stat(path).catch(() => undefined);
      if (written !== undefined && Date.now() - written.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    }
  }

  return {
    put: (key, bytes, signal) =>
      told(async () => {
        const path = pathOf(key);
        assertSize(bytes);
        signal?.throwIfAborted();
        await mkdir(unfinished, { recursive: true, mode: 0o700 });
        const written = join(unfinished, randomUUID());
        try {
          const file = await open(written, 'wx', 0o600);
          try {
            await file.writeFile(bytes);
            await file.sync();
          } finally {
            await file.close();
          }
          await moveTo(path, written);
        } catch (error) {
          await rm(written, { force: true });
          throw error;
        }
      }),

    get: (key, signal) =>
      told(async () => {
        const path = pathOf(key);
        try {
          return await readFile(path, { signal });
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),

    async *list(prefix, signal) {
      const below = pathOf(prefix);
      const entries = await told(() =>
        readdir(below, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
          if (isMissing(error)) return [];
          throw error;
        }),
      );
      for (const entry of entries) {
        signal?.throwIfAborted();
        if (entry.isFile()) yield relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
      }
    },

    delete: (key, signal) =>
      told(async () => {
        const path = pathOf(key);
        signal?.throwIfAborted();
        await rm(path, { force: true });
        // The folders that were made for it go with it, unless there is more in them.
        for (let parent = dirname(path); parent !== folder; parent = dirname(parent)) {
          const gone = await rmdir(parent).then(
            () => true,
            () => false,
          );
          if (!gone) break;
        }
      }),

    ready: () =>
      told(async () => {
        await mkdir(unfinished, { recursive: true, mode: 0o700 });
        await removeAbandoned();
      }),
    close() {},
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Faults of the file system in one kind of error; those of the caller as they are. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new ObjectStoreError(`the folder of the object store cannot be used: ${cause.message}`, { cause });
  }
}
