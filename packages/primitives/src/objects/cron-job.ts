import type { KubeObject, StoredObject } from '@ameide/operator-kit';
import type { V1CronJobSpec, V1CronJobStatus } from '@kubernetes/client-node';
import type { WorkloadFields } from '../fields/workload.ts';
import { CRON_JOB } from './api-kinds.ts';
import { type Primitive, partLabels, partOf } from './identity.ts';
import { type JobOptions, jobSpec } from './job.ts';

/** What a CronJob of a primitive is. */
export interface CronJobOptions extends JobOptions {
  /** At most 52 characters, so that the names of its Jobs fit. */
  readonly name: string;
  /** In UTC. */
  readonly schedule: string;
  /** True if it does not run for now. */
  readonly suspend?: boolean;
}

/** A CronJob that runs the primitive's image again and again, never twice at once; what was missed for 5 minutes is left out. */
export function cronJob(primitive: Primitive<WorkloadFields>, options: CronJobOptions): KubeObject<V1CronJobSpec> {
  return {
    ...partOf(primitive, CRON_JOB, options.name),
    spec: {
      schedule: options.schedule,
      timeZone: 'Etc/UTC',
      ...(options.suspend !== undefined && { suspend: options.suspend }),
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: { metadata: { labels: { ...partLabels(primitive) } }, spec: jobSpec(primitive, options) },
    },
  };
}

/** How the last run of a CronJob ended, or that it is not over; `waiting` before the first one. */
export type CronJobState = 'failed' | 'running' | 'succeeded' | 'waiting';

export function cronJobState(live: StoredObject | undefined): CronJobState {
  const status = live?.status as Stored<V1CronJobStatus> | undefined;
  if ((status?.active?.length ?? 0) > 0) return 'running';
  if (status?.lastScheduleTime === undefined) return 'waiting';
  const succeeded = Date.parse(status.lastSuccessfulTime ?? '') >= Date.parse(status.lastScheduleTime);
  return succeeded ? 'succeeded' : 'failed';
}

/** Times are texts in what the API server sends. */
type Stored<Status> = {
  readonly [Field in keyof Status]: Status[Field] extends Date | undefined ? string : Status[Field];
};
