import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody, RecordedEvent } from '@ameide/event-store';
import { inTransaction, isConflict, isUnavailable, sqlState, type Transaction } from '@ameide/postgres';
import { type Attempts, ProcessEnded } from './attempts.ts';
import { writeDeadLetter } from './dead-letters.ts';
import type { SubscriptionOptions } from './event-feed.ts';

/** Another replica of the subscription has moved the checkpoint: go on from there. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';

  constructor(subscription: string) {
    super(`another replica has moved the checkpoint of ${subscription}`);
  }
}

/** An attempt took longer than `handlerDeadlineMs`. */
class HandlerDeadlineExceeded extends Error {
  override readonly name = 'HandlerDeadlineExceeded';

  constructor(deadlineMs: number) {
    super(`the handler did not finish within ${deadlineMs} ms`);
  }
}

/** An event with the place after it. */
export interface Delivery<E extends EventBody, Place> {
  readonly event: RecordedEvent<E>;
  readonly place: Place;
}

/** Handles what a feed delivers: transactions, attempts, dead letters. The same for every feed. */
export interface Consumer<E extends EventBody, Place> {
  /**
   * Handles events in order and moves the checkpoint from `from` to `to`, which is the last event's place or one after it. All in one transaction, or else one by one to
   * find the event that fails. Returns the new checkpoint, which is not `to` when the subscription was stopped. That the first events are being
   * handled is written down before; where it has been already, one of them may have ended the process, and they are handled one by one.
   * @throws CheckpointMoved, or the error of a database that is away
   */
  handle(deliveries: readonly Delivery<E, Place>[], from: Place, to: Place): Promise<Place>;
}

/**
 * SQLSTATEs that look as if the database were away, but which the statement in hand may have caused itself: cancelled by a time-out, too little
 * memory or configuration for it. As attempts of the event they are counted. A full disk is not among them: it fails every event until there is room.
 */
const CAUSED_BY_STATEMENT = new Set(['57014', '53200', '53400']);

const DEFAULT_MAX_ATTEMPTS = 5;
const DEFAULT_HANDLER_DEADLINE_MS = 30_000;

/** @param moveCheckpoint throws CheckpointMoved when the checkpoint is not at `from`; first in every transaction. */
export function createConsumer<E extends EventBody, Place>(
  options: SubscriptionOptions<E>,
  attempts: Attempts,
  signal: AbortSignal,
  moveCheckpoint: (tx: Transaction, from: Place, to: Place) => Promise<void>,
): Consumer<E, Place> {
  const { name, storage, maxAttempts = DEFAULT_MAX_ATTEMPTS } = options;
  let careful = true;

  async function commit(deliveries: readonly Delivery<E, Place>[], from: Place, to: Place): Promise<Place> {
    const tooLong = new AbortController();
    const run = async (tx: Transaction) => {
      // First, because it keeps other replicas of this subscription waiting.
      await moveCheckpoint(tx, from, to);
      let tenant: string | undefined;
      for (const { event } of deliveries) {
        if (event.tenant !== tenant) await actFor(tx, event.tenant);
        tenant = event.tenant;
        await handleInTime(options, event, tx, tooLong);
      }
      if (careful && deliveries[0]) await attempts.end(tx, deliveries[0].event.cursor);
    };
    await inTransaction(storage.pool, run, { signal: tooLong.signal });
    if (deliveries[0]) attempts.ended(deliveries[0].event.cursor);
    if (deliveries.length > 0) options.onHandled?.(deliveries.map(({ event }) => event));
    return to;
  }

  async function handleOrBury({ event, place }: Delivery<E, Place>, from: Place): Promise<Place> {
    const begun = careful ? await attempts.begin(event.cursor) : 1;
    if (begun > maxAttempts) {
      const error = new ProcessEnded(begun - 1);
      options.onError?.(error, event);
      return bury(event, from, place, error, begun - 1);
    }
    for (let attempt = begun; ; attempt++) {
      try {
        return await commit([{ event, place }], from, place);
      } catch (error) {
        if (!isPoison(error)) throw error;
        options.onError?.(error, event);
        if (signal.aborted) return from;
        if (attempt >= maxAttempts) return bury(event, from, place, error, attempt);
        await delay(Math.random() * Math.min(1_000, 10 * 2 ** attempt), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function bury(event: RecordedEvent<E>, from: Place, to: Place, error: unknown, times: number): Promise<Place> {
    await inTransaction(storage.pool, async (tx) => {
      await moveCheckpoint(tx, from, to);
      await actFor(tx, event.tenant);
      await writeDeadLetter(tx, storage.schema, name, event, error, times);
      await options.onDeadLetter?.(event, tx);
      await attempts.end(tx, event.cursor);
    });
    attempts.ended(event.cursor);
    return to;
  }

  return {
    async handle(deliveries, from, to) {
      const [first] = deliveries;
      try {
        if (!careful || !first || (await attempts.begin(first.event.cursor)) === 1) {
          const place = await commit(deliveries, from, to);
          if (first) careful = false;
          return place;
        }
      } catch (error) {
        if (!isPoison(error)) throw error;
        if (deliveries.length > 1) options.onError?.(error);
      }
      let checkpoint = from;
      for (const delivery of deliveries) {
        if (signal.aborted) return checkpoint;
        checkpoint = await handleOrBury(delivery, checkpoint);
      }
      careful = false;
      return checkpoint === to || signal.aborted ? checkpoint : commit([], checkpoint, to);
    },
  };
}

export async function actFor(tx: Transaction, tenant: string): Promise<void> {
  await tx.query("select set_config('app.tenant_id', $1, true)", [tenant]);
}

/** Whether the handler failed, rather than the database or the race with another replica. */
export function isPoison(error: unknown): boolean {
  if (CAUSED_BY_STATEMENT.has(sqlState(error) ?? '')) return true;
  return !(error instanceof CheckpointMoved) && !isUnavailable(error) && !isConflict(error);
}

/** Whatever a handler waits for, a statement or a promise of its own: at the deadline `tooLong` ends its transaction. */
export async function handleInTime<E extends EventBody>(
  {
    handle,
    handlerDeadlineMs = DEFAULT_HANDLER_DEADLINE_MS,
  }: Pick<SubscriptionOptions<E>, 'handle' | 'handlerDeadlineMs'>,
  event: RecordedEvent<E>,
  tx: Transaction,
  tooLong: AbortController,
): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new HandlerDeadlineExceeded(handlerDeadlineMs);
    reject(error);
    tooLong.abort(error);
  }, handlerDeadlineMs);
  try {
    await Promise.race([handle(event, tx), late]);
  } finally {
    clearTimeout(timer);
  }
}
