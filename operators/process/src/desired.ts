import type { Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  NETWORK_POLICY,
  networkPolicy,
  type PlatformSettings,
  type Primitive,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  serviceAccount,
  type WorkloadRefusal,
} from '@ameide/primitives/objects';
import { compensations } from './compensations.ts';
import { versionConfigMap, versionConfigMapName } from './definition.ts';
import { neededVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import { processRefusal } from './refusal.ts';
import type { ProcessSpec } from './resource.ts';
import { rollOutObstacle } from './roll-out.ts';
import { apiService, metricsObjects } from './services.ts';
import { partsOfVersions, type TemporalAddress, workerObjects } from './workers.ts';

/** What a Process is made of. */
export const PROCESS_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  CONFIG_MAP,
  SERVICE,
  DEPLOYMENT,
  AUTOSCALER,
  DISRUPTION_BUDGET,
  CRON_JOB,
  { ...SERVICE_MONITOR, optional: true },
];

/**
 * What there should be of a Process: the workers of the spec's version, and beside them, as they are, those of every older
 * version that Temporal says workflows need.
 */
export function desired(
  process: Primitive<ProcessSpec>,
  observed: Observed<ProcessFacts>,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): Plan | WorkloadRefusal {
  const refusal = processRefusal(process, settings);
  if (refusal) return refusal;

  const api = apiService(process, observed);
  const definition = definitionPlan(process, observed);
  const cronJobs = compensations(process, observed, settings, temporal);
  const canRollOut = rollOutObstacle(process, observed) === undefined;
  return {
    paused: process.spec.paused,
    objects: [
      serviceAccount(process),
      networkPolicy(process, settings),
      ...api.objects,
      ...metricsObjects(process),
      ...(canRollOut ? [...definition.objects, ...workerObjects(process, observed, settings, temporal)] : []),
      ...cronJobs.objects,
    ],
    keep: [
      ...api.keep,
      ...definition.keep,
      ...cronJobs.keep,
      ...partsOfVersions(neededVersions(process, observed), observed),
    ],
  };
}

/** What is rolled out with a version stays as it is. */
function definitionPlan(process: Primitive<ProcessSpec>, observed: Observed<ProcessFacts>) {
  const ref = { ...CONFIG_MAP, name: versionConfigMapName(process) };
  const { definition } = observed.facts;
  if (observed.find(ref) !== undefined) return { objects: [], keep: [ref] };
  return { objects: definition.state === 'found' ? [versionConfigMap(process, definition)] : [], keep: [] };
}
