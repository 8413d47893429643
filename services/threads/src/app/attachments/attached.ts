import { type Attachment, isImage } from '../../domain/attachment/attachment.ts';
import type { MessagePart } from '../../domain/message.ts';
import { attachmentNotFound, type Refusal } from '../../domain/refusal.ts';

/** The attachments of a message by their ids, each once: its images, then what is sent beside its parts. */
export function attachedIds(parts: readonly MessagePart[], besides: readonly string[]): readonly string[] {
  const images = parts.flatMap((part) => (part.kind === 'image' ? [part.attachmentId] : []));
  return [...new Set([...images, ...besides])];
}

/** The attachments that a message is sent with, in the order of their ids, if all of them may be. */
export function attached(
  parts: readonly MessagePart[],
  ids: readonly string[],
  sendable: readonly Attachment[],
): { readonly attachments: readonly Attachment[] } | { readonly refused: Refusal } {
  const byId = new Map(sendable.map((attachment) => [attachment.id, attachment]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing !== undefined) return { refused: attachmentNotFound(missing) };
  for (const part of parts) {
    if (part.kind !== 'image' || isImage(byId.get(part.attachmentId)!)) continue;
    return { refused: { reason: 'attachment_no_image', metadata: { id: part.attachmentId } } };
  }
  return { attachments: ids.map((id) => byId.get(id)!) };
}
