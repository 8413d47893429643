import type { Bounds, GraphEdge, GraphNode, Point } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { bottom, contains, middleOf, right } from './geometry.ts';
import { routeAssociation, routeFlow, routeMessage } from './routing.ts';

/** Draws an edge between its ends; takes its drawing away when an end is not drawn. */
export function routeEdge(board: Board, edge: GraphEdge): void {
  const source = endOf(board, edge.source);
  const target = endOf(board, edge.target);
  if (source === undefined || target === undefined) {
    board.waypoints.delete(edge.id);
    return;
  }
  board.waypoints.set(edge.id, path(board, edge, source, target));
}

function path(board: Board, edge: GraphEdge, source: Bounds, target: Bounds): readonly Point[] {
  const from = board.graph.nodes.get(edge.source);
  const to = board.graph.nodes.get(edge.target);
  if (from === undefined || to === undefined) return routeAssociation(source, target);
  const attached = attachedTo(board, from, to);
  const obstacles = board
    .obstacles(regionAround(source, target), from, to)
    .filter((box) => !attached.has(box) && !contains(box, source) && !contains(box, target));
  if (edge.kind === 'bpmn::sequence_flow') {
    const host =
      typeof from.properties.attachedTo === 'string' ? board.bounds.get(from.properties.attachedTo) : undefined;
    return routeFlow(source, target, obstacles, board.searches, host);
  }
  if (edge.kind !== 'bpmn::message_flow') return routeAssociation(source, target);
  const isPool = (node: GraphNode) => node.kind === 'bpmn::participant';
  return routeMessage(source, target, { source: isPool(from), target: isPool(to) }, obstacles, board.searches);
}

/** How far from its ends a path may look for a way. */
const REACH = 300;

function regionAround(a: Bounds, b: Bounds): Bounds {
  const x = Math.min(a.x, b.x) - REACH;
  const y = Math.min(a.y, b.y) - REACH;
  return { x, y, width: Math.max(right(a), right(b)) + REACH - x, height: Math.max(bottom(a), bottom(b)) + REACH - y };
}

/** An edge as an end is met in the middle of its path. */
function endOf(board: Board, id: string): Bounds | undefined {
  const points = board.waypoints.get(id);
  return board.bounds.get(id) ?? (points === undefined ? undefined : { ...middleOf(points), width: 0, height: 0 });
}

/** Boundary events on the ends of a flow; the flow may touch them. */
function attachedTo(board: Board, ...hosts: readonly GraphNode[]): Set<Bounds> {
  const found = new Set<Bounds>();
  for (const node of board.graph.nodes.values()) {
    const bounds = board.bounds.get(node.id);
    if (bounds !== undefined && hosts.some((host) => host.id === node.properties.attachedTo)) found.add(bounds);
  }
  return found;
}
