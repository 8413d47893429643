import { change, type Loaded } from './aggregate.ts';
import type { Outcome } from './command.ts';
import type { Decision, DomainEvent } from './decision.ts';

/**
 * What a decision on one aggregate leads to; its answer is the state that it leaves.
 * @throws Error when an accepted decision leaves nothing
 */
export function outcomeOf<State, Event extends DomainEvent, Refused>(
  loaded: Loaded<State, Event>,
  decision: Decision<NoInfer<Event>, Refused>,
): Outcome<NonNullable<State>, Refused> {
  if ('refused' in decision) return decision;
  const { aggregate, id, state } = loaded;
  const answer = decision.events.reduce(aggregate.evolve, state);
  if (answer === undefined || answer === null)
    throw new Error(`an accepted command leaves nothing of ${aggregate.name} ${id}`);
  return { changes: [change(loaded, decision.events)], answer };
}
