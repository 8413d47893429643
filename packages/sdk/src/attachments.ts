import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import { AttachmentService, type Upload } from '@ameide/contracts/threads/v1/attachment_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';
import { AmeideError } from './errors.ts';

/** A file to be uploaded. Only a piece of it is in memory at a time. */
export interface FileToUpload {
  /** Its name; of a path, the last part is taken. */
  readonly name: string;
  /** 1 byte to 25 MiB. A `File` of a browser is one; on Node, `fs.openAsBlob` makes one. */
  readonly content: Blob;
  /** With the same key an upload that broke off goes on where it was; a new one by default. */
  readonly idempotencyKey?: string;
}

/** How an upload is followed. */
export interface UploadOptions {
  /** Aborting it ends the upload and removes what there is of it. */
  readonly signal?: AbortSignal;
  /** Called with the bytes that the platform has. */
  readonly onProgress?: (receivedBytes: number) => void;
}

/** Files and images of messages. */
export interface Attachments {
  readonly attachments: Client<typeof AttachmentService>;
  /** Uploads a file; its id goes into a message, as `attachmentIds` or in an image part. */
  uploadFile(file: FileToUpload, options?: UploadOptions): Promise<Attachment>;
  /** The content of an attachment, piece by piece, `maxBytes` of it at most. */
  readAttachment(
    attachmentId: string,
    options?: { readonly maxBytes?: number; readonly signal?: AbortSignal },
  ): AsyncGenerator<Uint8Array, void>;
}

export function createAttachments({ transport }: Connection): Attachments {
  const attachments = createClient(AttachmentService, transport);

  /** Sends the next chunk; what the platform says of where it is counts more than what is known here. */
  async function sendNext(upload: Upload, content: Blob, signal: AbortSignal | undefined): Promise<Upload> {
    const { id: uploadId, receivedBytes: offset, chunkBytes } = upload;
    const data = new Uint8Array(await content.slice(offset, offset + chunkBytes).arrayBuffer());
    try {
      const answer = await attachments.uploadChunk({ uploadId, offset, data }, { ...(signal && { signal }) });
      return known(answer.upload);
    } catch (error) {
      if (!(error instanceof AmeideError) || error.reason !== 'upload_offset_wrong') throw error;
      const { upload: now } = await attachments.getUpload({ uploadId });
      // The same place again would never end.
      if (known(now).receivedBytes === offset) throw error;
      return known(now);
    }
  }

  return {
    attachments,

    async uploadFile({ name, content, idempotencyKey = crypto.randomUUID() }, { signal, onProgress } = {}) {
      const request = { name, sizeBytes: content.size, idempotencyKey };
      let upload = known((await attachments.beginUpload(request, { ...(signal && { signal }) })).upload);
      try {
        while (upload.attachment === undefined) {
          onProgress?.(upload.receivedBytes);
          upload = await sendNext(upload, content, signal);
        }
      } catch (error) {
        // Whoever has ended it does not wait for that.
        if (signal?.aborted) attachments.cancelUpload({ uploadId: upload.id }).catch(() => undefined);
        throw error;
      }
      onProgress?.(upload.receivedBytes);
      return upload.attachment;
    },

    async *readAttachment(attachmentId, { maxBytes = 0, signal } = {}) {
      for await (const { data } of attachments.readAttachment(
        { attachmentId, maxBytes },
        { ...(signal && { signal }) },
      )) {
        if (data.byteLength > 0) yield data;
      }
    },
  };
}

function known(upload: Upload | undefined): Upload {
  if (upload === undefined) throw new Error('the platform answers without the upload');
  return upload;
}
