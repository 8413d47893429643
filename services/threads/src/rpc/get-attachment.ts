import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { attachmentNotFound } from '../domain/refusal.ts';
import { attachmentToWire } from '../wire/attachment.ts';
import { refusals } from './refusals.ts';

export const getAttachment = ({ queries }: ThreadsDeps) =>
  unary(AttachmentService.method.getAttachment, 'graph.viewer', async ({ attachmentId }, caller) => {
    const attachment = await queries(caller).attachment(attachmentId);
    if (!attachment) throw refusals.error(attachmentNotFound(attachmentId));
    return { attachment: attachmentToWire(attachment) };
  });
