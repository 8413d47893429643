import { type Observed, progressing, stalled } from '@ameide/operator-kit';
import { neededVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { Process } from './resource.ts';
import { versionOf } from './version.ts';
import { workerDeployment } from './workers.ts';

/** What a version waits for before it gets workers. */
export type RollOutObstacle =
  | ReturnType<typeof progressing>
  | ReturnType<
      typeof stalled<
        'DefinitionDiffers' | 'DefinitionMissing' | 'NamespaceMissing' | 'TemporalRefused' | 'TooManyVersions'
      >
    >;

/**
 * Why there can be no workers of the spec's version yet. Workers that are there stay and follow the spec, whatever stands in
 * the way of new ones.
 */
export function rollOutObstacle(process: Process, observed: Observed<ProcessFacts>): RollOutObstacle | undefined {
  if (workerDeployment(process, versionOf(process), observed) !== undefined) return undefined;
  return temporalObstacle(process, observed.facts) ?? definitionObstacle(observed.facts) ?? crowd(process, observed);
}

/** Why nothing can run in Temporal. */
export function temporalObstacle(
  { spec: { temporal } }: Process,
  { temporal: view }: ProcessFacts,
): RollOutObstacle | undefined {
  switch (view.state) {
    case 'found':
      return undefined;
    case 'namespace_missing':
      return stalled(
        'NamespaceMissing',
        `Temporal has no namespace ${temporal.namespace}: make it, and this goes on by itself.`,
      );
    case 'refused':
      return stalled('TemporalRefused', `Temporal refuses the operator: ${view.message}`);
    case 'unreachable':
      return progressing(`Temporal does not answer: ${view.message}`);
  }
}

function definitionObstacle({ definition }: ProcessFacts): RollOutObstacle | undefined {
  if (definition.state === 'found') return undefined;
  return stalled(definition.state === 'missing' ? 'DefinitionMissing' : 'DefinitionDiffers', definition.message);
}

function crowd(process: Process, observed: Observed<ProcessFacts>): RollOutObstacle | undefined {
  const { keepVersions } = process.spec.drain;
  const needed = neededVersions(process, observed);
  if (needed.length <= keepVersions) return undefined;
  const message = `Workflows need ${needed.length} older versions (${needed.join(', ')}), and at most ${keepVersions} may be draining: wait, or raise drain.keepVersions.`;
  return stalled('TooManyVersions', message);
}
