import type { KubeObject, ObjectRef, Observed } from '@ameide/operator-kit';
import { CRON_JOB, cronJob, type PlatformSettings, type Primitive } from '@ameide/primitives/objects';
import { currentVersion } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { ProcessSpec } from './resource.ts';
import { versionOf } from './version.ts';
import { type TemporalAddress, workerPod } from './workers.ts';

const LONGEST_SECONDS = 3600;
const RETRIES = 2;

/**
 * The CronJobs. They run the code that new workflows run, so they become the spec's only when its version is the current one.
 * A pause leaves them at work as it does the workers.
 */
export function compensations(
  process: Primitive<ProcessSpec>,
  observed: Observed<ProcessFacts>,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): { readonly objects: readonly KubeObject[]; readonly keep: readonly ObjectRef[] } {
  const asked = process.spec.compensations ?? [];
  const nameOf = (compensation: string) => `${process.metadata.name}-${compensation}`;
  if (currentVersion(observed.facts) !== versionOf(process)) {
    return { objects: [], keep: asked.map(({ name }) => ({ ...CRON_JOB, name: nameOf(name) })) };
  }
  const pod = workerPod(process, settings, temporal);
  const objects = asked.map(({ name, schedule, command }) =>
    cronJob(process, {
      name: nameOf(name),
      schedule,
      retries: RETRIES,
      timeoutSeconds: LONGEST_SECONDS,
      pod: { ...pod, part: 'compensation', command },
    }),
  );
  return { objects, keep: [] };
}
