import type { SendMessage } from '../domain/chat/commands.ts';
import type { Message } from '../domain/message.ts';
import { decideInChat, sentMessage } from './decide-in-chat.ts';
import type { UseCase } from './use-case.ts';

/** Adds a message of a person or an agent to an existing chat. */
export function sendMessage(command: SendMessage): UseCase<Message> {
  const { chatId, artifactId } = command;
  return {
    reads: { chatId, artifactId },
    decide({ chat, artifact }) {
      const decision = decideInChat([command], chat);
      if ('refused' in decision) return decision;
      if (artifactId !== undefined && !artifact) return { refused: { reason: 'artifact_not_found', id: artifactId } };
      const { events } = decision;
      return { changes: [{ aggregate: 'chat', id: chatId, events }], answer: sentMessage(events) };
    },
  };
}
