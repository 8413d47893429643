import { RunState } from '@ameide/contracts/inference/v1/run';
import type { Ending, Run } from '../domain/run/state.ts';

/** The contract's name of a phase. */
export function stateToWire(phase: Run['phase']): RunState {
  return RunState[phase.toUpperCase() as Uppercase<Run['phase']>];
}

/** How a run has ended whose recorded event says this. */
export function endingFromWire(state: RunState): Ending {
  switch (state) {
    case RunState.COMPLETED:
      return 'completed';
    case RunState.CANCELLED:
      return 'cancelled';
    default:
      return 'failed';
  }
}
