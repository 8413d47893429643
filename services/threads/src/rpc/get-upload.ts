import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { uploadToWire } from '../wire/attachment.ts';
import { refusals } from './refusals.ts';

export const getUpload = ({ uploads }: ThreadsDeps) =>
  unary(AttachmentService.method.getUpload, 'graph.viewer', async ({ uploadId: id }, caller) => {
    const upload = await uploads(caller).find(id);
    if (!upload) throw refusals.error({ reason: 'upload_not_found', metadata: { id } });
    return { upload: uploadToWire(upload) };
  });
