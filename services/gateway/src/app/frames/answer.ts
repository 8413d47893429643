import type { Said, SaidPiece, Suggestion, ToolCall, ToolResult, Unknown } from '../../domain/run/said.ts';
import { type Usage, usageOf } from '../../domain/run/state.ts';

/** Bytes of text in one part of a message, as the contract of threads has it. */
const PART_BYTES = 64 * 1024;
/** Parts of a message, of which some are for suggestions. */
const MAX_TEXT_PARTS = 16;
const MAX_SUGGESTIONS = 16;
const SUMMARY_CHARACTERS = 1024;
/** Of the steps that a message keeps. */
const MAX_STEPS = 64;
const STEP_CHARACTERS = 500;
const NAME_CHARACTERS = 128;

/** Why an answer cannot grow any more. */
export type AnswerRefusal = 'answer_too_long' | 'too_many_suggestions';

/** A part of the message that keeps an answer. */
export interface MessagePart {
  readonly kind:
    | { readonly case: 'text'; readonly value: { readonly text: string } }
    | {
        readonly case: 'patch';
        readonly value: { readonly patchId: string; readonly ref: string; readonly summary: string };
      };
}

/** A step of the message that keeps an answer. */
export interface AnswerStep {
  readonly name: string;
  readonly ok: boolean;
  readonly summary: string;
}

const NOTHING: Said = { text: '', toolCalls: [], toolResults: [], suggestions: [] };

/** Everything that a run has said so far: what a snapshot shows and what the thread will keep. */
export class Answer {
  readonly #toolCalls: ToolCall[];
  readonly #toolResults: ToolResult[];
  readonly #suggestions: Suggestion[];
  #usage: Usage | undefined;
  #chunks: string[];
  #bytes: number;

  /** @param said what was said before, to be continued. */
  constructor({ text, toolCalls, toolResults, suggestions, usage } = NOTHING) {
    this.#toolCalls = [...toolCalls];
    this.#toolResults = [...toolResults];
    this.#suggestions = [...suggestions];
    this.#usage = usage;
    this.#chunks = [text];
    this.#bytes = Buffer.byteLength(text);
  }

  /** Adds what happened: the frame to send for it, none when it says nothing, or why the answer must end. */
  add(piece: SaidPiece | Unknown): SaidPiece | AnswerRefusal | undefined {
    switch (piece.case) {
      case 'token':
        if (piece.value.text === '') return undefined;
        this.#bytes += Buffer.byteLength(piece.value.text);
        // Splitting at characters may leave a few bytes of every part unused.
        if (this.#bytes > MAX_TEXT_PARTS * (PART_BYTES - 4)) return 'answer_too_long';
        this.#chunks.push(piece.value.text);
        return piece;
      case 'toolCall':
        this.#toolCalls.push(piece.value);
        return piece;
      case 'toolResult':
        this.#toolResults.push(piece.value);
        return piece;
      case 'suggestion':
        if (this.#suggestions.length >= MAX_SUGGESTIONS) return 'too_many_suggestions';
        this.#suggestions.push(piece.value);
        return piece;
      case 'usage':
        this.#usage = piece.value;
        return piece;
      default:
        return undefined;
    }
  }

  /** A copy of all that was said. */
  snapshot(): Said {
    return {
      text: this.#text(),
      toolCalls: [...this.#toolCalls],
      toolResults: [...this.#toolResults],
      suggestions: [...this.#suggestions],
      usage: this.#usage,
    };
  }

  /** What was used so far. */
  usage(): Usage {
    return usageOf(this.#usage);
  }

  /** The parts of the message that keeps the answer; none when nothing was said. */
  messageParts(): MessagePart[] {
    const texts = splitText(this.#text()).map((text): MessagePart => ({ kind: { case: 'text', value: { text } } }));
    return [...texts, ...this.#suggestions.flatMap(patchPart)];
  }

  /** The tools that it has called, as its message keeps them: the first ones, each with a line of what it answered. */
  steps(): AnswerStep[] {
    const results = new Map(this.#toolResults.map((result) => [result.toolCallId, result]));
    const named = this.#toolCalls.filter(({ name }) => name !== '');
    return named.slice(0, MAX_STEPS).map(({ id, name }) => {
      const { ok = false, summary = '' } = results.get(id) ?? {};
      const line = (summary.split('\n')[0] ?? '').slice(0, STEP_CHARACTERS).toWellFormed();
      return { name: name.slice(0, NAME_CHARACTERS).toWellFormed(), ok, summary: line };
    });
  }

  #text(): string {
    this.#chunks = [this.#chunks.join('')];
    return this.#chunks[0]!;
  }
}

function patchPart({ suggestion }: Suggestion): MessagePart[] {
  if (suggestion.case !== 'graphPatch') return [];
  const { patchId, ref, summary } = suggestion.value;
  const line = summary.join('; ').slice(0, SUMMARY_CHARACTERS).toWellFormed();
  return [{ kind: { case: 'patch', value: { patchId, ref, summary: line } } }];
}

/** Cuts between characters, into pieces of at most `PART_BYTES` bytes. */
export function splitText(text: string): string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + PART_BYTES, bytes.length);
    // A byte 10xxxxxx continues a character.
    while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
    pieces.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return pieces;
}
