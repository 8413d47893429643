import type { Command } from '@ameide/event-store';
import type { CreateChat } from '../domain/chat/commands.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** Creates an empty chat. */
export function createChat(readKnown: ReadKnown, command: CreateChat): Command<Known, Chat, Refusal> {
  return {
    read: (source) => readKnown(source, { chatId: command.chatId, created: 'chat' }),
    decide({ chat }) {
      const decision = decideInChat([command], chat);
      if ('refused' in decision) return decision;
      return { changes: decision.changes, answer: decision.chat };
    },
  };
}
