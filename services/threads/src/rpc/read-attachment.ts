import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { serverStream } from '@ameide/service-kit/rpc';
import { readContent } from '../app/attachments/content.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { attachmentNotFound } from '../domain/refusal.ts';
import { attachmentToWire } from '../wire/attachment.ts';
import { fromObjectStore } from './object-store-errors.ts';
import { refusals } from './refusals.ts';

export const readAttachment = ({ queries, objects }: ThreadsDeps) =>
  serverStream(
    AttachmentService.method.readAttachment,
    'graph.viewer',
    async function* ({ attachmentId, maxBytes }, caller) {
      const attachment = await queries(caller).attachment(attachmentId);
      if (!attachment) throw refusals.error(attachmentNotFound(attachmentId));
      yield { attachment: attachmentToWire(attachment) };
      const { tenantId, signal } = caller;
      try {
        for await (const data of readContent(objects, tenantId, attachment, {
          maxBytes: maxBytes || Infinity,
          signal,
        })) {
          yield { data: data as Uint8Array<ArrayBuffer> };
        }
      } catch (error) {
        throw fromObjectStore(error);
      }
    },
  );
