import { RunState } from '@ameide/contracts/inference/v1/run';
import type { Run } from '../domain/run/state.ts';

/** The contract's name of a phase. */
export function stateToWire(phase: Run['phase']): RunState {
  return RunState[phase.toUpperCase() as Uppercase<Run['phase']>];
}

/** The phase that a message names; an unknown state is a failure. */
export function stateFromWire(state: RunState): Run['phase'] {
  return PHASES.find((phase) => stateToWire(phase) === state) ?? 'failed';
}

const PHASES = ['queued', 'running', 'waiting_for_approval', 'completed', 'cancelled'] as const;
