import type { Graph, GraphNode } from './graph.ts';
import { indexOf } from './graph-index.ts';

export interface FollowOptions {
  /** Kinds of the edges to follow; the sequence flows of any notation when absent. */
  readonly kinds?: ReadonlySet<string>;
  /** How many edges away to go; 1 when absent. */
  readonly depth?: number;
}

/** The nodes that come after a node, the nearest first, each once; not the node itself. Empty for an unknown id. */
export function whatFollows(graph: Graph, id: string, options: FollowOptions = {}): readonly GraphNode[] {
  return walk(graph, id, options, 'source', 'target');
}

/** The nodes that come before a node, the nearest first, each once; not the node itself. Empty for an unknown id. */
export function whatPrecedes(graph: Graph, id: string, options: FollowOptions = {}): readonly GraphNode[] {
  return walk(graph, id, options, 'target', 'source');
}

/** The nodes directly inside a node; the outermost nodes for null. */
export function childrenOf(graph: Graph, id: string | null): readonly GraphNode[] {
  return [...indexOf(graph).children(id)].map((child) => graph.nodes.get(child)!);
}

/** The containers of a node, the innermost first. */
export function ancestorsOf(graph: Graph, id: string): readonly GraphNode[] {
  return indexOf(graph)
    .ancestors(id)
    .map((ancestor) => graph.nodes.get(ancestor)!);
}

function walk(
  graph: Graph,
  start: string,
  { kinds, depth = 1 }: FollowOptions,
  from: 'source' | 'target',
  to: 'source' | 'target',
): readonly GraphNode[] {
  const index = indexOf(graph);
  const follows = (kind: string) => (kinds === undefined ? kind.endsWith('::sequence_flow') : kinds.has(kind));
  const distances = new Map([[start, 0]]);
  for (const [id, distance] of distances) {
    if (distance >= depth) continue;
    for (const edgeId of index.edgesAt(id)) {
      const edge = index.edges.get(edgeId)!;
      if (edge[from] === id && follows(edge.kind) && index.nodes.has(edge[to]) && !distances.has(edge[to])) {
        distances.set(edge[to], distance + 1);
      }
    }
  }
  distances.delete(start);
  return [...distances.keys()].map((id) => graph.nodes.get(id)!);
}
