import { estimatedTokens } from '../usage/estimate.ts';
import type { CountedUsage } from '../usage/meter.ts';
import { type AnswerCall, type CallPiece, createCallAssembly } from './calls.ts';
import { cleanText, createTextStream, type TextStream } from './text.ts';

/** A piece of what a model says, whoever the provider is. Nothing in it is trusted. */
export interface Piece {
  readonly text?: string | undefined;
  /** What it says in place of an answer. */
  readonly refusal?: string | undefined;
  readonly calls?: readonly CallPiece[] | undefined;
  /** The provider's word for why the answer ends here. */
  readonly end?: string | null | undefined;
  /** What was used up to here, the whole answer counted. */
  readonly usage?: CountedUsage | undefined;
  /** The model that the provider says it serves. */
  readonly served?: string | undefined;
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
  ['STOP', 'whole'],
  ['MAX_TOKENS', 'answer_cut_off'],
  ['SAFETY', 'answer_filtered'],
  ['RECITATION', 'answer_filtered'],
  ['BLOCKLIST', 'answer_filtered'],
  ['PROHIBITED_CONTENT', 'answer_filtered'],
  ['SPII', 'answer_filtered'],
  ['IMAGE_SAFETY', 'answer_filtered'],
  ['model_length', 'context_too_long'],
  ['model_context_window_exceeded', 'context_too_long'],
]);

const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_END_CHARACTERS = 64;
const MAX_MODEL_CHARACTERS = 128;

/** Reads one answer, piece by piece: cleans what is said and judges whether it is whole. */
export class Reading {
  readonly #stream: TextStream;
  readonly #calls = createCallAssembly();
  #usage: CountedUsage | undefined;
  #served = '';
  #text: string;
  #size = 0;
  #estimate = 0;
  #end = '';
  #refuses = false;
  #isCounted = false;

  /** @param before what was told of the answer already, which goes on */
  constructor(before = '') {
    this.#text = before;
    this.#stream = createTextStream(before !== '');
  }

  /** What to tell people for a piece. @throws Error when the answer grows beyond all measure */
  push({ text = '', refusal = '', calls = [], end, usage, served }: Piece): string {
    this.#size += calls.reduce((size, { args = '' }) => size + args.length, text.length + refusal.length);
    if (this.#size > MAX_CHARACTERS) throw new Error(`an answer of more than ${MAX_CHARACTERS} characters`);
    this.#estimate += calls.reduce(
      (sum, { args = '' }) => sum + estimatedTokens(args),
      estimatedTokens(text + refusal),
    );
    this.#refuses ||= refusal !== '';
    for (const call of calls) this.#calls.push(call);
    // An end that is not a good one stays, whatever is said after it.
    if (end && (ENDS.get(this.#end) ?? 'whole') === 'whole') this.#end = end;
    if (served) this.#served = cleanText(served.slice(0, MAX_MODEL_CHARACTERS));
    if (usage !== undefined) {
      this.#usage = usage;
      this.#isCounted = this.hasEnded;
    }
    return this.#tell(this.#stream.push(text + refusal));
  }

  /** Whether something was told. */
  get hasText(): boolean {
    return this.#text !== '';
  }

  /** What was told. */
  get text(): string {
    return this.#text;
  }

  /** What the provider has counted; undefined for nothing. */
  get usage(): CountedUsage | undefined {
    return this.#usage;
  }

  /** The model that the provider says it has served; empty when it says nothing. */
  get served(): string {
    return this.#served;
  }

  /** Tokens that the model has said by now, about, and none of its reasoning. */
  get estimate(): number {
    return this.#estimate;
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
    const said = { text: this.#text, end: cleanText(this.#end.slice(0, MAX_END_CHARACTERS)) };
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
}
