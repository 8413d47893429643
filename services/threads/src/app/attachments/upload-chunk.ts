import type { ObjectStore } from '@ameide/object-store';
import { PIECE_BYTES, pieceLength, type Upload } from '../../domain/attachment/attachment.ts';
import { nameForType, textTypeOf } from '../../domain/attachment/file-name.ts';
import { looksLikeText } from '../../domain/attachment/text.ts';
import type { AttachmentRefusal } from '../../domain/refusal.ts';
import { hashOf, pieceKey, removeContent } from './content.ts';
import type { DetectType, Uploads } from './ports.ts';

export interface UploadChunkInput {
  readonly tenantId: string;
  readonly id: string;
  readonly offset: number;
  readonly data: Uint8Array;
  readonly signal: AbortSignal;
}

/** What attachments may be, beside texts. Whatever else runs or renders by itself is none of them. */
const ACCEPTED: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]);
/** Types that are texts, and are taken for nothing more. */
const WRITTEN = /^(?:text\/|application\/(?:xml|x-subrip|json)$)/;

/**
 * Stores the next piece of a file. The object is there before the row knows of it, and lies below the row's own prefix: whoever
 * removes the row finds it there.
 */
export async function uploadChunk(
  { objects, uploads, detectType }: { objects: ObjectStore; uploads: Uploads; detectType: DetectType },
  { tenantId, id, offset, data, signal }: UploadChunkInput,
): Promise<{ readonly upload: Upload } | { readonly refused: AttachmentRefusal }> {
  const upload = await uploads.find(id);
  if (upload === undefined) return { refused: { reason: 'upload_not_found', metadata: { id } } };
  const length = pieceLength(upload, offset);
  const hash = hashOf(data);
  if (length === undefined || offset > upload.receivedBytes) return { refused: offsetWrong(upload) };
  if (data.byteLength !== length) return { refused: { reason: 'chunk_size_wrong', metadata: { bytes: `${length}` } } };
  if (offset < upload.receivedBytes) return repeated(upload, offset, hash);

  const mimeType = await typeOf(upload, data, detectType);
  if (mimeType === undefined) {
    if (await uploads.withdraw(id)) await removeContent(objects, tenantId, id, signal);
    return { refused: { reason: 'file_type_refused', metadata: { name: upload.name } } };
  }
  await objects.put(pieceKey(tenantId, id, offset, hash), data, signal);
  const name = offset === 0 ? nameForType(upload.name, mimeType) : upload.name;
  const added = await uploads.add(id, { offset, length, hash, mimeType, name });
  if (added !== undefined) return { upload: added };
  // Somebody else has sent the piece meanwhile, or has withdrawn the upload.
  const now = await uploads.find(id);
  if (now === undefined) {
    await objects.delete(pieceKey(tenantId, id, offset, hash), signal);
    return { refused: { reason: 'upload_not_found', metadata: { id } } };
  }
  return repeated(now, offset, hash);
}

function repeated(upload: Upload, offset: number, hash: string) {
  return upload.pieceHashes[offset / PIECE_BYTES] === hash ? { upload } : { refused: offsetWrong(upload) };
}

function offsetWrong({ receivedBytes }: Upload): AttachmentRefusal {
  return { reason: 'upload_offset_wrong', metadata: { received_bytes: `${receivedBytes}` } };
}

/** What a file is with this piece; undefined for what attachments may not be. */
async function typeOf(upload: Upload, data: Uint8Array, detectType: DetectType): Promise<string | undefined> {
  if (upload.mimeType !== undefined && ACCEPTED.has(upload.mimeType)) return upload.mimeType;
  if (upload.mimeType === undefined) {
    const detected = await detectType(data);
    if (detected !== undefined && ACCEPTED.has(detected)) return detected;
    if (detected !== undefined && !WRITTEN.test(detected)) return undefined;
  }
  return looksLikeText(data) ? (upload.mimeType ?? textTypeOf(upload.name)) : undefined;
}
