import { deleteRow, insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import { baselineKey } from '@ameide/graph-model';
import type { BaselinesEvent } from './events.ts';
import type { BaselinesState } from './state.ts';

/** The table `baselines`. */
export const projectBaselines: Projection<BaselinesState, BaselinesEvent> = {
  BaselineCreated: ({ type: _type, baselineId: id, ...baseline }) => [
    insertRow('baselines', { id }, { ...baseline, key: baselineKey(baseline.name) }),
  ],
  BaselineRenamed: ({ baselineId: id, name, note }) => [
    updateRow('baselines', { id }, { name, note, key: baselineKey(name) }),
  ],
  BaselineDeleted: ({ baselineId: id }) => [deleteRow('baselines', { id })],
};
