import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { databaseFinalizer } from '@ameide/primitives/objects';
import { desired, PROJECTION_PARTS } from './desired.ts';
import type { ProjectionFacts } from './facts.ts';
import type { ProjectionPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { type ProjectionSpec, type ProjectionStatus, projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { status } from './status.ts';

/** The operator of Projections on a platform. */
export function projectionOperator(settings: ProjectionSettings, { probe }: ProjectionPorts) {
  return defineOperator<ProjectionSpec, ProjectionStatus, typeof projection.conditions, ProjectionFacts>({
    name: 'projection',
    kind: kindOf(projection),
    conditions: projection.conditions,
    owns: PROJECTION_PARTS,
    prepare: (object, context, signal) => prepare(object, context, signal, { settings, probe }),
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
    finalizers: [databaseFinalizer(({ storage }) => storage)],
  });
}
