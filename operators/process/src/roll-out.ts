import type { Observed } from '@ameide/operator-kit';
import type { Primitive } from '@ameide/primitives/objects';
import { neededVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { ProcessSpec } from './resource.ts';
import { versionOf } from './version.ts';
import { workerDeployment } from './workers.ts';

/** What a version waits for before it gets workers. */
export type RollOutObstacle =
  | { readonly phase: 'progressing'; readonly message: string }
  | {
      readonly phase: 'stalled';
      readonly reason:
        | 'DefinitionDiffers'
        | 'DefinitionMissing'
        | 'NamespaceMissing'
        | 'TemporalRefused'
        | 'TooManyVersions';
      readonly message: string;
    };

/**
 * Why there can be no workers of the spec's version yet. Workers that are there stay and follow the spec, whatever stands in
 * the way of new ones.
 */
export function rollOutObstacle(
  process: Primitive<ProcessSpec>,
  observed: Observed<ProcessFacts>,
): RollOutObstacle | undefined {
  if (workerDeployment(process, versionOf(process), observed) !== undefined) return undefined;
  return temporalObstacle(process, observed.facts) ?? definitionObstacle(observed.facts) ?? crowd(process, observed);
}

/** Why nothing can run in Temporal. */
export function temporalObstacle(
  { spec: { temporal } }: Primitive<ProcessSpec>,
  { temporal: view }: ProcessFacts,
): RollOutObstacle | undefined {
  switch (view.state) {
    case 'found':
      return undefined;
    case 'namespace_missing': {
      const message = `Temporal has no namespace ${temporal.namespace}: make it, and this goes on by itself.`;
      return { phase: 'stalled', reason: 'NamespaceMissing', message };
    }
    case 'refused':
      return { phase: 'stalled', reason: 'TemporalRefused', message: `Temporal refuses the operator: ${view.message}` };
    case 'unreachable':
      return { phase: 'progressing', message: `Temporal does not answer: ${view.message}` };
  }
}

function definitionObstacle({ definition }: ProcessFacts): RollOutObstacle | undefined {
  switch (definition.state) {
    case 'found':
      return undefined;
    case 'missing':
      return { phase: 'stalled', reason: 'DefinitionMissing', message: definition.message };
    case 'version_differs':
      return { phase: 'stalled', reason: 'DefinitionDiffers', message: definition.message };
  }
}

function crowd(process: Primitive<ProcessSpec>, observed: Observed<ProcessFacts>): RollOutObstacle | undefined {
  const { keepVersions } = process.spec.drain;
  const needed = neededVersions(process, observed);
  if (needed.length <= keepVersions) return undefined;
  const message = `Workflows need ${needed.length} older versions (${needed.join(', ')}), and at most ${keepVersions} may be draining: wait, or raise drain.keepVersions.`;
  return { phase: 'stalled', reason: 'TooManyVersions', message };
}
