import { createHash } from 'node:crypto';
import type { ObjectStore } from '@ameide/object-store';
import { PIECE_BYTES, type Upload } from '../../domain/attachment/attachment.ts';

/** Where a piece of a file is. Two that were sent for the same place do not replace each other. */
export function pieceKey(tenantId: string, id: string, offset: number, hash: string): string {
  return `${tenantId}/${id}/${offset}-${hash}`;
}

/** SHA-256 in hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The content of a file, piece by piece, `maxBytes` of it at most.
 * @throws Error when a piece is missing, or is not what was uploaded
 */
export async function* readContent(
  objects: ObjectStore,
  tenantId: string,
  { id, pieceHashes }: Pick<Upload, 'id' | 'pieceHashes'>,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: { readonly maxBytes?: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for (const [index, hash] of pieceHashes.entries()) {
    if (left <= 0) return;
    const piece = await objects.get(pieceKey(tenantId, id, index * PIECE_BYTES, hash), signal);
    if (piece === undefined || hashOf(piece) !== hash) {
      throw new Error(`piece ${index} of attachment ${id} is ${piece === undefined ? 'missing' : 'damaged'}`);
    }
    yield piece.byteLength <= left ? piece : piece.subarray(0, left);
    left -= piece.byteLength;
  }
}

/** Removes everything that was ever stored of a file. */
export async function removeContent(
  objects: ObjectStore,
  tenantId: string,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const keys: string[] = [];
  for await (const key of objects.list(`${tenantId}/${id}`, signal)) keys.push(key);
  for (const key of keys) await objects.delete(key, signal);
}
