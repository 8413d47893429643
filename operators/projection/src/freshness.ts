import { conditionFalse, conditionTrue, conditionUnknown, type StoredObject } from '@ameide/operator-kit';
import type { V1DeploymentStatus } from '@kubernetes/client-node';

/** How far a projection is behind its events, or why that cannot be told. */
export type Freshness =
  | { readonly state: 'known'; readonly lagSeconds: number }
  | { readonly state: 'unknown'; readonly message: string };

const STEPS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

/** So coarse that a status is rarely written for it: 0 is less than a second; from a day on whole days. */
export function coarseLag(seconds: number): number {
  if (seconds < 1) return 0;
  const step = STEPS.find((each) => seconds <= each) ?? Math.ceil(seconds / 86_400) * 86_400;
  return Math.min(step, 2_147_483_647);
}

/** The condition `Fresh`. The lag itself is compared with the limit, not the step that is shown. */
export function freshnessFinding(freshness: Freshness, maxLagSeconds: number) {
  if (freshness.state === 'unknown') return conditionUnknown('Unknown', freshness.message);
  const { lagSeconds } = freshness;
  if (lagSeconds <= maxLagSeconds) return conditionTrue('WithinLimit');
  const message = `It is up to ${coarseLag(lagSeconds)} s behind the events; the spec allows ${maxLagSeconds} s.`;
  return conditionFalse('Lagging', message);
}

/** True if there is a replica to ask. */
export function isAnswering(query: StoredObject | undefined): boolean {
  const status = query?.status as V1DeploymentStatus | undefined;
  return (status?.availableReplicas ?? 0) > 0;
}
