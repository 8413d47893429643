import type { Usage } from './state.ts';

/*
 * What an agent says in a run. In the form of the contracts' messages, which `wire/` turns into messages without copying;
 * pieces of a later release that are not known here have no case.
 */

export interface ToolCall {
  /** Unique in the run. */
  readonly id: string;
  readonly name: string;
  readonly arguments?: { [name: string]: Json } | undefined;
}

export type Json = number | string | boolean | null | Json[] | { [name: string]: Json };

export interface ToolResult {
  readonly toolCallId: string;
  readonly name: string;
  readonly ok: boolean;
  readonly summary: string;
}

/** Something for people to review. */
export interface Suggestion {
  readonly suggestion: Piece<'graphPatch', { patchId: string; ref: string; summary: string[] }> | Unknown;
}

/** All that was said. */
export interface Said {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly toolResults: readonly ToolResult[];
  readonly suggestions: readonly Suggestion[];
  readonly usage?: Usage | undefined;
}

/** One piece of what is said; a snapshot stands for all that was said before. */
export type SaidPiece =
  | Piece<'token', { readonly text: string }>
  | Piece<'toolCall', ToolCall>
  | Piece<'toolResult', ToolResult>
  | Piece<'suggestion', Suggestion>
  | Piece<'usage', Usage>
  | Piece<'snapshot', Said>;

export interface Piece<Case extends string, Value> {
  readonly case: Case;
  readonly value: Value;
}

export interface Unknown {
  readonly case: undefined;
  readonly value?: undefined;
}
