import type { ArtifactEvent } from '../domain/artifact/events.ts';
import type { ArtifactState } from '../domain/artifact/state.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { Refusal } from '../domain/refusal.ts';

/** What a command needs to know before it can be decided. */
export interface Reads {
  readonly chatId?: string | undefined;
  readonly artifactId?: string | undefined;
}

/** What is so when a command is decided, and stays so until its events are appended. */
export interface Known {
  readonly chat: ChatState;
  readonly artifact: ArtifactState;
}

/** Events of one aggregate. */
export type Change =
  | { readonly aggregate: 'chat'; readonly id: string; readonly events: readonly ChatEvent[] }
  | { readonly aggregate: 'artifact'; readonly id: string; readonly events: readonly ArtifactEvent[] };

/** What a command leads to. No events means that everything is so already. */
export type Outcome<Answer> =
  | { readonly refused: Refusal }
  | { readonly changes: readonly Change[]; readonly answer: Answer };

/** One command, ready to be executed. Pure. */
export interface UseCase<Answer> {
  readonly reads: Reads;
  decide(known: Known): Outcome<Answer>;
}
