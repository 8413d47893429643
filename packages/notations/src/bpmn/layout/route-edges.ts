import type { Bounds, GraphEdge, GraphNode, Point } from '@ameide/graph-model';
import { type Board, samePath } from './board.ts';
import { bottom, contains, middleOf, overlaps, right, tidy } from './geometry.ts';
import { routeAssociation, routeFlow, routeMessage } from './routing.ts';
import type { Structure } from './structure.ts';

/**
 * Draws the edges that are new, that have another end, or whose ends have moved. What moved together with both ends keeps
 * its form. Edges that end at edges come last.
 */
export function routeEdges(board: Board, former: Structure): void {
  for (const edge of inOrder(board)) follow(board, edge, former);
}

/** Draws every edge anew whose ends are drawn on one sheet. */
export function routeAll(board: Board): void {
  for (const edge of inOrder(board)) route(board, edge);
}

function inOrder({ graph: { edges } }: Board): readonly GraphEdge[] {
  const isAtEdge = ({ source, target }: GraphEdge) => edges.has(source) || edges.has(target);
  const all = [...edges.values()];
  return [...all.filter((edge) => !isAtEdge(edge)), ...all.filter(isAtEdge)];
}

function follow(board: Board, edge: GraphEdge, former: Structure): void {
  const old = former.graph.edges.get(edge.id);
  const isSame = old !== undefined && old.source === edge.source && old.target === edge.target;
  const path = board.before.waypoints.get(edge.id);
  if (
    !isSame ||
    isBetweenSheets(board.structure, edge) !== isBetweenSheets(former, edge) ||
    (path === undefined && isDrawnNow(board, edge))
  ) {
    route(board, edge);
    return;
  }
  if (path === undefined) return;
  const [start, end] = [shiftOf(board, edge.source, path[0]!), shiftOf(board, edge.target, path.at(-1)!)];
  if (start === undefined || end === undefined || start.x !== end.x || start.y !== end.y) route(board, edge);
  else if (start.x !== 0 || start.y !== 0) {
    board.waypoints.set(
      edge.id,
      path.map(({ x, y }) => ({ x: tidy(x + start.x), y: tidy(y + start.y) })),
    );
  }
}

/** Whether the ends of an edge are drawn on different sheets, so that it cannot be drawn. */
const isBetweenSheets = (structure: Structure, { source, target }: GraphEdge) =>
  structure.sheetOf(source) !== structure.sheetOf(target);

/** Whether an end is drawn only now. An edge that was not drawn between drawn ends stays so. */
const isDrawnNow = (board: Board, { source, target }: GraphEdge) =>
  [source, target].some((end) => board.bounds.has(end) && !board.before.bounds.has(end));

/** How far the end of a path goes to stay where it is on the shape; undefined where it has to be drawn anew. */
function shiftOf(board: Board, id: string, at: Point): Point | undefined {
  const [before, after] = [board.before.bounds.get(id), board.bounds.get(id)];
  if (before === after) {
    const isMoved = !samePath(board.before.waypoints.get(id) ?? null, board.waypoints.get(id) ?? null);
    return isMoved ? undefined : { x: 0, y: 0 };
  }
  if (before === undefined || after === undefined) return undefined;
  const x = at.x >= right(before) - 1 ? right(after) - right(before) : after.x - before.x;
  const y = at.y >= bottom(before) - 1 ? bottom(after) - bottom(before) : after.y - before.y;
  const isResized = before.width !== after.width || before.height !== after.height;
  const spot = { x: at.x + x, y: at.y + y, width: 0, height: 0 };
  return isResized && !overlaps(spot, after, 1) ? undefined : { x: tidy(x), y: tidy(y) };
}

/** Draws an edge between its ends; takes its drawing away when these are not drawn on one sheet. */
function route(board: Board, edge: GraphEdge): void {
  const source = endOf(board, edge.source);
  const target = endOf(board, edge.target);
  if (source === undefined || target === undefined || isBetweenSheets(board.structure, edge)) {
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
    .obstacles(regionAround(source, target), [from, to])
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
  const events = hosts.flatMap(({ id }) => board.structure.attachedTo(id));
  return new Set(events.map((id) => board.bounds.get(id)).filter((box) => box !== undefined));
}
