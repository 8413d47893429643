import type { Command } from '@ameide/event-store';
import { isPresent } from '../domain/artifact/state.ts';
import type { SendMessage } from '../domain/chat/commands.ts';
import type { Message } from '../domain/message.ts';
import { artifactNotFound, type Refusal } from '../domain/refusal.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** Adds a message of a person or an agent to an existing chat. */
export function sendMessage(readKnown: ReadKnown, command: SendMessage): Command<Known, Message, Refusal> {
  const { chatId, artifactId } = command;
  return {
    read: (source) => readKnown(source, { chatId, artifactId }),
    decide({ chat, artifact }) {
      const decision = decideInChat([command], chat);
      if ('refused' in decision) return decision;
      if (artifactId !== undefined && !isPresent(artifact.state)) return { refused: artifactNotFound(artifactId) };
      return { changes: decision.changes, answer: sentMessage(decision.events) };
    },
  };
}
