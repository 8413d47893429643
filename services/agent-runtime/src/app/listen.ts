import { setTimeout as delay } from 'node:timers/promises';
import type { Piece, Reading } from '../domain/answer/reading.ts';
import { ModelTimedOut } from './model-fault.ts';
import type { ModelLimits } from './ports.ts';

/** How long a provider that has said its end may take for what follows: its usage, or to close the stream. */
const AFTER_END_MS = 1000;

export interface ListenOptions {
  readonly limits: Pick<ModelLimits, 'firstTokenMs' | 'gapMs'>;
  /** Ends the answer. */
  readonly signal?: AbortSignal | undefined;
  /** Called at whatever the provider says. */
  readonly onPiece?: () => void;
}

/**
 * Reads an answer to its end and yields what to tell people. The end is what the provider says: one that stays connected
 * afterwards is left, and one that fails afterwards has not failed.
 * @param speak begins the answer; the signal ends it
 * @throws ModelTimedOut when nothing is said for too long
 */
export async function* listen(
  speak: (signal: AbortSignal) => AsyncIterable<Piece>,
  reading: Reading,
  { limits, signal, onPiece }: ListenOptions,
): AsyncGenerator<string> {
  const over = new AbortController();
  const silence = watchSilence(limits, over);
  const pieces = speak(signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]))[
    Symbol.asyncIterator
  ]();
  let patience: Promise<undefined> | undefined;
  try {
    while (!reading.isOver) {
      if (reading.hasEnded) patience ??= delay(AFTER_END_MS, undefined, { signal: over.signal });
      const next = await Promise.race([pieces.next(), ...(patience ? [patience] : [])]);
      if (next === undefined || next.done) break;
      silence.broken();
      const text = reading.push(next.value);
      onPiece?.();
      if (text !== '') yield text;
    }
  } catch (error) {
    if (signal?.aborted || !reading.hasEnded) throw silence.fault ?? error;
  } finally {
    silence.end();
    over.abort();
    // A connection that hangs would keep this waiting; the signal has ended it.
    pieces.return?.().catch(() => undefined);
  }
  // Libraries end a stream without a word when they are told to stop.
  if (silence.fault !== undefined && !reading.hasEnded) throw silence.fault;
  const rest = reading.finish();
  if (rest !== '') yield rest;
}

/** Ends what goes on when nothing is heard for too long. */
function watchSilence({ firstTokenMs, gapMs }: ListenOptions['limits'], over: AbortController) {
  let fault: ModelTimedOut | undefined;
  const after = (ms: number, of: ModelTimedOut['of']) =>
    setTimeout(() => {
      const before = heard;
      // What has come while this process was busy is no silence.
      setImmediate(() => {
        if (heard !== before || over.signal.aborted) return;
        fault = new ModelTimedOut(of, ms);
        over.abort(fault);
      });
    }, ms);
  let heard = 0;
  let timer = after(firstTokenMs, 'first_token');
  let hasBegun = false;
  return {
    broken(): void {
      heard += 1;
      if (hasBegun) return void timer.refresh();
      hasBegun = true;
      clearTimeout(timer);
      timer = after(gapMs, 'gap');
    },
    end: () => clearTimeout(timer),
    get fault() {
      return fault;
    },
  };
}
