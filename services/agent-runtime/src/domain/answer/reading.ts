import { type AnswerCall, type CallPiece, createCallAssembly } from './calls.ts';
import { cleanText, createTextStream } from './text.ts';

/** A piece of what a model says, whoever the provider is. Nothing in it is trusted. */
export interface Piece {
  readonly text?: string | undefined;
  /** What it says in place of an answer. */
  readonly refusal?: string | undefined;
  readonly calls?: readonly CallPiece[] | undefined;
  /** The provider's word for why the answer ends here. */
  readonly end?: string | null | undefined;
  /** What was used up to here, the whole answer counted. */
  readonly usage?: { readonly input?: unknown; readonly output?: unknown } | undefined;
}

/** Why an answer is not a whole one. */
export type Shortfall =
  | 'answer_cut_off'
  | 'answer_empty'
  | 'answer_filtered'
  | 'answer_refused'
  | 'answer_unfinished'
  | 'context_too_long';

/** What a model has said. */
export interface Answer {
  readonly text: string;
  /** None when the answer is not whole. */
  readonly calls: readonly AnswerCall[];
  readonly usage: { readonly input: number; readonly output: number };
  readonly shortfall?: Shortfall;
  /** The provider's word for why it ended. */
  readonly end: string;
}

/** The ends that are known. Any other one is `answer_unfinished` until somebody decides. */
const ENDS: ReadonlyMap<string, Shortfall | 'whole'> = new Map([
  ['stop', 'whole'],
  ['end_turn', 'whole'],
  ['stop_sequence', 'whole'],
  ['tool_calls', 'whole'],
  ['tool_use', 'whole'],
  ['completed', 'whole'],
  ['length', 'answer_cut_off'],
  ['max_tokens', 'answer_cut_off'],
  ['max_output_tokens', 'answer_cut_off'],
  ['content_filter', 'answer_filtered'],
  ['refusal', 'answer_refused'],
  ['model_length', 'context_too_long'],
  ['model_context_window_exceeded', 'context_too_long'],
]);

const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_END_CHARACTERS = 64;
const MAX_UINT32 = 0xffff_ffff;

/** A number of tokens that the contract can carry. What is no such number counts as none. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.floor(value), MAX_UINT32) : 0;
}

/** Reads one answer, piece by piece: cleans what is said and judges whether it is whole. */
export class Reading {
  readonly #stream = createTextStream();
  readonly #calls = createCallAssembly();
  readonly #usage = { input: 0, output: 0 };
  #text = '';
  #size = 0;
  #end = '';
  #refuses = false;
  #isCounted = false;

  /** What to tell people for a piece. @throws Error when the answer grows beyond all measure */
  push({ text = '', refusal = '', calls = [], end, usage }: Piece): string {
    this.#size += calls.reduce((size, { args = '' }) => size + args.length, text.length + refusal.length);
    if (this.#size > MAX_CHARACTERS) throw new Error(`an answer of more than ${MAX_CHARACTERS} characters`);
    this.#refuses ||= refusal !== '';
    for (const call of calls) this.#calls.push(call);
    // An end that is not a good one stays, whatever is said after it.
    if (end && (ENDS.get(this.#end) ?? 'whole') === 'whole') this.#end = end;
    this.#count(usage);
    return this.#tell(this.#stream.push(text + refusal));
  }

  /** Whether something was told. */
  get hasText(): boolean {
    return this.#text !== '';
  }

  /** Whether the provider has said that the answer ends. Its usage may follow. */
  get hasEnded(): boolean {
    return this.#end !== '';
  }

  /** Whether nothing that matters can follow. */
  get isOver(): boolean {
    return this.hasEnded && this.#isCounted;
  }

  /** What is left to tell when no more pieces come. */
  finish(): string {
    return this.#tell(this.#stream.end());
  }

  /** @throws Error when the provider has not said that the answer ends */
  answer(): Answer {
    if (!this.hasEnded) throw new Error('the stream of the model ended before its answer was complete');
    const said = { text: this.#text, usage: this.#usage, end: cleanText(this.#end.slice(0, MAX_END_CHARACTERS)) };
    const calls = this.#calls.calls();
    const judged = ENDS.get(this.#end) ?? 'answer_unfinished';
    if (judged !== 'whole') return { ...said, calls: [], shortfall: judged };
    if (this.#refuses) return { ...said, calls: [], shortfall: 'answer_refused' };
    return { ...said, calls, ...(!this.hasText && calls.length === 0 && { shortfall: 'answer_empty' }) };
  }

  #tell(text: string): string {
    this.#text += text;
    return text;
  }

  /** Providers count upwards, so the largest number is the last one; one that makes no sense changes nothing. */
  #count(usage: Piece['usage']): void {
    if (usage === undefined) return;
    this.#usage.input = Math.max(this.#usage.input, tokenCount(usage.input));
    this.#usage.output = Math.max(this.#usage.output, tokenCount(usage.output));
    this.#isCounted = this.hasEnded;
  }
}
