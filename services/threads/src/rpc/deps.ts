import type { Read } from '../adapters/read.ts';
import type { AgentForKind } from '../app/ensure-chat-for-artifact-and-send-message.ts';
import type { Execute } from '../app/execute.ts';

/** What the RPCs are made with. */
export interface RpcDeps {
  readonly execute: Execute;
  readonly read: Read;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A UUID that nobody has used. */
  readonly newId: () => string;
  /** Answers in chats that are about nothing yet. */
  readonly defaultAgent: string;
  readonly agentForKind: AgentForKind;
}
