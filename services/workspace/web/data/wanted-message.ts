import { createStore } from './store.ts';

/** A message that the person was led to; its chat brings it into view as soon as it is there. */
export const wantedMessage = createStore<{ readonly threadId: string; readonly sequence: number } | undefined>(
  undefined,
);
