import type { Graph, GraphNode } from '@ameide/graph-model';
import type { Scenario } from './scenarios.ts';

export interface RankRequest {
  readonly graph: Graph;
  readonly intent: 'analyze' | 'modify';
  readonly focusIds: readonly string[];
  readonly focusKinds: readonly string[];
  readonly maxDepth: number;
}

export interface Ranking {
  /** All nodes, the ones to be kept first. */
  readonly nodes: readonly GraphNode[];
  /** So many of them are the focus itself: the nodes asked for, and the ends of the edges asked for. */
  readonly focused: number;
}

/**
 * Orders nodes by what a reader needs first: the focus and what is around it, then the kinds asked for, then, for an
 * analysis, the likeliest way through the model, then by importance.
 */
export function rank(
  { graph, intent, focusIds, focusKinds, maxDepth }: RankRequest,
  scores: ReadonlyMap<string, number>,
  scenarios: readonly Scenario[],
): Ranking {
  const distance = distances(graph, focusIds, maxDepth);
  const kinds = new Set(focusKinds);
  const mainWay = new Set(intent === 'analyze' ? scenarios[0]?.path : []);
  const order = ({ id, kind }: GraphNode): readonly number[] => [
    distance.get(id) ?? Number.MAX_SAFE_INTEGER,
    kinds.has(kind) ? 0 : 1,
    mainWay.has(id) ? 0 : 1,
    -scores.get(id)!,
  ];
  const nodes = [...graph.nodes.values()]
    .map((node) => ({ node, order: order(node) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ node }) => node);
  return { nodes, focused: [...distance.values()].filter((hops) => hops === 0).length };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** Hops of nodes from the focus over edges and containment, up to a depth. */
function distances(graph: Graph, focusIds: readonly string[], maxDepth: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (focusIds.length === 0) return found;
  const neighbours = new Map<string, string[]>();
  const connect = (a: string, b: string) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = neighbours.get(from);
      if (known) known.push(to);
      else neighbours.set(from, [to]);
    }
  };
  for (const { source, target } of graph.edges.values()) connect(source, target);
  for (const { id, parent } of graph.nodes.values()) if (parent !== null) connect(id, parent);
  let border = focusIds.flatMap((id) => nodesOf(graph, id));
  for (let depth = 0; depth <= maxDepth && border.length > 0; depth++) {
    border = [...new Set(border)].filter((id) => !found.has(id));
    for (const id of border) found.set(id, depth);
    border = border.flatMap((id) => neighbours.get(id) ?? []).flatMap((id) => nodesOf(graph, id));
  }
  return found;
}

/** A node itself, or the ends of an edge, which may be edges again. */
function nodesOf(graph: Graph, id: string, depth = 0): string[] {
  const edge = graph.edges.get(id);
  if (!edge) return graph.nodes.has(id) ? [id] : [];
  return depth >= 5 ? [] : [edge.source, edge.target].flatMap((end) => nodesOf(graph, end, depth + 1));
}
