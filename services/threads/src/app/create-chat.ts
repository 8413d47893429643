import type { CreateChat } from '../domain/chat/commands.ts';
import type { Chat } from '../domain/chat/state.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { UseCase } from './use-case.ts';

/** Creates an empty chat. */
export function createChat(command: CreateChat): UseCase<Chat> {
  return {
    reads: {},
    decide() {
      const decision = decideInChat([command], undefined);
      if ('refused' in decision) return decision;
      const { events, chat } = decision;
      return { changes: [{ aggregate: 'chat', id: chat.id, events }], answer: chat };
    },
  };
}
