import type { ReconcileContext } from '@ameide/operator-kit';
import { newPasswords, partName, refusalOf } from '@ameide/primitives/objects';
import { deploymentsOf } from './desired.ts';
import type { ProjectionFacts } from './facts.ts';
import { type Freshness, isAnswering } from './freshness.ts';
import type { ProjectionPorts } from './ports.ts';
import type { Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

/** With what it is found out. */
export interface PrepareOptions extends ProjectionPorts {
  readonly settings: ProjectionSettings;
}

/** Draws passwords in case that they are needed, and asks the projection how fresh it is if it may run and serves. */
export async function prepare(
  projection: Projection,
  context: ReconcileContext,
  signal: AbortSignal,
  options: PrepareOptions,
): Promise<ProjectionFacts> {
  return { newPasswords: newPasswords(), freshness: await findFreshness(projection, context, signal, options) };
}

async function findFreshness(
  projection: Projection,
  { observed }: ReconcileContext,
  signal: AbortSignal,
  { settings, probe }: PrepareOptions,
): Promise<Freshness> {
  if (refusalOf(projection, settings)) return { state: 'unknown', message: 'It may not run.' };
  const [query] = deploymentsOf(projection, observed);
  if (!isAnswering(query)) {
    return { state: 'unknown', message: 'No replica serves that could tell.' };
  }
  return probe.ask({ name: partName(projection), namespace: projection.metadata.namespace ?? '' }, signal);
}
