import type { Diagnostic, Graph, GraphNode } from '@ameide/graph-model';

export type Report = (severity: Diagnostic['severity'], code: string, message: string, ...ids: string[]) => void;

/** What people call an element. */
export const label = (node: GraphNode | undefined, id: string) =>
  node?.name ? `“${node.name.replace(/\s+/g, ' ')}”` : id;

/** The outermost node around a node. */
export function rootOf(graph: Graph, node: GraphNode): string {
  let root = node;
  for (let steps = 0; root.parent !== null && steps <= graph.nodes.size; steps += 1) {
    const parent = graph.nodes.get(root.parent);
    if (parent === undefined) break;
    root = parent;
  }
  return root.id;
}
