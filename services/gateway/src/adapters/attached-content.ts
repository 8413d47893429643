import type { AttachmentContentSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import type { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type CallOptions, type Client, Code, ConnectError } from '@connectrpc/connect';

/** What attachments hold may take this much of what a model reads: about 20,000 tokens of text, and some images. */
const TEXT_BYTES = 80 * 1024;
const TEXT_BYTES_OF_ONE = 32 * 1024;
const IMAGES = 4;
const IMAGE_BYTES = 4 * 1024 * 1024;
/** Providers take no larger ones. */
const IMAGE_BYTES_OF_ONE = 3 * 1024 * 1024;

const TEXT = /^(?:text\/|application\/(?:json|xml)$)/;

/** Reads what the attachments of a conversation hold, the newest first, until the budget is used up. */
export async function readAttached(
  client: Pick<Client<typeof AttachmentService>, 'readAttachment'>,
  messages: readonly ChatMessage[],
  options: CallOptions,
): Promise<MessageInitShape<typeof AttachmentContentSchema>[]> {
  const contents: MessageInitShape<typeof AttachmentContentSchema>[] = [];
  const left = { text: TEXT_BYTES, images: IMAGES, image: IMAGE_BYTES };
  const seen = new Set<string>();
  for (const attachment of messages.toReversed().flatMap(({ attachments }) => attachments)) {
    const { id: attachmentId, mimeType, sizeBytes } = attachment;
    if (seen.has(attachmentId)) continue;
    seen.add(attachmentId);
    if (TEXT.test(mimeType) && left.text > 0) {
      const wanted = Math.min(left.text, TEXT_BYTES_OF_ONE, sizeBytes);
      const bytes = await read(client, attachment, wanted, options);
      if (bytes === undefined) continue;
      left.text -= bytes.byteLength;
      const value = textOf(bytes);
      contents.push({ attachmentId, content: { case: 'text', value }, truncated: wanted < sizeBytes });
    }
    const fits = sizeBytes <= IMAGE_BYTES_OF_ONE && sizeBytes <= left.image;
    if (mimeType.startsWith('image/') && left.images > 0 && fits) {
      const value = await read(client, attachment, sizeBytes, options);
      if (value === undefined) continue;
      left.images -= 1;
      left.image -= sizeBytes;
      contents.push({ attachmentId, content: { case: 'image', value } });
    }
  }
  return contents;
}

/** The beginning of an attachment; undefined when it is not there, or not for that person, any more. */
async function read(
  client: Pick<Client<typeof AttachmentService>, 'readAttachment'>,
  { id: attachmentId }: Attachment,
  maxBytes: number,
  options: CallOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const { data } of client.readAttachment({ attachmentId, maxBytes }, options)) chunks.push(data);
  } catch (error) {
    if (ConnectError.from(error).code === Code.NotFound) return undefined;
    throw error;
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** In UTF-8, or else in the encoding that files of Windows have; a character that was cut at the end is left out. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
