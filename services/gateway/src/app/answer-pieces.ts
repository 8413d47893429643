import { ServiceError } from '@ameide/service-kit/errors';
import type { Suggestion, ToolCall, ToolResult } from '../domain/run/said.ts';
import type { Ending, Usage } from '../domain/run/state.ts';
import { type Frame, isLast } from './frames/frame.ts';
import { runFailure } from './run-failure.ts';

/** A piece of an answer, for protocols that can only add to what was said. */
export type AnswerPiece = { readonly index: number; readonly at: number } & (
  | { readonly kind: 'begun' | 'alive' }
  /** `isWhole` where it stands for several frames. */
  | { readonly kind: 'text'; readonly text: string; readonly isWhole?: boolean }
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  | { readonly kind: 'toolResult'; readonly result: ToolResult }
  | { readonly kind: 'suggestion'; readonly suggestion: Suggestion }
  | { readonly kind: 'usage'; readonly usage: Usage }
  | { readonly kind: 'end'; readonly ending: Ending; readonly reason: string; readonly message: string }
);

/**
 * Frames as pieces: of a snapshot those that were not told yet.
 * @throws ServiceError aborted `answer_replaced` when a snapshot does not go on where the pieces end: another attempt has begun anew
 */
export async function* answerPieces(frames: AsyncIterable<Frame>): AsyncGenerator<AnswerPiece, void> {
  let text = '';
  let message = '';
  const told = new Set<string>();
  const isNew = (key: string) => !told.has(key) && told.add(key) !== undefined;
  for await (const frame of frames) {
    const { index, at, payload } = frame;
    switch (payload.case) {
      case 'heartbeat':
        yield { index, at, kind: 'alive' };
        break;
      case 'token':
        text += payload.value.text;
        yield { index, at, kind: 'text', text: payload.value.text };
        break;
      case 'toolCall':
        if (isNew(`call ${payload.value.id}`)) yield { index, at, kind: 'toolCall', call: payload.value };
        break;
      case 'toolResult':
        if (isNew(`result ${payload.value.toolCallId}`)) yield { index, at, kind: 'toolResult', result: payload.value };
        break;
      case 'suggestion':
        if (isNew(JSON.stringify(payload.value))) yield { index, at, kind: 'suggestion', suggestion: payload.value };
        break;
      case 'usage':
        yield { index, at, kind: 'usage', usage: payload.value };
        break;
      case 'snapshot': {
        const { text: all, toolCalls, toolResults, suggestions, usage } = payload.value;
        if (!all.startsWith(text)) throw answerReplaced();
        for (const call of toolCalls) if (isNew(`call ${call.id}`)) yield { index, at, kind: 'toolCall', call };
        for (const result of toolResults)
          if (isNew(`result ${result.toolCallId}`)) yield { index, at, kind: 'toolResult', result };
        if (all.length > text.length) yield { index, at, kind: 'text', text: all.slice(text.length), isWhole: true };
        text = all;
        for (const suggestion of suggestions)
          if (isNew(JSON.stringify(suggestion))) yield { index, at, kind: 'suggestion', suggestion };
        if (usage !== undefined) yield { index, at, kind: 'usage', usage };
        break;
      }
      case 'error':
        message = payload.value.message;
        break;
      case 'status': {
        const { phase, reason } = payload.value;
        if (isLast(frame)) yield { index, at, kind: 'end', ending: phase as Ending, reason, message };
        else yield { index, at, kind: 'begun' };
        break;
      }
      default:
        break;
    }
  }
}

/**
 * The same pieces, from the first one on that says something. @throws ServiceError when there is none, since the run does not complete
 */
export async function* refusedEarly(pieces: AsyncIterable<AnswerPiece>): AsyncGenerator<AnswerPiece, void> {
  const held: AnswerPiece[] = [];
  let begun = false;
  for await (const piece of pieces) {
    if (!begun && piece.kind === 'end' && piece.ending !== 'completed') throw runFailure(piece);
    begun ||= piece.kind !== 'begun' && piece.kind !== 'alive' && piece.kind !== 'usage';
    held.push(piece);
    if (begun) yield* held.splice(0);
  }
}

/** Everything of an answer. */
export interface WholeAnswer {
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  readonly usage: Usage | undefined;
  readonly end: Extract<AnswerPiece, { kind: 'end' }>;
}

/** Waits for the end of an answer. @throws what the signal was aborted with */
export async function wholeAnswer(pieces: AsyncIterable<AnswerPiece>, signal: AbortSignal): Promise<WholeAnswer> {
  let text = '';
  let usage: Usage | undefined;
  const suggestions: Suggestion[] = [];
  for await (const piece of pieces) {
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'suggestion') suggestions.push(piece.suggestion);
    else if (piece.kind === 'usage') usage = piece.usage;
    else if (piece.kind === 'end') return { text, suggestions, usage, end: piece };
  }
  signal.throwIfAborted();
  throw new Error('a run ended without an end');
}

function answerReplaced(): ServiceError {
  const message =
    'The agent has begun its answer anew, so that what you have cannot be gone on with. Ask for it again.';
  return new ServiceError('aborted', 'answer_replaced', message);
}
