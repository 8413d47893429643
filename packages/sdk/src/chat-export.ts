import { AttachmentSchema } from '@ameide/contracts/threads/v1/attachment';
import {
  type ArtifactReference,
  ArtifactReferenceSchema,
  type ChatMessage,
  ChatMessageSchema,
  ChatSchema,
} from '@ameide/contracts/threads/v1/chat';
import { type JsonValue, toJson } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { createAttachments } from './attachments.ts';
import { createChats } from './chats.ts';
import type { Connection } from './connection.ts';
import { AmeideError } from './errors.ts';
import { createModels } from './models.ts';

/** A chat with all that belongs to it, as one JSON document. Messages of the contract stand in it in their JSON form. */
export interface ExportedChat {
  readonly format: 'ameide-chat/1';
  /** ISO 8601. */
  readonly exportedAt: string;
  /** A `Chat`. */
  readonly chat: JsonValue;
  /** Each a `ChatMessage`, the oldest first. */
  readonly messages: readonly JsonValue[];
  readonly attachments: readonly ExportedAttachment[];
  readonly models: readonly ExportedModel[];
}

/** A file that was sent in the chat. */
export interface ExportedAttachment {
  /** An `Attachment`. */
  readonly attachment: JsonValue;
  /** In base64; absent when it is not there any more. */
  readonly content?: string;
}

/** A model that is related to the chat, as it is now. */
export interface ExportedModel {
  /** An `ArtifactReference`. */
  readonly artifact: JsonValue;
  /** Absent when it has no content, or is not there any more. */
  readonly content?: {
    readonly version: number;
    /** Such as `application/bpmn+xml`. */
    readonly mediaType: string;
    /** In base64: its bytes, whatever their encoding. */
    readonly document: string;
  };
}

/** How a chat is exported. */
export interface ChatExportOptions {
  readonly signal?: AbortSignal;
  /** How long files and models may be together; 100 MiB by default, all of which are in memory. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 100 * 1024 * 1024;
const PAGE_SIZE = 200;

/**
 * Reads a chat with its messages, their files, and the related models.
 *
 * @throws AmeideError: `thread_not_found`; `chat_too_large` (resource_exhausted) when files and models are longer than allowed
 */
export async function exportChat(
  connection: Connection,
  threadId: string,
  { signal, maxBytes = MAX_BYTES }: ChatExportOptions = {},
): Promise<ExportedChat> {
  const options = signal && { signal };
  const { chatQueries } = createChats(connection);
  const { chat } = await chatQueries.getChat({ threadId }, options);
  if (chat === undefined) throw new Error('the platform answers without the chat');
  const messages = await everyPage(async (pageToken) => {
    const page = await chatQueries.getMessages({ threadId, pageSize: PAGE_SIZE, pageToken }, options);
    return { items: page.messages, nextPageToken: page.nextPageToken };
  });
  const artifacts = await everyPage(async (pageToken) => {
    const page = await chatQueries.getChatArtifacts({ threadId, pageSize: 100, pageToken }, options);
    return { items: page.artifacts, nextPageToken: page.nextPageToken };
  });
  const room = createRoom(maxBytes);
  return {
    format: 'ameide-chat/1',
    exportedAt: new Date().toISOString(),
    chat: toJson(ChatSchema, chat),
    messages: messages.map((message) => toJson(ChatMessageSchema, message)),
    attachments: await exportAttachments(connection, messages, room, signal),
    models: await exportModels(connection, artifacts, room, signal),
  };
}

async function exportAttachments(
  connection: Connection,
  messages: readonly ChatMessage[],
  room: Room,
  signal: AbortSignal | undefined,
): Promise<ExportedAttachment[]> {
  const { readAttachment } = createAttachments(connection);
  const sent = new Map(messages.flatMap(({ attachments }) => attachments.map((one) => [one.id, one])));
  // Before anything is read.
  for (const { sizeBytes } of sent.values()) room.take(sizeBytes);
  const exported: ExportedAttachment[] = [];
  for (const attachment of sent.values()) {
    const content = await ifThere(async () => {
      const bytes = new Uint8Array(attachment.sizeBytes);
      let length = 0;
      for await (const piece of readAttachment(attachment.id, signal && { signal })) {
        bytes.set(piece, length);
        length += piece.byteLength;
      }
      return base64Encode(bytes);
    });
    exported.push({
      attachment: toJson(AttachmentSchema, attachment),
      ...(content !== undefined && { content }),
    });
  }
  return exported;
}

async function exportModels(
  connection: Connection,
  artifacts: readonly ArtifactReference[],
  room: Room,
  signal: AbortSignal | undefined,
): Promise<ExportedModel[]> {
  const { models } = createModels(connection);
  const exported: ExportedModel[] = [];
  for (const artifact of artifacts) {
    const ref = `artifacts/${artifact.artifactId}/main`;
    const content = await ifThere(async () => {
      const { version, mediaType, document } = await models.exportModel({ ref }, signal && { signal });
      room.take(document.byteLength);
      return { version, mediaType, document: base64Encode(document) };
    });
    exported.push({ artifact: toJson(ArtifactReferenceSchema, artifact), ...(content && { content }) });
  }
  return exported;
}

async function everyPage<T>(
  read: (pageToken: string) => Promise<{ readonly items: readonly T[]; readonly nextPageToken: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let pageToken = '';
  do {
    const page = await read(pageToken);
    all.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** Undefined for what was removed; any other failure fails the export. */
async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AmeideError && error.code === 'not_found') return undefined;
    throw error;
  }
}

type Room = ReturnType<typeof createRoom>;

function createRoom(maxBytes: number) {
  let left = maxBytes;
  return {
    take(bytes: number): void {
      left -= bytes;
      if (left >= 0) return;
      const text = `The files and models of this chat are longer than ${maxBytes} bytes.`;
      throw new AmeideError('resource_exhausted', 'chat_too_large', text, {
        metadata: { max_bytes: String(maxBytes) },
      });
    },
  };
}
