import { createLogTail } from '@ameide/event-feed';
import type { EventStore } from '@ameide/event-store';
import type { PatchBell } from '../app/patch-ports.ts';

/** @param onError told when the log cannot be read for a while */
export function createPatchBell(store: EventStore, onError: (error: unknown) => void): PatchBell {
  return createLogTail({
    store,
    types: ['PatchProposed', 'PatchApplied', 'PatchRejected'],
    keysOf: ({ tenant }) => [tenant],
    onError,
  });
}
