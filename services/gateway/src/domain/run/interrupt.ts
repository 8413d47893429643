import type { Json, Piece, Said, ToolCall } from './said.ts';

/** What an agent asks a person before it goes on: whether it may call a tool. */
export interface Interrupt {
  /** Unique in the run. */
  readonly id: string;
  /** In what is recorded for good without its arguments, which are words of the chat. */
  readonly toolCall: ToolCall;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a person answers. */
export type Decision =
  | Piece<'approve', object>
  | Piece<'edit', { readonly arguments: { [name: string]: Json } }>
  | Piece<'reject', { readonly reason: string }>
  | Piece<'answer', { readonly text: string }>;

/** A decision, and what it answers. */
export interface Decided {
  readonly interruptId: string;
  readonly decision: Decision;
}

/** What is recorded for good of a decision. */
export interface DecisionFacts {
  readonly interruptId: string;
  readonly decision: Decision['case'];
  /** The same for a repeat, and for nothing else. */
  readonly fingerprint: string;
}

/** What is asked, with the arguments of the call from what the run has said. */
export function withArguments(interrupt: Interrupt, said: Said | undefined): Interrupt {
  const call = said?.toolCalls.find(({ id }) => id === interrupt.toolCall.id);
  return call === undefined ? interrupt : { ...interrupt, toolCall: call };
}
