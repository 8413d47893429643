import { setTimeout as delay } from 'node:timers/promises';
import type {
  Appended,
  AppendResult,
  IdempotencyKeyReused,
  IdempotencyRecord,
  Replayed,
  WrongExpectedVersion,
} from './append.ts';
import type { EventStore, InTransaction } from './event-store.ts';
import type { EventBody, EventMetadata, NewEvent } from './events.ts';

/** What a command leads to: events, or a refusal that says why not. */
export type Decision<Event, Refusal> = { readonly events: readonly Event[] } | { readonly refused: Refusal };

/** An aggregate. Pure: time and ids arrive in the command. */
export interface Decider<State, Command, Event extends EventBody, Refusal = never> {
  readonly initialState: State;
  decide(command: Command, state: State): Decision<Event, Refusal>;
  /** Never throws on a recorded event. */
  evolve(state: State, event: Event): State;
  /** Of the form of `State` in snapshots; without it none are read. */
  readonly snapshotVersion?: number;
}

export interface Aggregate<State> {
  readonly state: State;
  /** Events in its stream; 0 when there is no such stream. */
  readonly version: number;
}

const PAGE = 1000;

/** Folds a stream into its state, starting from its snapshot when there is one. */
export async function loadAggregate<State, Event extends EventBody>(
  store: EventStore,
  tenant: string,
  stream: string,
  decider: Pick<Decider<State, never, Event, unknown>, 'initialState' | 'evolve' | 'snapshotVersion'>,
  options: InTransaction = {},
): Promise<Aggregate<State>> {
  const { snapshotVersion } = decider;
  const snapshot =
    snapshotVersion === undefined
      ? undefined
      : await store.loadSnapshot<State>(tenant, stream, snapshotVersion, options);
  let { state, version } = snapshot ?? { state: decider.initialState, version: 0 };
  for (;;) {
    const events = await store.readStream<Event>(tenant, stream, { ...options, from: version + 1, limit: PAGE });
    for (const event of events) state = decider.evolve(state, event);
    version += events.length;
    if (events.length < PAGE) return { state, version };
  }
}

export interface HandleOptions<State, Command, Event extends EventBody, Refusal> {
  readonly tenant: string;
  readonly stream: string;
  readonly decider: Decider<State, Command, Event, Refusal>;
  readonly command: Command;
  /** Of every event. */
  readonly metadata?: EventMetadata;
  /** Refuse unless the stream has this version; without it a concurrent change makes the command be decided again. */
  readonly expectedVersion?: number;
  readonly idempotency?: IdempotencyRecord;
}

export type HandleResult<Refusal> =
  | Appended
  | Replayed
  | WrongExpectedVersion
  | IdempotencyKeyReused
  | { readonly outcome: 'refused'; readonly reason: 'refused_by_rule'; readonly refusal: Refusal };

/** Attempts when others keep changing the stream in between. */
const ATTEMPTS = 10;

/** Loads, decides and appends one command. A repeat with the same idempotency key gets the first answer. */
export async function handle<State, Command, Event extends EventBody, Refusal>(
  store: EventStore,
  options: HandleOptions<State, Command, Event, Refusal>,
): Promise<HandleResult<Refusal>> {
  const { tenant, stream, decider, command, metadata, expectedVersion, idempotency } = options;
  const earlier = () => (idempotency ? store.findAnswer(tenant, idempotency) : undefined);

  const answer = await earlier();
  if (answer) return answer;
  for (let attempt = 1; ; attempt++) {
    const { state, version } = await loadAggregate(store, tenant, stream, decider);
    const decision = decider.decide(command, state);
    if ('refused' in decision) {
      // The state may refuse just because a concurrent repeat of this very call has been accepted.
      const refused = { outcome: 'refused', reason: 'refused_by_rule', refusal: decision.refused } as const;
      return (await earlier()) ?? refused;
    }
    const events = decision.events.map((event): NewEvent => ({ ...event, ...(metadata && { metadata }) }));
    const result: AppendResult = await store.append(tenant, {
      streams: [{ stream, expectedVersion: expectedVersion ?? version, events }],
      ...(idempotency && { idempotency }),
    });
    const raced = result.outcome === 'refused' && result.reason === 'wrong_expected_version';
    if (!raced || expectedVersion !== undefined || attempt >= ATTEMPTS) return result;
    await delay(Math.random() * 5 * attempt);
  }
}
