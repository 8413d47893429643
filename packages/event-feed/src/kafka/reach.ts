import { type Cursor, compareCursors } from '@ameide/event-store';
import type { ProgressReader, ToldProgress } from './progress-reader.ts';

/** Offsets by partition, before which everything must have been handled. */
export type Offsets = readonly string[];

/** Where everything up to `cursor` has been published, as soon as the relay says that it has. */
export async function published(reader: ProgressReader, cursor: Cursor, signal: AbortSignal): Promise<Offsets> {
  const { newest } = reader;
  if (newest && compareCursors(newest.cursor, cursor) >= 0) return newest.offsets;
  return (await heard(reader, (progress) => compareCursors(progress.cursor, cursor) >= 0, signal)).offsets;
}

/**
 * Where everything that is committed by now has been published. A word of the relay that reaches the topic after this call may
 * have been made up before it; the next one of the same relay was not, and knows every transaction that had begun.
 */
export async function publishedByNow(reader: ProgressReader, signal: AbortSignal): Promise<Offsets> {
  const end = await reader.end();
  const epochs = new Set<number>();
  const isNew = ({ offset, epoch }: ToldProgress) => {
    if (offset < end) return false;
    if (epochs.has(epoch)) return true;
    epochs.add(epoch);
    return false;
  };
  const { ceiling } = await heard(reader, isNew, signal);
  return published(reader, ceiling, signal);
}

function heard(
  reader: ProgressReader,
  isIt: (progress: ToldProgress) => boolean,
  signal: AbortSignal,
): Promise<ToldProgress> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      stopListening();
      signal.removeEventListener('abort', giveUp);
      finish();
    };
    const giveUp = () => settle(() => reject(signal.reason));
    const stopListening = reader.listen((progress) => {
      if (isIt(progress)) settle(() => resolve(progress));
    });
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
}

/** Whether everything before these offsets has been handled. */
export function isReached(offsets: Offsets, handled: ReadonlyMap<number, bigint>): boolean {
  return offsets.every((offset, partition) => (handled.get(partition) ?? 0n) >= BigInt(offset));
}
