import type { CommandSource } from '@ameide/event-store';
import type { Attachment, Upload } from '../../domain/attachment/attachment.ts';
import type { Reader } from '../ports.ts';

/** A file that shall be uploaded. */
export interface NewUpload {
  readonly id: string;
  /** As it was given, by which a repeat is known. */
  readonly givenName: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly idempotencyKey: string;
}

/** A piece that has arrived. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
  /** SHA-256, in hex. */
  readonly hash: string;
  readonly mimeType: string;
  /** The file's, from now on. */
  readonly name: string;
}

/** The uploads of one person. */
export interface Uploads {
  /**
   * Begins one, or finds the one that was begun with the same key.
   * @param limits of what is uploaded and not sent
   */
  begin(
    upload: NewUpload,
    limits: { readonly files: number; readonly bytes: number },
  ): Promise<Upload | 'idempotency_key_reused' | 'too_many_uploads'>;
  /** One that goes on, or is done and was not sent long ago. */
  find(id: string): Promise<Upload | undefined>;
  /** Adds a piece at the end; undefined when that is elsewhere by now. */
  add(id: string, piece: Piece): Promise<Upload | undefined>;
  /** Takes an upload away from everybody, unless it was sent; false then, and when there is none. */
  withdraw(id: string): Promise<boolean>;
}

export type CreateUploads = (reader: Reader) => Uploads;

/** Attachments as one person may read them. */
export interface AttachmentQueries {
  /** With the hashes of its pieces. */
  attachment(id: string): Promise<(Attachment & Pick<Upload, 'pieceHashes'>) | undefined>;
}

/** Those of these attachments that a person may send, for a command. */
export type ReadSendable = (
  source: CommandSource,
  userId: string,
  ids: readonly string[],
) => Promise<readonly Attachment[]>;

/** What is no longer used, of all tenants. */
export interface UnusedAttachments {
  list(limit: number): Promise<readonly { readonly tenantId: string; readonly id: string }[]>;
  /** Takes one away from everybody, unless it is used by now; false then. */
  claim(tenantId: string, id: string): Promise<boolean>;
  /** Forgets it, once its content is gone. */
  forget(tenantId: string, id: string): Promise<void>;
}

/** What bytes are, by the beginning of a file: a type of files, or undefined where they are of none that is known. */
export type DetectType = (beginning: Uint8Array) => Promise<string | undefined>;
