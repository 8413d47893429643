import type { Graph, GraphNode, Layout, LayoutMutation, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { undrawn } from './kinds.ts';
import { Board } from './layout/board.ts';
import { closeLaneGap, placeLane, placePool } from './layout/place-containers.ts';
import { isOutOfPlace, placeNode } from './layout/place-nodes.ts';
import { routeEdge } from './layout/route-edges.ts';
import { renamings } from './naming.ts';

/**
 * Places what the mutations add, moves what they put into another container, routes the edges of both, and takes away
 * the drawings of what they remove. Everything else stays, but for containers that have to grow.
 */
export function layOutBpmn(
  before: { readonly graph: Graph; readonly layout: Layout },
  mutations: readonly SemanticMutation[],
): readonly LayoutMutation[] {
  const graph = applyMutations(before.graph, mutations);
  if (isUndrawn(before)) return [];
  const board = new Board(graph, before.layout);
  for (const id of board.bounds.keys()) if (!graph.nodes.has(id)) board.bounds.delete(id);
  // A line that the graph does not know, as it leads nowhere, is not this change's to erase.
  for (const id of board.waypoints.keys())
    if (before.graph.edges.has(id) && !graph.edges.has(id)) board.waypoints.delete(id);
  for (const mutation of mutations) {
    if (mutation.type !== 'node_removed' || mutation.node.kind !== 'bpmn::lane') continue;
    const gap = before.layout.bounds.get(mutation.node.id);
    if (gap !== undefined && !graph.nodes.has(mutation.node.id)) closeLaneGap(board, mutation.node, gap);
  }
  placeNodes(board, touchedNodes(graph, before, mutations));
  routeEdges(board, before.graph);
  return board.mutations();
}

/** True for a model with something to draw and nothing drawn. It stays so until somebody asks for a place. */
function isUndrawn({ graph, layout }: { readonly graph: Graph; readonly layout: Layout }): boolean {
  return layout.bounds.size === 0 && [...graph.nodes.values()].some(({ kind }) => !undrawn.has(kind));
}

/** What is new, or stands in another container, or is drawn and may have to follow a property. */
function touchedNodes(
  graph: Graph,
  { graph: before, layout }: { readonly graph: Graph; readonly layout: Layout },
  mutations: readonly SemanticMutation[],
): GraphNode[] {
  const ids = new Set<string>();
  const named = new Set(renamings(mutations).values());
  for (const mutation of mutations) {
    if (mutation.type === 'node_added' && !before.nodes.has(mutation.node.id) && !named.has(mutation.node.id))
      ids.add(mutation.node.id);
    if (mutation.type !== 'node_changed') continue;
    const isRestyled = mutation.after.properties !== undefined && layout.bounds.has(mutation.id);
    if (mutation.after.parent !== undefined || isRestyled) ids.add(mutation.id);
  }
  return [...ids]
    .map((id) => graph.nodes.get(id))
    .filter((node) => node !== undefined && !undrawn.has(node.kind)) as GraphNode[];
}

/** Containers first, then along the flows from what is drawn already, then what is attached, then what stands alone. */
function placeNodes(board: Board, nodes: readonly GraphNode[]): void {
  const open = new Set(nodes.filter((node) => !board.bounds.has(node.id)));
  const take = (node: GraphNode, place: (board: Board, node: GraphNode) => void) => {
    open.delete(node);
    place(board, node);
  };
  for (const node of [...open]) if (node.kind === 'bpmn::participant') take(node, placePool);
  for (const node of [...open]) if (node.kind === 'bpmn::lane') take(node, placeLane);
  for (const node of nodes) if (isOutOfPlace(board, node)) placeNode(board, node);
  while (open.size > 0) {
    const next = [...open].find((node) => isAnchored(board, node)) ?? [...open].find(standsAlone) ?? [...open][0]!;
    take(next, placeNode);
  }
}

const standsAlone = (node: GraphNode) => node.properties.attachedTo === undefined;

function isAnchored(board: Board, node: GraphNode): boolean {
  const host = node.properties.attachedTo;
  if (typeof host === 'string') return board.bounds.has(host);
  // Content waits for the sub-process that is to hold it.
  for (const edge of board.graph.edges.values()) {
    if (edge.source === node.id && board.bounds.has(edge.target)) return true;
    if (edge.target === node.id && board.bounds.has(edge.source)) return true;
  }
  return false;
}

/** Edges that are new, that have another end, or whose ends have moved. Edges that end at edges come last. */
function routeEdges(board: Board, before: Graph): void {
  const rest = [];
  for (const edge of board.graph.edges.values()) {
    const old = before.edges.get(edge.id);
    const isSame = old !== undefined && old.source === edge.source && old.target === edge.target;
    const isMoved = board.moved.has(edge.source) || board.moved.has(edge.target);
    if (isSame && (!isMoved || board.carried.has(edge.id) || !board.waypoints.has(edge.id))) continue;
    if (board.graph.edges.has(edge.source) || board.graph.edges.has(edge.target)) rest.push(edge);
    else routeEdge(board, edge);
  }
  for (const edge of rest) routeEdge(board, edge);
}
