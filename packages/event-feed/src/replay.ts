import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '@ameide/event-store';
import { inTransaction, type Transaction } from '@ameide/postgres';
import { type Attempts, createAttempts, ProcessEnded } from './attempts.ts';
import { actFor, handleInTime, isPoison } from './consumer.ts';
import { readDeadLetters, removeDeadLetter, writeDeadLetter } from './dead-letters.ts';
import type { SubscriptionOptions } from './event-feed.ts';

type Replayable<E extends EventBody> = Pick<
  SubscriptionOptions<E>,
  'name' | 'storage' | 'handle' | 'handlerDeadlineMs' | 'onHandled' | 'onError'
>;

/**
 * Handles dead letters of a subscription again, the oldest first, each in a transaction that also removes it. Those that fail again stay, with the new
 * error; after one of them no later one of the same stream is tried, so that events stay in order.
 * @param requested only those whose replay an operator asked for
 */
export async function replayDeadLetters<E extends EventBody = EventBody>(
  options: Replayable<E>,
  { limit = 100, requested = false }: { readonly limit?: number; readonly requested?: boolean } = {},
  attempts: Attempts = createAttempts(options.storage, options.name),
): Promise<{ readonly replayed: number; readonly failed: number }> {
  const { name, storage, onHandled, onError } = options;
  const failedStreams = new Set<string>();
  let [replayed, failed] = [0, 0];
  for (const { event } of await readDeadLetters<E>(storage, { subscription: name, requested, limit })) {
    const tooLong = new AbortController();
    const begun = await attempts.begin(event.cursor);
    const replay = async (tx: Transaction) => {
      await actFor(tx, event.tenant);
      await attempts.end(tx, event.cursor);
      if (!(await removeDeadLetter(tx, storage.schema, name, event.cursor))) return false;
      if (begun > 1) throw new ProcessEnded(begun - 1);
      if (failedStreams.has(event.stream)) throw new Error('an earlier event of the same stream failed again');
      await handleInTime(options, event, tx, tooLong);
      return true;
    };
    try {
      if (!(await inTransaction(storage.pool, replay, { signal: tooLong.signal }))) continue;
      attempts.ended(event.cursor);
      replayed += 1;
      onHandled?.([event]);
    } catch (error) {
      if (!isPoison(error)) throw error;
      onError?.(error, event);
      failedStreams.add(event.stream);
      failed += 1;
      await inTransaction(storage.pool, async (tx) => {
        await actFor(tx, event.tenant);
        await writeDeadLetter(tx, storage.schema, name, event, error, 1);
        await attempts.end(tx, event.cursor);
      });
      attempts.ended(event.cursor);
    }
  }
  return { replayed, failed };
}

/** Replays what operators ask for, until the signal aborts. */
export async function replayOnRequest<E extends EventBody>(
  options: Replayable<E>,
  intervalMs: number,
  signal: AbortSignal,
): Promise<void> {
  const attempts = createAttempts(options.storage, options.name);
  while (!signal.aborted) {
    await replayDeadLetters(options, { requested: true }, attempts).catch((error: unknown) => options.onError?.(error));
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
