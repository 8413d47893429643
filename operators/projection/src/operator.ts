import { databaseFinalizer, workloadOperator } from '@ameide/primitives/objects';
import { desired, PROJECTION_PARTS } from './desired.ts';
import type { ProjectionPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';
import { status } from './status.ts';

/** The operator of Projections on a platform. */
export function projectionOperator(settings: ProjectionSettings, { probe }: ProjectionPorts) {
  return workloadOperator(projection, settings, {
    owns: PROJECTION_PARTS,
    prepare: (object, context, signal) => prepare(object, context, signal, { settings, probe }),
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
    finalizers: [databaseFinalizer(({ storage }) => storage)],
  });
}
