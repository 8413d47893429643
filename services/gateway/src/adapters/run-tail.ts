import { createLogTail } from '@ameide/event-feed';
import type { EventStore } from '@ameide/event-store';
import type { RunTail } from '../app/ports/runs.ts';

/** @param onError told when the log cannot be read for a while */
export function createRunTail(store: EventStore, onError: (error: unknown) => void): RunTail {
  const keyOf = (tenantId: string, threadId: string) => `${tenantId}/${threadId}`;
  const tail = createLogTail({
    store,
    types: ['RunCreated', 'RunResumed'],
    keysOf: ({ tenant, data }) => [keyOf(tenant, (data as { readonly threadId: string }).threadId)],
    onError,
  });
  return {
    listen: (tenantId, threadId) => tail.listen(keyOf(tenantId, threadId)),
    stop: () => tail.stop(),
  };
}
