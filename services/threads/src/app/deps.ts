import type { RunCommand } from '@ameide/event-store';
import type { AgentForKind } from './ensure-chat-for-artifact-and-send-message.ts';
import type { Aggregates, CreateQueries, ReadKnown } from './ports.ts';

/** What the RPCs are made with. */
export interface ThreadsDeps {
  readonly run: RunCommand;
  readonly aggregates: Aggregates;
  readonly readKnown: ReadKnown;
  readonly queries: CreateQueries;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A UUID that nobody has used. */
  readonly newId: () => string;
  /** Answers in chats that are about nothing yet. */
  readonly defaultAgent: string;
  readonly agentForKind: AgentForKind;
}
