import { conditionFalse, conditionOf, conditionTrue, type KubeObject, type Observed } from '@ameide/operator-kit';
import { CRON_JOB, cronJob, cronJobName, cronJobState, type Primitive, shortDigest } from '@ameide/primitives/objects';
import { jobPod } from './pods.ts';
import type { Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

/** What refreshes the views: a CronJob for each. */
export function refreshJobs(
  projection: Projection,
  observed: Pick<Observed, 'owned'>,
  settings: ProjectionSettings,
): KubeObject[] {
  return (projection.spec.storage.views ?? []).map(({ name, refresh, timeoutSeconds }) =>
    cronJob(projection, {
      name: refreshName(projection, name, observed),
      schedule: refresh,
      retries: 0,
      timeoutSeconds,
      pod: jobPod(projection, settings, 'refresh', [{ name: 'PROJECTION_VIEW', value: name }]),
    }),
  );
}

/** The condition `Refreshed`. A failure is one until a later refresh has ended well, not until it begins. */
export function refreshFinding(projection: Projection, observed: Observed) {
  const views = projection.spec.storage.views ?? [];
  if (views.length === 0) return conditionTrue('NotAsked');
  const states = views.map(({ name }) => {
    const job = refreshName(projection, name, observed);
    return { name, job, state: cronJobState(observed.find({ ...CRON_JOB, name: job })) };
  });
  const failed = states.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    const which = failed.map(({ name, job }) => `${name} (CronJob ${job})`).join(', ');
    const message = `Not refreshed: ${which}; the logs of the last Job’s pods say why. It is tried again at its time.`;
    return conditionFalse('Failed', message);
  }
  const before = conditionOf(projection, 'Refreshed');
  const isRunning = states.some(({ state }) => state === 'running');
  return before?.reason === 'Failed' && isRunning
    ? conditionFalse('Failed', before.message)
    : conditionTrue('Succeeded');
}

function refreshName(projection: Primitive, view: string, observed: Pick<Observed, 'owned'>): string {
  const formerName = `${projection.metadata.name}-v-${shortDigest(view).slice(0, 9)}`;
  return cronJobName(projection, { run: view, formerName }, observed);
}
