import type { EventStore, InTransaction } from './event-store.ts';
import type { EventBody } from './events.ts';

interface Decider<State, Event extends EventBody> {
  readonly initialState: State;
  evolve(state: State, event: Event): State;
}

const PAGE = 1000;

/** Folds a stream into its state. `version` counts its events. */
export async function loadAggregate<State, Event extends EventBody>(
  store: EventStore,
  tenant: string,
  stream: string,
  decider: Decider<State, Event>,
  options: InTransaction = {},
): Promise<{ readonly state: State; readonly version: number }> {
  let { initialState: state } = decider;
  let version = 0;
  for (;;) {
    const events = await store.readStream<Event>(tenant, stream, { ...options, from: version + 1, limit: PAGE });
    for (const event of events) state = decider.evolve(state, event);
    version += events.length;
    if (events.length < PAGE) return { state, version };
  }
}
