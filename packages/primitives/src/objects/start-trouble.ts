import { type Condition, conditionOf, type Observed, type ReconcileContext } from '@ameide/operator-kit';
import type { V1DeploymentSpec, V1DeploymentStatus } from '@kubernetes/client-node';
import { DEPLOYMENT, JOB } from './api-kinds.ts';
import { type Primitive, primitiveLabels } from './identity.ts';
import { jobState } from './job.ts';
import { podTrouble } from './pod-trouble.ts';

/** Pods are asked when an object has not been ready for so long, in ms: before, most are just starting. */
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/** What keeps the pods of a primitive from serving, if it has not been ready for a while. @throws ApiError */
export async function startTrouble(
  primitive: Primitive,
  { observed, readPods }: Pick<ReconcileContext, 'observed' | 'readPods'>,
  now: number,
): Promise<string | undefined> {
  if (unreadyMs(primitive, now) < PATIENCE_MS || !isStarting(observed)) return undefined;
  return podTrouble(await readPods(primitiveLabels(primitive)));
}

/** When pods are looked at next, in ms: soon at first, and the longer it lasts the more seldom. */
export function nextLookMs(primitive: Primitive, now: number): number {
  return Math.min(Math.max(unreadyMs(primitive, now) / 4, PATIENCE_MS), LONGEST_PAUSE_MS);
}

function unreadyMs(primitive: Primitive, now: number): number {
  const ready: Condition | undefined = conditionOf(primitive, 'Ready');
  return ready?.status === 'False' ? now - Date.parse(ready.lastTransitionTime) : 0;
}

function isStarting(observed: Pick<Observed, 'owned'>): boolean {
  const isIncomplete = ({ spec, status }: { readonly spec?: unknown; readonly status?: unknown }) => {
    const { replicas: wanted = 1 } = spec as V1DeploymentSpec;
    const { updatedReplicas = 0, availableReplicas = 0 } = (status ?? {}) as V1DeploymentStatus;
    return updatedReplicas < wanted || availableReplicas < wanted;
  };
  return (
    observed.owned(DEPLOYMENT).some(isIncomplete) || observed.owned(JOB).some((each) => jobState(each) === 'running')
  );
}
