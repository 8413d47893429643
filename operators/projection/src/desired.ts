import type { KubeObject, ObjectRef, Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  autoscalers,
  CRON_JOB,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  databasePlan,
  databaseState,
  deployment,
  disruptionBudgets,
  everythingOf,
  imageOf,
  JOB,
  metricsService,
  NETWORK_POLICY,
  networkPolicy,
  partName,
  refusalOf,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  service,
  serviceAccount,
  serviceMonitor,
  type WorkloadRefusal,
} from '@ameide/primitives/objects';
import type { ProjectionFacts } from './facts.ts';
import { consumerPod, queryPod } from './pods.ts';
import { lastBuild, lastRecords, newRecords, openBuild, rebuildJob } from './rebuild.ts';
import type { ProjectionObject } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { refreshJobs } from './views.ts';

/** What a Projection is made of. */
export const PROJECTION_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  SECRET,
  { ...DATABASE_ROLE, optional: true },
  { ...DATABASE, optional: true },
  JOB,
  CRON_JOB,
  SERVICE,
  DEPLOYMENT,
  AUTOSCALER,
  DISRUPTION_BUDGET,
  { ...SERVICE_MONITOR, optional: true },
];

/**
 * What there should be of a Projection. Database, then tables, then roll-out: each waits for the one before. A rebuild
 * holds nothing up but another image, which is rolled out when the tables that it needs are there.
 */
export function desired(
  projection: ProjectionObject,
  observed: Observed<ProjectionFacts>,
  settings: ProjectionSettings,
): Plan | WorkloadRefusal {
  const { spec } = projection;
  const refusal = refusalOf(projection, settings);
  if (refusal) return refusal;

  const steps = [
    databasePlan(projection, spec.storage, observed, observed.facts.newPasswords),
    build(projection, observed, settings),
    rollout(projection, observed, settings),
  ];
  return {
    paused: spec.paused,
    objects: [
      serviceAccount(projection),
      networkPolicy(projection, settings, spec.storage.cluster, settings.operatorNamespace),
      service(projection),
      metricsService(projection, 'consumer'),
      ...autoscalers(projection, spec.scaling),
      ...disruptionBudgets(projection, spec.scaling),
      serviceMonitor(projection),
      ...steps.flatMap(({ objects }) => objects),
    ],
    keep: steps.flatMap(({ keep }) => keep),
  };
}

/** True if what runs has to stay as it is for now, with the image that it has. */
export function isHeld(projection: ProjectionObject, observed: Observed): boolean {
  if (!isDataReady(projection, observed) || lastBuild(projection, observed) === undefined) return true;
  return openBuild(projection, observed) !== undefined && hasOtherImage(projection, observed);
}

interface Step {
  readonly objects: readonly KubeObject[];
  readonly keep: readonly ObjectRef[];
}

/** A Job stays as the record of what was done until there is a next one, and the status remembers what it did. */
function build(projection: ProjectionObject, observed: Observed, settings: ProjectionSettings): Step {
  const open = openBuild(projection, observed);
  if (open === undefined) return { objects: [], keep: jobRefs(lastRecords(projection, observed)) };
  const isAbsent = open.state === 'absent';
  if (isAbsent && !isDataReady(projection, observed)) return { objects: [], keep: everythingOf([JOB], observed) };
  const keep = jobRefs([...newRecords(projection, observed), open.job]);
  return { objects: isAbsent ? [rebuildJob(projection, settings)] : [], keep };
}

function jobRefs(names: readonly string[]): readonly ObjectRef[] {
  return names.map((name) => ({ ...JOB, name }));
}

function rollout(projection: ProjectionObject, observed: Observed, settings: ProjectionSettings): Step {
  if (isHeld(projection, observed)) return { objects: [], keep: everythingOf([DEPLOYMENT, CRON_JOB], observed) };
  const { scaling, consumer } = projection.spec;
  const [query, follower] = deploymentRefs(projection).map((ref) => observed.find(ref));
  return {
    objects: [
      deployment(projection, scaling, queryPod(projection, settings, observed), query),
      deployment(projection, { replicas: consumer.replicas }, consumerPod(projection, settings, observed), follower),
      ...refreshJobs(projection, settings),
    ],
    keep: [],
  };
}

function isDataReady(projection: ProjectionObject, observed: Observed): boolean {
  return databaseState(projection, projection.spec.storage, observed).state === 'applied';
}

function hasOtherImage(projection: ProjectionObject, observed: Observed): boolean {
  const images = deploymentRefs(projection).map((ref) => imageOf(observed.find(ref)));
  return images.some((image) => image !== undefined && image !== projection.spec.image);
}

/** The Deployments that answer queries and follow events. */
export function deploymentRefs(projection: ProjectionObject): readonly [ObjectRef, ObjectRef] {
  return [
    { ...DEPLOYMENT, name: partName(projection) },
    { ...DEPLOYMENT, name: partName(projection, 'consumer') },
  ];
}
