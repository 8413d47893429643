import { specification } from '@ameide/event-store/testing/specification';
import { decideChat } from './decide.ts';
import type { ChatEvent } from './events.ts';
import { evolveChat } from './evolve.ts';
import type { ChatState } from './state.ts';

/** Says what commands do: `given(created).when(command).thenEvents(…)`. */
export const given = specification({ initialState: undefined as ChatState, decide: decideChat, evolve: evolveChat });

export const chatId = 'chat-1';

/** A private chat of alice's. */
export const created = {
  type: 'ChatCreated',
  chatId,
  ownerId: 'alice',
  title: 'Orders',
  visibility: 'private',
  agentId: 'chat',
  createdAt: 1000,
} satisfies ChatEvent;
