import {
  type ChatMessage,
  type ChatMessageSchema,
  ChatRole,
  type ChatSchema,
  ChatVisibility,
  type MessagePartSchema,
  RelationType,
  type MessageContext as WireContext,
  type ContextElement as WireElement,
  type MessagePart as WirePart,
} from '@ameide/contracts/threads/v1/chat';
import { instantFromWire } from '@ameide/service-kit/messages';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Chat, Relation, Visibility } from '../domain/chat/state.ts';
import type { Author, Message, MessageContext, MessagePart } from '../domain/message.ts';
import { importedFromWire, importedToWire, workFromWire, workToWire } from './answer-work.ts';
import { attachmentFromWire, attachmentToWire } from './attachment.ts';
import { metadataToWire } from './metadata.ts';

/** What lists show of a chat that nobody has named and nobody has written in. */
const UNTITLED = 'New chat';

const VISIBILITIES = { private: ChatVisibility.PRIVATE, team: ChatVisibility.TEAM } as const;

const RELATIONS = {
  referenced: RelationType.REFERENCED,
  modified: RelationType.MODIFIED,
  created: RelationType.CREATED,
} as const;

export function visibilityToWire(visibility: Visibility): ChatVisibility {
  return VISIBILITIES[visibility];
}

/** Not given means private. */
export function visibilityFromWire(visibility: ChatVisibility): Visibility {
  return visibility === ChatVisibility.TEAM ? 'team' : 'private';
}

export function relationToWire(relation: Relation): RelationType {
  return RELATIONS[relation];
}

/** Not given means referenced. */
export function relationFromWire(relation: RelationType): Relation {
  if (relation === RelationType.CREATED) return 'created';
  return relation === RelationType.MODIFIED ? 'modified' : 'referenced';
}

export function titleToWire(title: string): string {
  return title === '' ? UNTITLED : title;
}

export function chatToWire(chat: Chat): MessageInitShape<typeof ChatSchema> {
  const { id, ownerId, agentId, messageCount } = chat;
  return {
    id,
    title: titleToWire(chat.title),
    ownerId,
    agentId,
    visibility: visibilityToWire(chat.visibility),
    createdAt: timestampFromMs(chat.createdAt),
    updatedAt: timestampFromMs(chat.updatedAt),
    messageCount,
    ...(chat.metadata && { metadata: metadataToWire(chat.metadata) }),
    ...(chat.deletedAt !== undefined && { deletedAt: timestampFromMs(chat.deletedAt) }),
  };
}

export function messageToWire(message: Message): MessageInitShape<typeof ChatMessageSchema> {
  const { id, chatId: threadId, sequence, artifactId = '', createdAt } = message;
  return {
    id,
    threadId,
    sequence,
    artifactId,
    parts: message.parts.map(partToWire),
    ...(message.context && { context: contextToWire(message.context) }),
    attachments: (message.attachments ?? []).map(attachmentToWire),
    ...workToWire(message),
    ...(message.imported && { imported: importedToWire(message.imported) }),
    createdAt: timestampFromMs(createdAt),
    ...authorToWire(message.author),
  };
}

/** A message as it was stored. */
export function messageFromWire(message: ChatMessage): Message {
  const { id, threadId: chatId, sequence, artifactId } = message;
  return {
    id,
    chatId,
    sequence,
    author: authorFromWire(message),
    parts: partsFromWire(message.parts),
    ...(message.attachments.length > 0 && { attachments: message.attachments.map(attachmentFromWire) }),
    artifactId: artifactId === '' ? undefined : artifactId,
    ...(message.context && { context: contextFromWire(message.context) }),
    ...workFromWire(message),
    ...(message.imported && { imported: importedFromWire(message.imported) }),
    createdAt: instantFromWire(message.createdAt),
  };
}

/** Undefined when nobody said what they saw. */
export function contextFromWire(context: WireContext | undefined): MessageContext | undefined {
  const element = ({ id, name }: WireElement) => ({ id, name });
  return (
    context && {
      version: context.version,
      viewpoint: context.viewpoint && element(context.viewpoint),
      selected: context.selected.map(element),
      ...(context.language !== '' && { language: context.language }),
    }
  );
}

function contextToWire({ version, viewpoint, selected, language = '' }: MessageContext) {
  return { version, selected: [...selected], language, ...(viewpoint && { viewpoint }) };
}

/** @throws TypeError when a part has no kind, which the contract forbids. */
export function partsFromWire(parts: readonly WirePart[]): MessagePart[] {
  return parts.map(partFromWire);
}

function partFromWire({ kind }: WirePart): MessagePart {
  switch (kind.case) {
    case 'text':
      return { kind: 'text', text: kind.value.text };
    case 'code':
      return { kind: 'code', language: kind.value.language, content: kind.value.content };
    case 'patch': {
      const { patchId, ref, summary } = kind.value;
      return { kind: 'patch', patchId, ref, summary };
    }
    case 'image': {
      const { attachmentId, altText } = kind.value;
      return { kind: 'image', attachmentId, altText };
    }
    case undefined:
      throw new TypeError('a message part has no kind');
  }
}

function partToWire(part: MessagePart): MessageInitShape<typeof MessagePartSchema> {
  switch (part.kind) {
    case 'text':
      return { kind: { case: 'text', value: { text: part.text } } };
    case 'code':
      return { kind: { case: 'code', value: { language: part.language, content: part.content } } };
    case 'patch': {
      const { patchId, ref, summary } = part;
      return { kind: { case: 'patch', value: { patchId, ref, summary } } };
    }
    case 'image': {
      const { attachmentId, altText } = part;
      return { kind: { case: 'image', value: { attachmentId, altText } } };
    }
  }
}

function authorToWire(author: Author): Pick<ChatMessage, 'role' | 'authorId' | 'runId' | 'truncated'> {
  if (author.role === 'user') return { role: ChatRole.USER, authorId: author.userId, runId: '', truncated: false };
  const { agentId: authorId, runId, truncated } = author;
  return { role: ChatRole.ASSISTANT, authorId, runId, truncated };
}

function authorFromWire({ role, authorId, runId, truncated }: ChatMessage): Author {
  if (role === ChatRole.ASSISTANT) return { role: 'assistant', agentId: authorId, runId, truncated };
  return { role: 'user', userId: authorId };
}
