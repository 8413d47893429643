import { AttachmentSchema } from '@ameide/contracts/threads/v1/attachment';
import {
  ArtifactReferenceSchema,
  type ChatMessage,
  ChatMessageSchema,
  ChatRole,
  ChatSchema,
  ChatVisibility,
  type ImportedFacts,
  ImportedFactsSchema,
  type MessagePart,
  MessagePartSchema,
} from '@ameide/contracts/threads/v1/chat';
import { create, type DescMessage, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { createArtifacts } from './artifacts.ts';
import { createAttachments } from './attachments.ts';
import { messageInput } from './chat-artifact.ts';
import type { ExportedChat } from './chat-export.ts';
import { createChats } from './chats.ts';
import type { Connection } from './connection.ts';
import { AmeideError } from './errors.ts';
import { createModels } from './models.ts';

/** A chat that was imported. */
export interface ImportedChat {
  readonly threadId: string;
  /** The models that were made with it. */
  readonly artifactIds: readonly string[];
}

/** A file of 100 MiB of content in base64, and the rest of it. */
const MAX_FILE_BYTES = 150 * 1024 * 1024;
const MAX_MESSAGES = 5000;
/** A message may have 32: what was said, and images of which there are 10 at most. */
const PARTS_AT_ONCE = 22;
const NAME_CHARACTERS = 200;
const MAX_STEPS = 64;

/**
 * Makes a chat from a file of `exportChat`: a private one of the caller, with models and files of its own. All messages are the caller's;
 * what the file says of them, who spoke and when, they have as `imported`. Proposals become what they were about. The file is checked as a whole before anything is
 * made, and files and documents again by the platform, by their content; when something is refused, nothing is left.
 *
 * @throws AmeideError: `chat_file_too_large`, `chat_file_malformed` (both invalid_argument), and those of the calls that it makes
 */
export async function importChat(connection: Connection, file: Blob): Promise<ImportedChat> {
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
    const imported = importedFacts(message);
    const parts = message.parts.flatMap(withoutReference);
    // Of what it said nothing can be kept.
    if (parts.length === 0 && attachments.length === 0) return;
    for (let from = 0; from === 0 || from < parts.length; from += PARTS_AT_ONCE) {
      const input = messageInput('', { attachments: from === 0 ? attachments : [] });
      const images = (input.parts ?? []).map((part) => create(MessagePartSchema, part));
      await chatCommands.sendMessage({
        threadId,
        message: {
          ...input,
          parts: [...parts.slice(from, from + PARTS_AT_ONCE), ...images],
          imported: from === 0 ? imported : { ...imported, steps: [] },
        },
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

/** What the file says of a message; of one that was imported before, what the first file said. */
function importedFacts(message: ChatMessage): ImportedFacts {
  const { role, authorName, sentAt, steps, usage } = message.imported ?? {
    ...message,
    authorName: message.authorId,
    sentAt: message.createdAt,
  };
  return create(ImportedFactsSchema, {
    role: role === ChatRole.ASSISTANT ? ChatRole.ASSISTANT : ChatRole.USER,
    authorName: authorName.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '').slice(0, NAME_CHARACTERS),
    steps: steps.slice(0, MAX_STEPS),
    ...(sentAt && { sentAt }),
    ...(usage && { usage }),
  });
}

/** Images come with the attachments; a proposal is about a model that is not here. */
function withoutReference(part: MessagePart): MessagePart[] {
  const { kind } = part;
  if (kind.case === 'code') return [part];
  // Blanks alone are no message.
  if (kind.case === 'text') return /[^\s\p{Z}\p{C}]/u.test(kind.value.text) ? [part] : [];
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
