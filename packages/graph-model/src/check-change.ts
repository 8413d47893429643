import type { Diagnostic } from './diagnostic.ts';
import type { Graph } from './graph.ts';
import { mutatedId } from './graph-index.ts';
import type { SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';
import type { WriteLog } from './reads.ts';

/**
 * What the notation has against a change, without what it already had against the model before. Findings name the
 * operation that last wrote their element.
 *
 * @param before the model that the change is made on, and what else of it is known
 */
export function checkChange(
  notation: Notation,
  before: readonly [Graph, ...Graph[]],
  after: Graph,
  semantic: readonly SemanticMutation[],
  log: WriteLog,
): readonly Diagnostic[] {
  if (semantic.length === 0) return [];
  const touched = touchedBy(semantic, before[0], after);
  const known = new Set(before.flatMap((graph) => notation.check(graph, touched)).map(identity));
  return notation
    .check(after, touched)
    .filter((diagnostic) => !known.has(identity(diagnostic)))
    .map((diagnostic) => {
      const writers = (diagnostic.elementIds ?? []).flatMap((id) => log.writersOf([id, '*']));
      const operationId = diagnostic.operationId ?? writers.at(-1);
      return operationId === undefined ? diagnostic : { ...diagnostic, operationId };
    });
}

/** What a change is about: its elements, the ends of its edges, and the containers that nodes enter or leave. */
function touchedBy(semantic: readonly SemanticMutation[], before: Graph, after: Graph): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const id of semantic.map(mutatedId)) {
    touched.add(id);
    for (const graph of [before, after]) {
      const edge = graph.edges.get(id);
      const node = graph.nodes.get(id);
      if (edge !== undefined) touched.add(edge.source).add(edge.target);
      if (node !== undefined && node.parent !== null) touched.add(node.parent);
    }
  }
  return touched;
}

function identity({ code, severity, elementIds }: Diagnostic): string {
  return JSON.stringify([code, severity, [...(elementIds ?? [])].sort()]);
}
