import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { SendMessage } from '../domain/chat/commands.ts';
import type { Message } from '../domain/message.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import { attached, attachedIds } from './attachments/attached.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/**
 * Adds a message of a person or an agent to an existing chat.
 * @param attachmentIds what is sent with it beside the images among its parts
 */
export function sendMessage(
  readKnown: ReadKnown,
  command: Omit<SendMessage, 'attachments'>,
  attachmentIds: readonly string[] = [],
): Command<Known, Message, Refusal> {
  const { chatId, artifactId, parts, userId } = command;
  const ids = attachedIds(parts, attachmentIds);
  return {
    read: (source) => readKnown(source, { chatId, artifactId, sent: { userId, ids } }),
    decide({ chat, artifact, attachments: sendable }) {
      const found = attached(parts, ids, sendable);
      const decision = decideInChat([{ ...command, ...('attachments' in found && found) }], chat);
      if ('refused' in decision) return decision;
      if ('refused' in found) return found;
      if (artifactId !== undefined && !isPresent(artifact.state)) return { refused: artifactNotFound(artifactId) };
      return { changes: decision.changes, answer: sentMessage(decision.events) };
    },
  };
}
