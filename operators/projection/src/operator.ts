import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { newPasswords, partName } from '@ameide/primitives/objects';
import { deploymentRefs, desired, type Facts, PROJECTION_PARTS, type ProjectionObject, refusalOf } from './desired.ts';
import { type Freshness, isAnswering } from './freshness.ts';
import type { FreshnessProbe } from './ports.ts';
import { type ProjectionSpec, type ProjectionStatus, projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { status } from './status.ts';

/** The operator of Projections on a platform. */
export function projectionOperator(settings: ProjectionSettings, probe: FreshnessProbe) {
  const freshnessOf = async (object: ProjectionObject, isServing: boolean, signal: AbortSignal): Promise<Freshness> => {
    const { namespace = '' } = object.metadata;
    if (refusalOf(object, settings)) return { state: 'unknown', message: 'It may not run.' };
    if (!isServing) return { state: 'unknown', message: 'No replica serves that could tell.' };
    return probe.ask({ name: partName(object), namespace }, signal);
  };
  return defineOperator<ProjectionSpec, ProjectionStatus, typeof projection.conditions, Facts>({
    name: 'projection',
    kind: kindOf(projection),
    conditions: projection.conditions,
    owns: PROJECTION_PARTS,
    async prepare(object, { observed }, signal) {
      const [query] = deploymentRefs(object);
      const freshness = await freshnessOf(object, isAnswering(observed.find(query)), signal);
      return { newPasswords: newPasswords(), freshness };
    },
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
  });
}
