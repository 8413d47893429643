import type { GraphNode } from '../graph.ts';
import { type GraphIndex, hostOf } from '../graph-index.ts';
import { labelWithId } from '../label.ts';
import type { Step } from '../step.ts';

/** The nodes without those that lie inside others of them. */
export function outermost(index: GraphIndex, nodes: readonly GraphNode[]): readonly GraphNode[] {
  const ids = new Set(nodes.map((node) => node.id));
  return nodes.filter((node) => !index.ancestors(node.id).some((id) => ids.has(id)));
}

/** The innermost container of all the nodes, null when only the model itself is. */
export function commonContainer(index: GraphIndex, nodes: readonly GraphNode[]): string | null {
  const [first, ...others] = nodes.map((node) => index.ancestors(node.id));
  return first?.find((id) => others.every((ancestors) => ancestors.includes(id))) ?? null;
}

/** Moves nodes into a container, with the nodes attached to them. Refuses to move one into itself. */
export function moveInto(step: Step, nodes: readonly GraphNode[], parent: string): void {
  const above = [parent, ...step.draft.ancestors(parent)];
  for (const ancestor of above) step.reads.push([ancestor, 'parent']);
  for (const node of nodes) {
    if (above.includes(node.id)) {
      step.fail('containment_cycle', `${labelWithId(node)} cannot move into itself.`, [node.id]);
      return;
    }
    step.changeNode(node.id, { parent });
    for (const id of step.draft.attached(node.id)) {
      const attached = step.draft.nodes.get(id)!;
      if (hostOf(attached) === node.id && attached.parent === node.parent && !above.includes(id)) {
        step.changeNode(id, { parent });
      }
    }
  }
}
