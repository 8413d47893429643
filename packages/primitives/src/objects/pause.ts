import type { Finding, Outcome, StoredObject } from '@ameide/operator-kit';
import type { workloadConditions } from '../fields/conditions.ts';
import { imageOf } from './rollout.ts';

interface Pausable {
  readonly spec: { readonly image: string; readonly paused: boolean };
}

/** That a paused primitive runs another image than the spec says; undefined if it is not so. */
export function pausedOutcome({ spec }: Pausable, live: StoredObject | undefined) {
  if (!spec.paused || imageOf(live) === spec.image) return undefined;
  const message = '`paused` is set, so what runs is not what the spec says.';
  return { phase: 'stalled', reason: 'RolloutPaused', message } as const satisfies Outcome<typeof workloadConditions>;
}

/** The condition `RolloutPaused`. */
export function pausedFinding({ spec }: Pausable): Finding<'NotPaused' | 'PausedBySpec'> {
  return spec.paused
    ? { status: 'True', reason: 'PausedBySpec', message: 'Take `paused` back to go on.' }
    : { status: 'False', reason: 'NotPaused', message: '' };
}
