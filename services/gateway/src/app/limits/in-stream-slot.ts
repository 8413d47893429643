import type { Refusals } from '@ameide/service-kit/errors';
import type { RefusalReason } from '../refusal.ts';
import type { Admission } from './admission.ts';

interface Reader {
  readonly tenantId: string;
  readonly actorId: string;
  /** Aborted when the reader has gone. */
  readonly signal: AbortSignal;
}

/**
 * Streams while the reader has a slot, which is given back when the stream ends or its reader goes.
 * @param accept throws what `Admission.admitStream` refuses with
 */
export async function* inStreamSlot<T>(
  admission: Admission,
  { tenantId, actorId: userId, signal }: Reader,
  accept: Refusals<RefusalReason>['accept'],
  stream: () => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const leave = accept(await admission.admitStream({ tenantId, userId }));
  // Nobody may ask for the next one when the reader is gone.
  if (signal.aborted) return leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    yield* stream();
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
