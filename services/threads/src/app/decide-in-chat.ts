import { type Change, change } from '@ameide/event-store';
import type { ChatCommand } from '../domain/chat/commands.ts';
import { decideChat } from '../domain/chat/decide.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { evolveChat } from '../domain/chat/evolve.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Message } from '../domain/message.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Known } from './ports.ts';

export interface DecidedChat {
  readonly events: readonly ChatEvent[];
  /** Of the events; none when there are none. */
  readonly changes: readonly Change[];
  /** The chat after them. */
  readonly chat: NonNullable<ChatState>;
}

/** Several commands on one chat, each on the state that the one before has left; all or the first refusal. */
export function decideInChat(
  commands: readonly ChatCommand[],
  loaded: Known['chat'],
): { readonly refused: Refusal } | DecidedChat {
  const events: ChatEvent[] = [];
  let chat = loaded.state;
  for (const command of commands) {
    const decision = decideChat(command, chat);
    if ('refused' in decision) return decision;
    events.push(...decision.events);
    chat = decision.events.reduce(evolveChat, chat);
  }
  if (!chat) throw new Error('an accepted command leaves a chat');
  return { events, changes: events.length > 0 ? [withNewKey(change(loaded, events), loaded)] : [], chat };
}

/** The key commits with the first events that it has sealed. */
function withNewKey(made: Change, { newKey }: Known['chat']): Change {
  if (newKey === undefined) return made;
  return {
    events: made.events,
    encode(tenantId, metadata) {
      const { append, rows } = made.encode(tenantId, metadata);
      return { append, rows: [...rows, newKey] };
    },
  };
}

/** The message among the events of an accepted SendMessage. */
export function sentMessage(events: readonly ChatEvent[]): Message {
  const sent = events.find((event) => event.type === 'MessageSent');
  if (!sent) throw new Error('an accepted SendMessage records MessageSent');
  return sent.message;
}
