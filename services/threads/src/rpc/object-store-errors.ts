import { ObjectStoreError } from '@ameide/object-store';
import { ServiceError } from '@ameide/service-kit/errors';

/** What callers are told while files cannot be kept or read. */
export function fromObjectStore(error: unknown): unknown {
  if (!(error instanceof ObjectStoreError)) return error;
  const message = 'Files cannot be reached just now. Try again.';
  return new ServiceError('unavailable', 'files_unavailable', message, { cause: error });
}

/** Does something with the object store. @throws ServiceError unavailable `files_unavailable` */
export async function withObjectStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fromObjectStore(error);
  }
}
