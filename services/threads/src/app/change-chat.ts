import type { Command } from '@ameide/event-store';
import type { ChatCommand } from '../domain/chat/commands.ts';
import type { Chat } from '../domain/chat/state.ts';
import type { Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** Creates a chat, or changes one without regard to anything else. */
export function changeChat(readKnown: ReadKnown, command: ChatCommand): Command<Known, Chat, Refusal> {
  const { chatId } = command;
  return {
    read: (source) => readKnown(source, { chatId, created: command.type === 'CreateChat' ? 'chat' : undefined }),
    decide({ chat }) {
      const decision = decideInChat([command], chat);
      if ('refused' in decision) return decision;
      return { changes: decision.changes, answer: decision.chat };
    },
  };
}
