import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { cleanName } from '../domain/attachment/file-name.ts';
import { uploadToWire } from '../wire/attachment.ts';
import { refusals } from './refusals.ts';

/** Of what a person has uploaded and not sent. */
const LIMITS = { files: 50, bytes: 250 * 1024 * 1024 };

export const beginUpload = ({ uploads, newUploadId }: ThreadsDeps) =>
  unary(AttachmentService.method.beginUpload, 'graph.viewer', async (request, caller) => {
    const { name: givenName, sizeBytes, idempotencyKey } = request;
    const begun = await uploads(caller).begin(
      { id: newUploadId(), givenName, name: cleanName(givenName), sizeBytes, idempotencyKey },
      LIMITS,
    );
    if (typeof begun === 'string') throw refusals.error({ reason: begun });
    return { upload: uploadToWire(begun) };
  });
