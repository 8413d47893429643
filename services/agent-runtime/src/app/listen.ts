import { setTimeout as delay } from 'node:timers/promises';
import type { Piece, Reading } from '../domain/answer/reading.ts';

/** How long a provider that has said its end may take for what follows: its usage, or to close the stream. */
const AFTER_END_MS = 1000;

/**
 * Reads an answer to its end and yields what to tell people. The end is what the provider says: one that stays connected
 * afterwards is left, and one that fails afterwards has not failed.
 * @param speak begins the answer; the signal ends it
 */
export async function* listen(
  speak: (signal: AbortSignal) => AsyncIterable<Piece>,
  reading: Reading,
  caller: AbortSignal = new AbortController().signal,
): AsyncGenerator<string> {
  const over = new AbortController();
  const pieces = speak(AbortSignal.any([caller, over.signal]))[Symbol.asyncIterator]();
  let patience: Promise<undefined> | undefined;
  try {
    while (!reading.isOver) {
      if (reading.hasEnded) patience ??= delay(AFTER_END_MS, undefined, { signal: over.signal });
      const next = await Promise.race([pieces.next(), ...(patience ? [patience] : [])]);
      if (next === undefined || next.done) break;
      const text = reading.push(next.value);
      if (text !== '') yield text;
    }
  } catch (error) {
    if (caller.aborted || !reading.hasEnded) throw error;
  } finally {
    over.abort();
    // A connection that hangs would keep this waiting; the signal has ended it.
    pieces.return?.().catch(() => undefined);
  }
  const rest = reading.finish();
  if (rest !== '') yield rest;
}
