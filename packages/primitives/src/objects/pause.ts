import { conditionFalse, conditionTrue, type Observed, type Outcome, stalled } from '@ameide/operator-kit';
import type { workloadConditions } from '../fields/conditions.ts';

interface Pausable {
  readonly spec: { readonly paused: boolean };
}

/** How many of the objects that differ are named. */
const NAMED = 3;

/** That something of a paused primitive is not as its spec says; undefined if it is not so. */
export function pausedOutcome({ spec }: Pausable, { pendingChanges }: Pick<Observed, 'pendingChanges'>) {
  if (!spec.paused || pendingChanges.length === 0) return undefined;
  const more = pendingChanges.length > NAMED ? ` and ${pendingChanges.length - NAMED} more` : '';
  const message = `\`paused\` is set, so these are not as the spec says: ${pendingChanges.slice(0, NAMED).join(', ')}${more}.`;
  return stalled('RolloutPaused', message) satisfies Outcome<typeof workloadConditions>;
}

/** The condition `RolloutPaused`. */
export function pausedFinding({ spec }: Pausable) {
  return spec.paused ? conditionTrue('PausedBySpec', 'Take `paused` back to go on.') : conditionFalse('NotPaused');
}
