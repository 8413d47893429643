/**
 * Keeps bytes under keys. An object is small enough to be held in memory, see `MAX_OBJECT_BYTES`; what may be larger is a row
 * of objects, which are written and read one after the other.
 *
 * A key is made of parts with `/` between them, each of letters, digits, `.`, `_` and `-`; a `TypeError` otherwise.
 * Whatever else fails is an `ObjectStoreError`.
 */
export interface ObjectStore {
  /** Keeps bytes, wholly or not at all, and durably when it resolves; what was under the key is replaced. @throws RangeError when they are too many */
  put(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** What is under a key; undefined when nothing is. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Every key below a prefix of whole parts, in no order. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<string>;
  /** Removes what is under a key; nothing may be. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** Resolves when objects can be kept. */
  ready(): Promise<void>;
  close(): void;
}

export const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** The store cannot be reached, is full, or refuses. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
}
