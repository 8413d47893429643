import { type EndedCall, endedCall, type ModelCall } from '../../domain/usage/model-call.ts';
import { outputTokens } from '../../domain/usage/output-tokens.ts';
import type { RunRef } from '../ports/runs.ts';
import type { CallProgress, Extension, Holds, Shortage } from './ports.ts';

/** What is held more at a time, in tokens of output. */
const SLICE_TOKENS = 1_024;
/** When fewer are left, more are asked for. */
const LOW_WATER_TOKENS = 128;

/** A call that goes on. */
interface OpenCall {
  readonly call: ModelCall;
  /** Tokens of its answer that were seen. */
  seen: number;
  /** How many it may write; undefined where nothing is held for it. */
  granted: number | undefined;
  /** Why it will not be granted more. */
  shortage?: Shortage | undefined;
  extension?: Promise<Extension | undefined> | undefined;
}

/**
 * What the calls of models have used in one attempt of a run, told to people or not. Output is held in slices: more is asked for before a
 * slice ends, and when there is no more, the call has to end.
 */
export class RunMeter {
  readonly #holds: Pick<Holds, 'extend'>;
  readonly #run: RunRef;
  #open: OpenCall | undefined;
  #ended: EndedCall[] = [];

  constructor(holds: Pick<Holds, 'extend'>, run: RunRef) {
    this.#holds = holds;
    this.#run = run;
  }

  /** Hears that a call begins, goes on or has ended. */
  onCall(call: ModelCall): void {
    const open =
      this.#open?.call.step === call.step && this.#open.call.attempt === call.attempt ? this.#open : undefined;
    if (call.state !== 'running') {
      this.#ended.push(endedCall(call, open?.call, open?.seen ?? 0));
      if (open !== undefined) this.#open = undefined;
      return;
    }
    if (open === undefined) this.#open = { call, seen: 0, granted: call.granted };
    else open.seen = Math.max(open.seen, call.usage?.outputTokens ?? 0);
  }

  /**
   * Counts a text that is about to be told. Answers which budget is short when it may not be told.
   * @throws Error when what was held for the call is gone
   */
  async admit(text: string): Promise<Shortage | undefined> {
    const open = this.#open;
    if (open === undefined) return undefined;
    const seen = open.seen + outputTokens(text);
    while (open.granted !== undefined && seen > open.granted) {
      if (open.shortage !== undefined) return open.shortage;
      this.#extend(open, seen - open.granted + SLICE_TOKENS);
      await open.extension;
    }
    open.seen = seen;
    if (open.granted !== undefined && open.granted - seen < LOW_WATER_TOKENS && open.shortage === undefined) {
      this.#extend(open, SLICE_TOKENS);
      // Whoever needs it hears of a failure.
      open.extension?.catch(() => undefined);
    }
    return undefined;
  }

  /** How far the call has come that goes on, where something is held for it. */
  progress(): CallProgress | undefined {
    const open = this.#open;
    if (open?.granted === undefined) return undefined;
    const { step, attempt } = open.call;
    return { ...this.#run, step, attempt, outputTokens: open.seen };
  }

  /** Nothing more is heard of the call that goes on: it counts as ended, for that reason. */
  close(reason: string): void {
    if (this.#open !== undefined) this.onCall({ ...this.#open.call, state: 'cancelled', usage: undefined, reason });
  }

  /** Calls that have ended and are not known to be settled. */
  get unsettled(): readonly EndedCall[] {
    return this.#ended;
  }

  settled(calls: readonly EndedCall[]): void {
    this.#ended = this.#ended.filter((call) => !calls.includes(call));
  }

  #extend(open: OpenCall, more: number): void {
    open.extension ??= this.#holds.extend(this.#run, open.call, more, open.seen).then((extension) => {
      open.extension = undefined;
      if (extension === undefined) throw new Error('what was held for a call of a model is gone');
      open.granted = extension.granted;
      open.shortage = extension.shortage;
      return extension;
    });
  }
}
