import type { RowChange } from './row-changes.ts';

/** An event as domain code knows it: what happened, in its own types. */
export interface DomainEvent {
  readonly type: string;
}

/** What a command leads to: events, or a refusal that says why not. */
export type Decision<Event, Refusal> = { readonly events: readonly Event[] } | { readonly refused: Refusal };

/** The state after one more event. Never throws on a recorded event. */
export type Evolve<State, Event> = (state: State, event: Event) => State;

/**
 * What each event changes in the rows that must be right at once; one entry for each type, so that an event without an
 * entry does not compile. Entries get the state after the event, are pure, and never throw on a recorded event. Rows
 * are made from events and state alone: the log rebuilds them.
 */
export type Projection<State, Event extends DomainEvent> = {
  readonly [Type in Event['type']]: (
    event: Extract<Event, { readonly type: Type }>,
    state: State,
  ) => readonly RowChange[];
};
