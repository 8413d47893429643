import type { AttachmentSchema, Attachment as WireAttachment } from '@ameide/contracts/threads/v1/attachment';
import type { UploadSchema } from '@ameide/contracts/threads/v1/attachment_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Attachment, attachmentOf, PIECE_BYTES, type Upload } from '../domain/attachment/attachment.ts';

export function attachmentToWire({
  id,
  name,
  mimeType,
  sizeBytes,
}: Attachment): MessageInitShape<typeof AttachmentSchema> {
  return { id, name, mimeType, uri: `/files/${id}`, sizeBytes };
}

export function attachmentFromWire({ id, name, mimeType, sizeBytes }: WireAttachment): Attachment {
  return { id, name, mimeType, sizeBytes };
}

export function uploadToWire(upload: Upload): MessageInitShape<typeof UploadSchema> {
  const { id, receivedBytes, sizeBytes } = upload;
  const attachment = attachmentOf(upload);
  return {
    id,
    chunkBytes: PIECE_BYTES,
    receivedBytes,
    sizeBytes,
    ...(attachment && { attachment: attachmentToWire(attachment) }),
  };
}
