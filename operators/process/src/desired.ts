import { applyAll, joinPlans, keepAll, type Observed, type Plan, type PlanPart } from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  CRON_JOB,
  networkPolicy,
  type PlatformSettings,
  serviceAccount,
  workloadKinds,
} from '@ameide/primitives/objects';
import type { TemporalAddress } from '@ameide/primitives/temporal';
import { compensations } from './compensations.ts';
import { versionConfigMap, versionConfigMapName } from './definition.ts';
import { neededVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { Process } from './resource.ts';
import { rollOutObstacle } from './roll-out.ts';
import { apiService, metricsObjects } from './services.ts';
import { partsOfVersions, workerObjects } from './workers.ts';

/** What a Process is made of. */
export const PROCESS_PARTS = workloadKinds({ before: [CONFIG_MAP], after: [CRON_JOB] });

/**
 * What there should be of a Process: the workers of the spec's version, and beside them, as they are, those of every older
 * version that Temporal says workflows need.
 */
export function desired(
  process: Process,
  observed: Observed<ProcessFacts>,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): Plan {
  return joinPlans(
    applyAll([serviceAccount(process), networkPolicy(process, settings), ...metricsObjects(process)]),
    apiService(process, observed),
    versionPlan(process, observed, settings, temporal),
    compensations(process, observed, settings, temporal),
    keepAll(partsOfVersions(neededVersions(process, observed), observed)),
  );
}

/** The workers of the spec's version; the definition that they were rolled out with stays as it is. */
function versionPlan(
  process: Process,
  observed: Observed<ProcessFacts>,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): PlanPart {
  const ref = { ...CONFIG_MAP, name: versionConfigMapName(process) };
  const { definition } = observed.facts;
  const isThere = observed.find(ref) !== undefined;
  const keep = isThere ? [ref] : [];
  if (rollOutObstacle(process, observed) !== undefined) return keepAll(keep);
  const files = !isThere && definition.state === 'found' ? [versionConfigMap(process, definition)] : [];
  return { objects: [...files, ...workerObjects(process, observed, settings, temporal)], keep };
}
