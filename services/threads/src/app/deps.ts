import type { RunCommand } from '@ameide/event-store';
import type { AgentForKind } from './ensure-chat-for-artifact-and-send-message.ts';
import type { Aggregates, ReadKnown, UpdateDeps } from './ports.ts';

/** What the RPCs are made with. */
export interface ThreadsDeps extends UpdateDeps {
  readonly run: RunCommand;
  readonly aggregates: Aggregates;
  readonly readKnown: ReadKnown;
  /** Aborted when streams shall end, since the service stops. */
  readonly stopping: AbortSignal;
  /** A UUID that nobody has used. */
  readonly newId: () => string;
  /** Answers in chats that are about nothing yet. */
  readonly defaultAgent: string;
  readonly agentForKind: AgentForKind;
}
