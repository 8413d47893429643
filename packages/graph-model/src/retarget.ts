import type { GraphEdge, Properties } from './graph.ts';
import type { Draft, GraphIndex } from './graph-index.ts';
import { patchProperties } from './json.ts';

/**
 * Turns a removed edge and a connection of the same kind into one edge that leads elsewhere, so that it keeps its
 * identity, and its name and properties where the connection brings none. Of several, the same ends win over the same
 * source, and the same source over the same target: after "insert N between X and Y", the old edge leads from X to N.
 *
 * @param removed edges that operations removed, in that order
 * @param dropped ids among them that somebody asked to remove, rather than what went with something else
 * @param made the edges that `connect` operations without an id of their own made, by id, with the properties that
 * they ask for; a null takes away what the old edge had
 * @returns the ids that came to nothing, each with the id of the edge that stands for it
 */
export function retarget(
  draft: Draft,
  before: GraphIndex,
  removed: readonly GraphEdge[],
  dropped: ReadonlySet<string>,
  made: ReadonlyMap<string, Properties>,
): ReadonlyMap<string, string> {
  const standsFor = new Map<string, string>();
  const open = new Map(made);
  for (const fits of [sameEnds, sameSource, sameTarget]) {
    for (const old of removed) {
      if (draft.element(old.id) !== undefined) continue;
      for (const [id, asked] of open) {
        const connection = draft.edges.get(id);
        if (connection === undefined || connection.kind !== old.kind || !fits(old, connection)) continue;
        replace(draft, connection, old, asked);
        restoreDependents(draft, before, old.id, dropped);
        standsFor.set(id, old.id);
        open.delete(id);
        break;
      }
    }
  }
  return standsFor;
}

const sameSource = (a: GraphEdge, b: GraphEdge) => a.source === b.source;
const sameTarget = (a: GraphEdge, b: GraphEdge) => a.target === b.target;
const sameEnds = (a: GraphEdge, b: GraphEdge) => sameSource(a, b) && sameTarget(a, b);

function replace(draft: Draft, connection: GraphEdge, old: GraphEdge, asked: Properties): void {
  draft.apply({ type: 'edge_removed', edge: connection });
  draft.apply({
    type: 'edge_added',
    edge: {
      ...old,
      source: connection.source,
      target: connection.target,
      name: connection.name === '' ? old.name : connection.name,
      properties: patchProperties(patchProperties(old.properties, asked), connection.properties),
    },
  });
  for (const id of [...draft.edgesAt(connection.id)]) {
    const { source, target } = draft.edges.get(id)!;
    const moved = (end: string) => (end === connection.id ? old.id : end);
    draft.apply({
      type: 'edge_changed',
      id,
      before: { source, target },
      after: { source: moved(source), target: moved(target) },
    });
  }
}

/** What had to go only because the edge went, such as a note on it, comes back with it. */
function restoreDependents(draft: Draft, before: GraphIndex, id: string, dropped: ReadonlySet<string>): void {
  for (const dependent of before.edgesAt(id)) {
    const edge = before.edges.get(dependent)!;
    const ends = [edge.source, edge.target];
    if (dropped.has(dependent) || draft.element(dependent) !== undefined) continue;
    if (ends.every((end) => draft.element(end) !== undefined)) draft.apply({ type: 'edge_added', edge });
  }
}
