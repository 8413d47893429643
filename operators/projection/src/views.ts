import type { CustomObject, Finding, KubeObject, Observed } from '@ameide/operator-kit';
import { CRON_JOB, cronJob, cronJobState, type Primitive, shortDigest } from '@ameide/primitives/objects';
import { jobPod } from './pods.ts';
import type { ProjectionSpec, ProjectionStatus } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

/** What refreshes the views: a CronJob for each. */
export function refreshJobs(projection: Primitive<ProjectionSpec>, settings: ProjectionSettings): KubeObject[] {
  return (projection.spec.storage.views ?? []).map(({ name, refresh, timeoutSeconds }) =>
    cronJob(projection, {
      name: refreshName(projection, name),
      schedule: refresh,
      retries: 0,
      timeoutSeconds,
      pod: jobPod(projection, settings, 'refresh', [{ name: 'PROJECTION_VIEW', value: name }]),
    }),
  );
}

/** The condition `Refreshed`. A failure is one until a later refresh has ended well, not until it begins. */
export function refreshFinding(
  projection: CustomObject<ProjectionSpec, ProjectionStatus & { readonly conditions?: readonly Before[] }>,
  observed: Observed,
): Finding<'Failed' | 'NotAsked' | 'Succeeded'> {
  const views = projection.spec.storage.views ?? [];
  if (views.length === 0) return { status: 'True', reason: 'NotAsked', message: '' };
  const states = views.map(({ name }) => {
    const job = refreshName(projection, name);
    return { name, job, state: cronJobState(observed.find({ ...CRON_JOB, name: job })) };
  });
  const failed = states.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    const which = failed.map(({ name, job }) => `${name} (CronJob ${job})`).join(', ');
    const message = `Not refreshed: ${which}; the logs of the last Job’s pods say why. It is tried again at its time.`;
    return { status: 'False', reason: 'Failed', message };
  }
  const before = projection.status?.conditions?.find(({ type }) => type === 'Refreshed');
  if (before?.reason === 'Failed' && states.some(({ state }) => state === 'running')) {
    return { status: 'False', reason: 'Failed', message: before.message };
  }
  return { status: 'True', reason: 'Succeeded', message: '' };
}

interface Before {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** CronJobs have at most 52 characters, so there is no room for the view's own name. */
function refreshName({ metadata }: Primitive, view: string): string {
  return `${metadata.name}-v-${shortDigest(view).slice(0, 9)}`;
}
