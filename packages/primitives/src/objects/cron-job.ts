import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import type { V1CronJobSpec, V1CronJobStatus } from '@kubernetes/client-node';
import type { WorkloadFields } from '../fields/workload.ts';
import { CRON_JOB } from './api-kinds.ts';
import { shortDigest } from './digest.ts';
import { type Primitive, partLabels, partOf } from './identity.ts';
import { type JobOptions, jobSpec } from './job.ts';

/** The longest name that a CronJob may have, so that the names of its Jobs fit. */
const LONGEST_NAME = 52;

/** One of the things that a primitive does again and again. */
export interface ScheduledRun {
  /** Its name in the spec. */
  readonly run: string;
  /** What its CronJob was called before all kinds had one name space. */
  readonly formerName: string;
}

/**
 * The name of the CronJob of a run: `hubspot-integration-nightly-3f6a0c51de`. No two runs of any kinds come to one, however
 * long their names: the digest is of all three, the words before it are cut. A CronJob that has the former name keeps it,
 * since another one in its place could run at the same time, or end the run that it has begun.
 */
export function cronJobName(
  primitive: Primitive,
  { run, formerName }: ScheduledRun,
  observed: Pick<Observed, 'owned'>,
): string {
  if (observed.owned(CRON_JOB).some(({ metadata }) => metadata.name === formerName)) return formerName;
  const words = [primitive.metadata.name, primitive.kind.toLowerCase(), run];
  const digest = shortDigest(words.join('/'));
  const readable = words
    .join('-')
    .replaceAll('_', '-')
    .slice(0, LONGEST_NAME - digest.length - 1);
  return `${readable.replace(/-+$/, '')}-${digest}`;
}

/** What a CronJob of a primitive is. */
export interface CronJobOptions extends JobOptions {
  /** By `cronJobName`. */
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
