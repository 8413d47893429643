import type { KubeObject, StoredObject } from '@ameide/operator-kit';
import type { V1JobSpec, V1JobStatus } from '@kubernetes/client-node';
import type { WorkloadFields } from '../fields/workload.ts';
import { JOB } from './api-kinds.ts';
import { type Primitive, partOf } from './identity.ts';
import { type PodOptions, podTemplate } from './pod.ts';

/** What a Job of a primitive is. */
export interface JobOptions {
  readonly name: string;
  readonly retries: number;
  readonly timeoutSeconds: number;
  readonly pod: PodOptions;
}

/**
 * A Job that runs the primitive's image once, and never has two pods at once: one on its way out has ended before the next
 * begins. Its pod cannot be changed once it is there.
 */
export function job(primitive: Primitive<WorkloadFields>, options: JobOptions): KubeObject<V1JobSpec> {
  return {
    ...partOf(primitive, JOB, options.name),
    spec: { ...jobSpec(primitive, options), podReplacementPolicy: 'Failed' },
  };
}

export function jobSpec(primitive: Primitive<WorkloadFields>, options: Omit<JobOptions, 'name'>): V1JobSpec {
  return {
    backoffLimit: options.retries,
    activeDeadlineSeconds: options.timeoutSeconds,
    template: podTemplate(primitive, { ...options.pod, restartPolicy: 'Never' }),
  };
}

/** How far a Job is. */
export type JobState = 'absent' | 'failed' | 'running' | 'succeeded';

/** Why a Job has failed, as its controller says it; undefined if it has not, or says nothing. */
export function jobFailure(live: StoredObject | undefined): string | undefined {
  const { conditions = [] } = (live?.status ?? {}) as V1JobStatus;
  return conditions.find(({ type, status }) => type === 'Failed' && status === 'True')?.message;
}

export function jobState(live: StoredObject | undefined): JobState {
  if (live === undefined) return 'absent';
  const conditions = (live.status as V1JobStatus | undefined)?.conditions ?? [];
  const is = (type: string) => conditions.some((condition) => condition.type === type && condition.status === 'True');
  if (is('Complete')) return 'succeeded';
  return is('Failed') ? 'failed' : 'running';
}
