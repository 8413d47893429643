import type { ChatCommand } from '../domain/chat/commands.ts';
import { decideChat } from '../domain/chat/decide.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { evolveChat } from '../domain/chat/evolve.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import type { Refusal } from '../domain/refusal.ts';

/** Several commands on one chat, each on the state that the one before has left; all or the first refusal. */
export function decideInChat(
  commands: readonly ChatCommand[],
  state: ChatState,
): { readonly refused: Refusal } | { readonly events: readonly ChatEvent[]; readonly chat: NonNullable<ChatState> } {
  const events: ChatEvent[] = [];
  let chat = state;
  for (const command of commands) {
    const decision = decideChat(command, chat);
    if ('refused' in decision) return decision;
    events.push(...decision.events);
    chat = decision.events.reduce(evolveChat, chat);
  }
  if (!chat) throw new Error('an accepted command leaves a chat');
  return { events, chat };
}

/** The message among the events of an accepted SendMessage. */
export function sentMessage(events: readonly ChatEvent[]): Message {
  const sent = events.find((event) => event.type === 'MessageSent');
  if (!sent) throw new Error('an accepted SendMessage records MessageSent');
  return sent.message;
}
