import { applyAll, joinPlans, keepAll, type Observed, type Plan, type PlanPart } from '@ameide/operator-kit';
import {
  CRON_JOB,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  databasePlan,
  databaseState,
  deployment,
  deploymentOf,
  everythingOf,
  imageOf,
  JOB,
  metricsService,
  SECRET,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import type { ProjectionFacts } from './facts.ts';
import { consumerPod, queryPod } from './pods.ts';
import { lastBuild, lastRecords, newRecords, openBuild, rebuildJob } from './rebuild.ts';
import type { Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { refreshJobs } from './views.ts';

/** What a Projection is made of. */
export const PROJECTION_PARTS = workloadKinds({ before: [SECRET, DATABASE_ROLE, DATABASE, JOB, CRON_JOB] });

/**
 * What there should be of a Projection. Database, then tables, then roll-out: each waits for the one before. A rebuild
 * holds nothing up but another image, which is rolled out when the tables that it needs are there.
 */
export function desired(
  projection: Projection,
  observed: Observed<ProjectionFacts>,
  settings: ProjectionSettings,
): Plan {
  const { scaling, storage } = projection.spec;
  const { operatorNamespace } = settings;
  return joinPlans(
    applyAll(workloadObjects(projection, settings, { scaling, cluster: storage.cluster, operatorNamespace })),
    applyAll([metricsService(projection, 'consumer')]),
    databasePlan(projection, storage, observed, observed.facts.newPasswords),
    build(projection, observed, settings),
    rollout(projection, observed, settings),
  );
}

/** True if what runs has to stay as it is for now, with the image that it has. */
export function isHeld(projection: Projection, observed: Observed): boolean {
  if (!isDataReady(projection, observed) || lastBuild(projection, observed) === undefined) return true;
  return openBuild(projection, observed) !== undefined && hasOtherImage(projection, observed);
}

/** A Job stays as the record of what was done until there is a next one, and the status remembers what it did. */
function build(projection: Projection, observed: Observed, settings: ProjectionSettings): PlanPart {
  const open = openBuild(projection, observed);
  if (open === undefined) return keepAll(jobRefs(lastRecords(projection, observed)));
  const isAbsent = open.state === 'absent';
  if (isAbsent && !isDataReady(projection, observed)) return keepAll(everythingOf([JOB], observed));
  const keep = jobRefs([...newRecords(projection, observed), open.job]);
  return { objects: isAbsent ? [rebuildJob(projection, settings)] : [], keep };
}

function jobRefs(names: readonly string[]) {
  return names.map((name) => ({ ...JOB, name }));
}

function rollout(projection: Projection, observed: Observed, settings: ProjectionSettings): PlanPart {
  if (isHeld(projection, observed)) return keepAll(everythingOf([DEPLOYMENT, CRON_JOB], observed));
  const { scaling, consumer } = projection.spec;
  const [query, follower] = deploymentsOf(projection, observed);
  return applyAll([
    deployment(projection, scaling, queryPod(projection, settings, observed), query),
    deployment(projection, { replicas: consumer.replicas }, consumerPod(projection, settings, observed), follower),
    ...refreshJobs(projection, observed, settings),
  ]);
}

function isDataReady(projection: Projection, observed: Observed): boolean {
  return databaseState(projection, projection.spec.storage, observed).state === 'applied';
}

function hasOtherImage(projection: Projection, observed: Observed): boolean {
  const images = deploymentsOf(projection, observed).map(imageOf);
  return images.some((image) => image !== undefined && image !== projection.spec.image);
}

/** The Deployments that answer queries and follow events, as far as they are there. */
export function deploymentsOf(projection: Projection, observed: Observed<unknown>) {
  return [deploymentOf(projection, observed), deploymentOf(projection, observed, 'consumer')] as const;
}
