/** A file or an image that was uploaded, as messages refer to it. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** By its content. */
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** A file on its way, or arrived. */
export interface Upload {
  readonly id: string;
  /** As cleaned; its ending fits the type once that is known. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly receivedBytes: number;
  /** Known with the first piece. */
  readonly mimeType?: string | undefined;
  /** SHA-256 of every piece, in hex. */
  readonly pieceHashes: readonly string[];
}

/** Of every piece of a file but the last one. */
export const PIECE_BYTES = 1024 * 1024;

/** How long a file can be sent that was uploaded. */
export const SENDABLE_MS = 24 * 60 * 60 * 1000;

/** How long the piece at an offset is; undefined where no piece begins. */
export function pieceLength({ sizeBytes }: Pick<Upload, 'sizeBytes'>, offset: number): number | undefined {
  if (offset % PIECE_BYTES !== 0 || offset >= sizeBytes) return undefined;
  return Math.min(PIECE_BYTES, sizeBytes - offset);
}

/** What an upload has become; undefined while something of it is missing. */
export function attachmentOf({ id, name, mimeType, sizeBytes, receivedBytes }: Upload): Attachment | undefined {
  if (mimeType === undefined || receivedBytes < sizeBytes) return undefined;
  return { id, name, mimeType, sizeBytes };
}

/** Whether it is an image, which people are shown and models that see. */
export function isImage({ mimeType }: Pick<Attachment, 'mimeType'>): boolean {
  return mimeType.startsWith('image/');
}
