import { AttachmentSchema } from '@ameide/contracts/threads/v1/attachment';
import {
  ArtifactReferenceSchema,
  type ChatMessage,
  ChatMessageSchema,
  ChatRole,
  ChatSchema,
  ChatVisibility,
  type MessagePart,
  MessagePartSchema,
} from '@ameide/contracts/threads/v1/chat';
import { create, type DescMessage, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { createArtifacts } from './artifacts.ts';
import { createAttachments } from './attachments.ts';
import { messageInput } from './chat-artifact.ts';
import type { ExportedChat } from './chat-export.ts';
import { createChats } from './chats.ts';
import type { Connection } from './connection.ts';
import { AmeideError } from './errors.ts';
import { createModels } from './models.ts';

/** How a chat is imported. */
export interface ChatImportOptions {
  /** What stands before each message, so that nobody takes it for one of the importer's; in English by default. */
  readonly mark?: (speaker: 'person' | 'agent', time: Date) => string;
}

/** A chat that was imported. */
export interface ImportedChat {
  readonly threadId: string;
  /** The models that were made with it. */
  readonly artifactIds: readonly string[];
}

/** A file of 100 MiB of content in base64, and the rest of it. */
const MAX_FILE_BYTES = 150 * 1024 * 1024;
const MAX_MESSAGES = 5000;
/** A message may have 32: its mark, what was said, and images of which there are 10 at most. */
const PARTS_AT_ONCE = 21;

const markInEnglish = (speaker: 'person' | 'agent', time: Date) =>
  `Imported; said by ${speaker === 'agent' ? 'an agent' : 'a person'} on ${time.toISOString()}:`;

/**
 * Makes a chat from a file of `exportChat`: a private one of the caller, with models and files of its own. All messages are the caller's,
 * whoever said them, each with a mark that says so; proposals become what they were about. The file is checked as a whole before anything is
 * made, and files and documents again by the platform, by their content; when something is refused, nothing is left.
 *
 * @throws AmeideError: `chat_file_too_large`, `chat_file_malformed` (both invalid_argument), and those of the calls that it makes
 */
export async function importChat(
  connection: Connection,
  file: Blob,
  { mark = markInEnglish }: ChatImportOptions = {},
): Promise<ImportedChat> {
  const { chat, messages, files, models } = await readFile(file);
  const { artifactCommands } = createArtifacts(connection);
  const { chatCommands } = createChats(connection);
  const { importDocument } = createModels(connection);
  const { uploadFile } = createAttachments(connection);
  const made = new Map<string, string>();
  let threadId = '';

  const send = async (message: ChatMessage) => {
    const sent = message.attachments.flatMap(({ id, name }) => {
      const content = files.get(id);
      return content ? [{ name, content: new Blob([content]) }] : [];
    });
    const attachments = await Promise.all(sent.map((one) => uploadFile(one)));
    const speaker = message.role === ChatRole.ASSISTANT ? 'agent' : 'person';
    const marked = mark(speaker, message.createdAt ? timestampDate(message.createdAt) : new Date(0));
    const parts = message.parts.flatMap(withoutReference);
    for (let from = 0; from === 0 || from < parts.length; from += PARTS_AT_ONCE) {
      const input = messageInput(marked, { attachments: from === 0 ? attachments : [] });
      const [first, ...images] = (input.parts ?? []).map((part) => create(MessagePartSchema, part));
      const said = parts.slice(from, from + PARTS_AT_ONCE);
      await chatCommands.sendMessage({
        threadId,
        message: { ...input, parts: [first!, ...said, ...images] },
        artifactId: made.get(message.artifactId) ?? '',
        idempotencyKey: crypto.randomUUID(),
      });
    }
  };

  try {
    for (const { artifact, document } of models) {
      const { artifactId } = await importDocument({ title: artifact.title, kind: artifact.kind, document });
      made.set(artifact.artifactId, artifactId);
    }
    const artifactIds = [...made.values()];
    const created = await chatCommands.createChat({
      title: chat.title,
      visibility: ChatVisibility.PRIVATE,
      ...(chat.metadata && { metadata: chat.metadata }),
      artifactId: artifactIds[0] ?? '',
      idempotencyKey: crypto.randomUUID(),
    });
    threadId = created.chat?.id ?? '';
    for (const artifactId of artifactIds.slice(1)) await chatCommands.associateArtifact({ threadId, artifactId });
    for (const message of messages) await send(message);
    return { threadId, artifactIds };
  } catch (error) {
    // The refusal says what is wrong, whether or not this succeeds.
    if (threadId !== '') await chatCommands.deleteChat({ threadId }).catch(() => undefined);
    for (const artifactId of made.values()) {
      await artifactCommands.deleteArtifact({ artifactId }).catch(() => undefined);
    }
    throw error;
  }
}

/** Images come with the attachments; a proposal is about a model that is not here. */
function withoutReference(part: MessagePart): MessagePart[] {
  const { kind } = part;
  if (kind.case === 'text' || kind.case === 'code') return [part];
  if (kind.case !== 'patch' || kind.value.summary === '') return [];
  return [create(MessagePartSchema, { kind: { case: 'text', value: { text: kind.value.summary } } })];
}

async function readFile(file: Blob) {
  if (file.size > MAX_FILE_BYTES) {
    const text = `An exported chat has ${MAX_FILE_BYTES} bytes at most.`;
    throw new AmeideError('invalid_argument', 'chat_file_too_large', text);
  }
  try {
    const exported = JSON.parse(await file.text()) as ExportedChat;
    if (exported.format !== 'ameide-chat/1') throw new Error('it is of another format');
    if (exported.messages.length > MAX_MESSAGES) throw new Error(`it has more than ${MAX_MESSAGES} messages`);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { attachment, content } of exported.attachments) {
      const { id } = read(AttachmentSchema, attachment);
      if (content !== undefined) files.set(id, new Uint8Array(base64Decode(content)));
    }
    const models = exported.models.flatMap(({ artifact, content }) => {
      const known = read(ArtifactReferenceSchema, artifact);
      return content === undefined ? [] : [{ artifact: known, document: base64Decode(content.document) }];
    });
    const messages = exported.messages.map((message) => read(ChatMessageSchema, message));
    return { chat: read(ChatSchema, exported.chat), messages, files, models };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AmeideError('invalid_argument', 'chat_file_malformed', `This file is no exported chat: ${why}.`, {
      cause: error,
    });
  }
}

/** What a later version of the contract adds is left out. */
function read<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  return fromJson(schema, json, { ignoreUnknownFields: true });
}
