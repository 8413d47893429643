import type { ExpectedVersion, StreamAppend } from '../append.ts';
import type { EventStore, InTransaction } from '../event-store.ts';
import { type EventBody, type EventMetadata, streamName } from '../events.ts';
import type { DomainEvent, Evolve, Projection } from './decision.ts';
import type { RowChange } from './row-changes.ts';

/** A kind of aggregate: how its events make its state, its rows and what the log keeps. Pure. */
export interface Aggregate<State, Event extends DomainEvent> {
  /** Of its streams: `<name>:<tenant>/<id>`. */
  readonly name: string;
  readonly initialState: State;
  readonly evolve: Evolve<State, Event>;
  readonly project: Projection<State, Event>;
  /** The event as the log keeps it. */
  encode(event: Event): EventBody & { readonly schemaVersion?: number };
  /** Undefined for an event that this release does not know: it changes neither state nor rows. */
  decode(recorded: EventBody): Event | undefined;
  /** Of the form of `State` in snapshots; without it none are read. */
  readonly snapshotVersion?: number;
}

/** An aggregate as a command has read it. */
export interface Loaded<State, Event extends DomainEvent> {
  readonly aggregate: Aggregate<State, Event>;
  readonly id: string;
  readonly state: State;
  /** Events in its stream, 0 when there is none: what an append of its events expects. `any` when nothing depends on it. */
  readonly version: ExpectedVersion;
}

/** Events of one aggregate, ready to be appended. */
export interface Change {
  readonly events: readonly DomainEvent[];
  /** Its stream, the version that it was read at, and its rows. */
  encode(tenantId: string, metadata: EventMetadata): { readonly append: StreamAppend; readonly rows: RowChange[] };
}

/** What happens to an aggregate that was read. Without events it must only still be as it was read. */
export function change<State, Event extends DomainEvent>(
  { aggregate, id, state, version }: Loaded<State, Event>,
  events: readonly NoInfer<Event>[],
): Change {
  return {
    events,
    encode(tenantId, metadata) {
      let after = state;
      const rows: RowChange[] = [];
      const recorded = events.map((event) => {
        after = aggregate.evolve(after, event);
        rows.push(...projected(aggregate, event, after));
        return { ...aggregate.encode(event), metadata };
      });
      const stream = streamName(aggregate.name, tenantId, id);
      return { append: { stream, expectedVersion: version, events: recorded }, rows };
    },
  };
}

/** An aggregate of which there is no event yet. */
export function absent<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  id: string,
): Loaded<State, Event> {
  return { aggregate, id, state: aggregate.initialState, version: 0 };
}

/** The rows that an event changes. */
export function projected<State, Event extends DomainEvent>(
  { project }: Pick<Aggregate<State, Event>, 'project'>,
  event: Event,
  after: State,
): readonly RowChange[] {
  const entry = project[event.type as Event['type']] as (event: Event, state: State) => readonly RowChange[];
  return entry(event, after);
}

const PAGE = 1000;

/** Folds a stream into its state, starting from its snapshot when there is one. */
export async function loadFromStream<State, Event extends DomainEvent>(
  store: EventStore,
  tenantId: string,
  aggregate: Aggregate<State, Event>,
  id: string,
  options: InTransaction = {},
): Promise<Loaded<State, Event> & { readonly version: number }> {
  const { snapshotVersion } = aggregate;
  const stream = streamName(aggregate.name, tenantId, id);
  const snapshot =
    snapshotVersion === undefined
      ? undefined
      : await store.loadSnapshot<State>(tenantId, stream, snapshotVersion, options);
  let { state, version } = snapshot ?? { state: aggregate.initialState, version: 0 };
  for (;;) {
    const events = await store.readStream(tenantId, stream, { ...options, from: version + 1, limit: PAGE });
    for (const recorded of events) {
      const event = aggregate.decode(recorded);
      if (event !== undefined) state = aggregate.evolve(state, event);
    }
    version += events.length;
    if (events.length < PAGE) return { aggregate, id, state, version };
  }
}
