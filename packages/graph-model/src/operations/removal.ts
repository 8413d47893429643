import type { GraphIndex } from '../graph-index.ts';
import type { Step } from '../step.ts';

/** The given elements with everything inside or attached and every edge that touches them; what depends comes later. */
export function withDependents(index: GraphIndex, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set(ids);
  for (const id of found) {
    for (const child of index.children(id)) found.add(child);
    for (const attached of index.attached(id)) found.add(attached);
    for (const edge of index.edgesAt(id)) found.add(edge);
  }
  return found;
}

/** Removes the elements with all that depends on them, dependents first. */
export function remove(step: Step, ids: Iterable<string>): void {
  for (const id of [...withDependents(step.draft, ids)].reverse()) {
    const node = step.draft.nodes.get(id);
    const edge = step.draft.edges.get(id);
    if (node !== undefined) step.apply({ type: 'node_removed', node });
    if (edge !== undefined) step.apply({ type: 'edge_removed', edge });
  }
}
