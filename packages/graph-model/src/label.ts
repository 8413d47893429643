import type { GraphEdge, GraphNode } from './graph.ts';
import { findKind } from './kinds.ts';

/** A kind in running text: `user task`. */
export function kindLabel(kind: string): string {
  return findKind(kind)?.label.toLowerCase() ?? kind;
}

/** How a person calls an element: `user task "Check credit"`, or by its id where it has no name. */
export function labelOf(element: GraphNode | GraphEdge): string {
  const name = element.name.replace(/\s+/g, ' ').trim();
  return `${kindLabel(element.kind)} ${name === '' ? element.id : `"${name}"`}`;
}

/** The same with the id, for choosing among elements. */
export function labelWithId(element: GraphNode | GraphEdge): string {
  return element.name.trim() === '' ? labelOf(element) : `${labelOf(element)} (id ${element.id})`;
}

/** `a, b and 3 more`. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
