import assert from 'node:assert/strict';
import type { Decision, DomainEvent } from '../commands/decision.ts';

/** What is specified: an aggregate's decider. */
export interface Specified<State, Command, Event extends DomainEvent, Refusal> {
  readonly initialState: State;
  decide(command: Command, state: State): Decision<Event, Refusal>;
  evolve(state: State, event: Event): State;
}

/** The rest of `given(…events).when(command)`. */
export interface When<State, Event, Refusal> {
  /** The command is accepted and leads to exactly these events. */
  thenEvents(...events: readonly Event[]): void;
  /** The command is refused, and with this. */
  thenRefused(refusal: Refusal): void;
  /** The command is a mistake of the caller. */
  thenThrows(message: RegExp): void;
  /** The events of an accepted command. */
  events(): readonly Event[];
  /** The state that an accepted command leaves. */
  state(): State;
}

/**
 * Says what an aggregate does, event by event:
 *
 *   const given = specification({ initialState, decide, evolve });
 *   given(created).when(rename).thenEvents(renamed);
 *   given().when(rename).thenRefused({ reason: 'not_found' });
 */
export function specification<State, Command, Event extends DomainEvent, Refusal>({
  initialState,
  decide,
  evolve,
}: Specified<State, Command, Event, Refusal>) {
  return (...history: readonly Event[]) => ({
    state: () => history.reduce(evolve, initialState),
    when(command: Command): When<State, Event, Refusal> {
      const before = history.reduce(evolve, initialState);
      const events = () => {
        const decision = decide(command, before);
        assert.ok('events' in decision, `refused: ${JSON.stringify(decision)}`);
        return decision.events;
      };
      return {
        events,
        state: () => events().reduce(evolve, before),
        thenEvents: (...expected) => assert.deepEqual(events(), expected),
        thenRefused: (refusal) => assert.deepEqual(decide(command, before), { refused: refusal }),
        thenThrows: (message) => assert.throws(() => decide(command, before), message),
      };
    },
  });
}
