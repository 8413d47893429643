import type { BaselinesEvent } from './events.ts';
import type { Baseline, BaselinesState } from './state.ts';

export function evolveBaselines(state: BaselinesState, event: BaselinesEvent): BaselinesState {
  const next = new Map(state);
  const { baselineId: id } = event;
  switch (event.type) {
    case 'BaselineCreated':
      return next.set(id, baselineOf(event));
    case 'BaselineRenamed': {
      const known = state.get(id);
      return known === undefined ? state : next.set(id, { ...known, name: event.name, note: event.note });
    }
    case 'BaselineDeleted':
      next.delete(id);
      return next;
  }
}

function baselineOf({
  type: _type,
  baselineId: id,
  ...facts
}: Extract<BaselinesEvent, { type: 'BaselineCreated' }>): Baseline {
  return { id, ...facts };
}
