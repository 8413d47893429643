import type { Graph, GraphEdge, GraphNode } from '@ameide/graph-model';
import type { Flows } from './flows.ts';

/** An edge that is shown, or one that stands for a way over `collapsed` left-out nodes; that one has no id and no name. */
export interface ViewEdge extends GraphEdge {
  readonly collapsed: number;
}

/** The part of a graph that is shown. Nodes and edges are in document order, collapsed edges last. */
export interface View {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly ViewEdge[];
}

/** So many left-out nodes are searched behind each shown one, and so many ways shown, the shortest first. */
const MOST_SEARCHED = 500;
const MOST_WAYS = 4;
/** And so many flows are looked at for all of them together, those behind the first in the document. */
const MOST_FLOWS = 500_000;

/**
 * The graph with only the given nodes. Where flows lead from one of them over left-out nodes to another, one edge without
 * an id stands for the shortest such way, so that what is shown to follow on something truly does.
 */
export function viewOf(graph: Graph, flows: Flows, kept: readonly GraphNode[]): View {
  const ids = new Set(kept.map(({ id }) => id));
  if (ids.size === graph.nodes.size) {
    return { nodes: kept, edges: [...graph.edges.values()].map((edge) => ({ ...edge, collapsed: 0 })) };
  }
  const isShown = (id: string, depth = 0): boolean => {
    if (graph.nodes.has(id)) return ids.has(id);
    const edge = graph.edges.get(id);
    return edge !== undefined && depth < 5 && isShown(edge.source, depth + 1) && isShown(edge.target, depth + 1);
  };
  const edges = [...graph.edges.values()].filter(({ source, target }) => isShown(source) && isShown(target));
  const effort = { left: MOST_FLOWS };
  const collapsed = kept.flatMap(({ id }) => waysOverLeftOut(id, flows, ids, effort));
  return { nodes: kept, edges: [...edges.map((edge) => ({ ...edge, collapsed: 0 })), ...collapsed] };
}

function waysOverLeftOut(
  start: string,
  flows: Flows,
  shown: ReadonlySet<string>,
  effort: { left: number },
): ViewEdge[] {
  const found = new Map<string, ViewEdge>();
  const distances = new Map<string, number>();
  for (const { target } of flows.from(start)) if (!shown.has(target)) distances.set(target, 1);
  for (const [leftOut, distance] of distances) {
    for (const { target, kind } of flows.from(leftOut)) {
      if (effort.left-- <= 0) return [...found.values()];
      if (shown.has(target)) {
        if (found.has(target) || found.size >= MOST_WAYS) continue;
        const edge = { id: '', kind, name: '', source: start, target, properties: {}, collapsed: distance };
        found.set(target, edge);
      } else if (!distances.has(target) && distances.size < MOST_SEARCHED) distances.set(target, distance + 1);
    }
  }
  return [...found.values()];
}
