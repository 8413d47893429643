import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

/** Never throws on a recorded event: one that makes no sense in a state leaves it as it is. */
export function evolvePatch(state: PatchState, event: PatchEvent): PatchState {
  if (event.type === 'PatchProposed') return { status: 'proposed', proposal: event };
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'PatchApplied':
      return { ...state, status: 'applied' };
    case 'PatchRejected':
      return { ...state, status: 'rejected' };
  }
}
