import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { unary } from '@ameide/service-kit/rpc';
import { uploadChunk as uploadChunkOf } from '../app/attachments/upload-chunk.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { uploadToWire } from '../wire/attachment.ts';
import { withObjectStore } from './object-store-errors.ts';
import { refusals } from './refusals.ts';

export const uploadChunk = ({ uploads, objects, detectType }: ThreadsDeps) =>
  unary(AttachmentService.method.uploadChunk, 'graph.viewer', async ({ uploadId: id, offset, data }, caller) => {
    const { tenantId, signal } = caller;
    const outcome = await withObjectStore(() =>
      uploadChunkOf({ objects, uploads: uploads(caller), detectType }, { tenantId, id, offset, data, signal }),
    );
    return { upload: uploadToWire(refusals.accept(outcome).upload) };
  });
