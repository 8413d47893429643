import { applyMutations, GraphInvariantError } from './apply.ts';
import type { Diagnostic } from './diagnostic.ts';
import { diffGraph } from './diff.ts';
import type { Graph, Layout } from './graph.ts';
import { mutatedId } from './graph-index.ts';
import type { SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';

/**
 * What is asked for, with what the notation makes follow from it. Where what is added needs something that has to go
 * with what is removed, the change contradicts itself, which is a diagnostic.
 *
 * @param touched ids of the elements that `asked` is about
 */
export function completeChange(
  notation: Notation,
  before: { readonly graph: Graph; readonly layout: Layout },
  asked: readonly SemanticMutation[],
  touched: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): readonly SemanticMutation[] {
  const { graph } = before;
  const implied = notation.complete(before, asked);
  if (implied.length === 0) return asked;
  try {
    const whole = applyMutations(graph, [...asked, ...implied]);
    return diffGraph(graph, whole, new Set([...touched, ...implied.map(mutatedId)]));
  } catch (error) {
    if (!(error instanceof GraphInvariantError)) throw error;
    const elementIds = implied.map(mutatedId);
    const message = `The patch contradicts itself: what it adds needs ${elementIds.join(', ')}, which goes with what it removes: ${error.message}.`;
    diagnostics.push({ severity: 'error', code: 'contradiction', message, elementIds });
    return asked;
  }
}
