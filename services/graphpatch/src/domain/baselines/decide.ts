import type { Decision } from '@ameide/event-store/domain';
import { baselineKey } from '@ameide/graph-model';
import type { BaselinesEvent } from './events.ts';
import type { BaselinesState } from './state.ts';

export interface BaselineRefusal {
  readonly reason: 'baseline_exists' | 'baseline_not_found';
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is asked of the baselines of a model is told as the event that it shall be. A name is there once, whatever its case. */
export function decideBaselines(
  wanted: BaselinesEvent,
  state: BaselinesState,
): Decision<BaselinesEvent, BaselineRefusal> {
  const { baselineId: id } = wanted;
  const known = state.get(id);
  if (wanted.type === 'BaselineDeleted') return { events: known ? [wanted] : [] };
  if (wanted.type === 'BaselineRenamed') {
    if (!known) return { refused: { reason: 'baseline_not_found', metadata: { id } } };
    if (known.name === wanted.name && known.note === wanted.note) return { events: [] };
  }
  const key = baselineKey(wanted.name);
  for (const [other, { name }] of state) {
    if (other !== id && baselineKey(name) === key)
      return { refused: { reason: 'baseline_exists', metadata: { name } } };
  }
  return { events: [wanted] };
}
