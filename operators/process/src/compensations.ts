import { applyAll, keepAll, type Observed, type PlanPart } from '@ameide/operator-kit';
import { CRON_JOB, cronJob, cronJobName, type PlatformSettings } from '@ameide/primitives/objects';
import type { TemporalAddress } from '@ameide/primitives/temporal';
import { currentVersion } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { Process } from './resource.ts';
import { versionOf } from './version.ts';
import { workerPod } from './workers.ts';

const LONGEST_SECONDS = 3600;
const RETRIES = 2;

/**
 * The CronJobs. They run the code that new workflows run, so they become the spec's only when its version is the current one.
 * A pause leaves them at work as it does the workers.
 */
export function compensations(
  process: Process,
  observed: Observed<ProcessFacts>,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): PlanPart {
  const asked = process.spec.compensations ?? [];
  const nameOf = (run: string) =>
    cronJobName(process, { run, formerName: `${process.metadata.name}-${run}` }, observed);
  if (currentVersion(observed.facts) !== versionOf(process)) {
    return keepAll(asked.map(({ name }) => ({ ...CRON_JOB, name: nameOf(name) })));
  }
  const pod = workerPod(process, settings, temporal);
  const cronJobs = asked.map(({ name, schedule, command }) =>
    cronJob(process, {
      name: nameOf(name),
      schedule,
      retries: RETRIES,
      timeoutSeconds: LONGEST_SECONDS,
      pod: { ...pod, part: 'compensation', command },
    }),
  );
  return applyAll(cronJobs);
}
