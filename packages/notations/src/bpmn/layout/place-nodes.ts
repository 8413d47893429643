import type { Bounds, GraphNode } from '@ameide/graph-model';
import { subProcesses } from '../kinds.ts';
import type { Board } from './board.ts';
import { bottom, center, contains, overlaps, pathCrosses, right } from './geometry.ts';
import { disturbedBy, grow } from './grow.ts';
import { aroundContent, LABEL_STRIP } from './place-containers.ts';
import type { Size } from './placement.ts';
import { attachedPlace, BORDER, FLOW_GAP, freePlace, searchRegion, sizeOf } from './placement.ts';

/** What a container that had to grow keeps free behind the new shape; boundary events on its border fit in. */
const ROOM_AFTER_GROWTH = 30;

/** Where a node may be drawn: inside which shape, or on the open canvas; undefined when its context are not drawn. */
interface Home {
  /** The container whose shape bounds the place; null on an open canvas. */
  readonly container: string | null;
  readonly area: Bounds | null;
}

function homeOf(board: Board, node: GraphNode): Home | undefined {
  const { parent } = node;
  const parentKind = parent === null ? undefined : board.graph.nodes.get(parent)?.kind;
  if (parent === null || parentKind === undefined) return undefined;
  const lane = node.properties.lane;
  const inLane = typeof lane === 'string' ? board.bounds.get(lane) : undefined;
  if (inLane !== undefined) return { container: lane as string, area: withoutLabel(inLane) };
  if (subProcesses.has(parentKind) && board.isOpen(parent))
    return { container: parent, area: board.bounds.get(parent)! };
  const pool = board.poolOf(parent);
  if (pool !== undefined) return { container: pool, area: withoutLabel(board.bounds.get(pool)!) };
  const isDrawn = board.bounds.size === 0 || parentKind === 'bpmn::collaboration';
  const hasDrawn =
    isDrawn || board.children(parent).some((other) => other.id !== node.id && board.bounds.has(other.id));
  return hasDrawn ? { container: null, area: null } : undefined;
}

const withoutLabel = (box: Bounds): Bounds => ({ ...box, x: box.x + LABEL_STRIP, width: box.width - LABEL_STRIP });

/** Draws a node in its container, near what it is connected to. Does nothing where the context are not drawn. */
export function placeNode(board: Board, node: GraphNode): void {
  const host = node.properties.attachedTo;
  if (node.kind === 'bpmn::boundary_event' && typeof host === 'string') {
    placeAttached(board, node, host);
    return;
  }
  const home = homeOf(board, node);
  if (home === undefined) return;
  const own = board.bounds.get(node.id);
  const around =
    own === undefined && subProcesses.has(node.kind)
      ? aroundContent(
          board,
          board.children(node.id).map(({ id }) => id),
          30,
        )
      : undefined;
  if (around !== undefined) {
    board.place(node.id, around);
    return;
  }
  const size = own ?? sizeOf(node);
  const { area, container } = home;
  const wish = inside(area, wishFor(board, node, size, area));
  const region = searchRegion(wish, area);
  // What is inside goes along.
  const shapes = board.obstacles(region, node).filter((box) => own === undefined || !contains(own, box));
  const paths = [...board.waypoints]
    .filter(([id, path]) => pathCrosses(path, region) && !touches(board, id, node.id))
    .map(([, path]) => path);
  const free = freePlace(wish, { area, shapes, paths });
  if (free !== undefined || area === null || container === null) {
    board.moveTo(node, free ?? wish);
    return;
  }
  const box = outside(board, area, wish, container);
  grow(board, container, box, ROOM_AFTER_GROWTH);
  board.moveTo(node, box);
}

/** Whether a node that was drawn before has to move, because its container is another one now. */
export function isOutOfPlace(board: Board, node: GraphNode): boolean {
  const own = board.bounds.get(node.id);
  if (own === undefined) return false;
  const host = node.properties.attachedTo;
  if (node.kind === 'bpmn::boundary_event' && typeof host === 'string') {
    const bounds = board.bounds.get(host);
    return bounds !== undefined && !overlaps(own, bounds, 1);
  }
  const home = homeOf(board, node);
  return home !== undefined && home.area !== null && !contains(home.area, own);
}

function placeAttached(board: Board, node: GraphNode, host: string): void {
  const bounds = board.bounds.get(host);
  if (bounds === undefined) return;
  const attached = [...board.graph.nodes.values()].filter(
    (other) => other.properties.attachedTo === host && other.id !== node.id,
  );
  const others = attached.map((other) => board.bounds.get(other.id)).filter((box) => box !== undefined);
  const size = sizeOf(node);
  const region = {
    x: bounds.x - size.width,
    y: bounds.y - size.height,
    width: bounds.width + 2 * size.width,
    height: bounds.height + 2 * size.height,
  };
  const near = board.obstacles(region, node).filter((box) => box !== bounds && !contains(box, bounds));
  board.place(
    node.id,
    attachedPlace(bounds, size, [...others, ...near]) ??
      attachedPlace(bounds, size, others) ??
      attachedPlace(bounds, size, [])!,
  );
}

function touches(board: Board, edgeId: string, nodeId: string): boolean {
  const edge = board.graph.edges.get(edgeId);
  return edge === undefined || edge.source === nodeId || edge.target === nodeId;
}

function neighbours(board: Board, node: GraphNode): { before?: Bounds; after?: Bounds; beside?: Bounds } {
  const found: { before?: Bounds; after?: Bounds; beside?: Bounds } = {};
  for (const edge of board.graph.edges.values()) {
    const other = edge.source === node.id ? edge.target : edge.target === node.id ? edge.source : undefined;
    const bounds = other === undefined || other === node.id ? undefined : board.bounds.get(other);
    if (bounds === undefined) continue;
    if (edge.kind !== 'bpmn::sequence_flow') found.beside ??= bounds;
    else if (edge.target === node.id) found.before ??= bounds;
    else found.after ??= bounds;
  }
  return found;
}

/** The place that a person would try first. */
function wishFor(board: Board, node: GraphNode, { width, height }: Size, area: Bounds | null): Bounds {
  const { before, after, beside } = neighbours(board, node);
  const at = (x: number, y: number): Bounds => ({ x: Math.round(x), y: Math.round(y), width, height });
  if (before !== undefined && after !== undefined) {
    const gap = after.x - right(before);
    const row = center(before).y - height / 2;
    if (gap >= width + 40) return at(right(before) + (gap - width) / 2, row);
    const goesToAnotherRow = Math.abs(center(after).y - center(before).y) > before.height;
    if (goesToAnotherRow) return at(right(before) + FLOW_GAP, row);
    const middle = (center(before).x + center(after).x) / 2 - width / 2;
    return at(middle, Math.max(bottom(before), bottom(after)) + 30);
  }
  if (before !== undefined) return at(right(before) + FLOW_GAP, center(before).y - height / 2);
  if (after !== undefined) return at(after.x - FLOW_GAP - width, center(after).y - height / 2);
  if (beside !== undefined) {
    const above = node.kind === 'bpmn::text_annotation';
    return at(center(beside).x - width / 2, above ? beside.y - height - 40 : bottom(beside) + 40);
  }
  const last = lastIn(board, node, area);
  if (last !== undefined) return at(right(last) + FLOW_GAP, center(last).y - height / 2);
  if (area !== null) return at(area.x + FLOW_GAP, area.y + (area.height - height) / 2);
  return at(150, 100);
}

/** The rightmost of the node's siblings, those in its area only. */
function lastIn(board: Board, node: GraphNode, area: Bounds | null): Bounds | undefined {
  let last: Bounds | undefined;
  for (const sibling of node.parent === null ? [] : board.children(node.parent)) {
    const box = sibling.id === node.id || sibling.kind === 'bpmn::lane' ? undefined : board.bounds.get(sibling.id);
    if (box === undefined || (area !== null && !contains(area, box))) continue;
    if (last === undefined || right(box) > right(last)) last = box;
  }
  return last;
}

function inside(area: Bounds | null, wish: Bounds): Bounds {
  if (area === null) return wish;
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));
  return {
    ...wish,
    x: clamp(wish.x, area.x + BORDER, right(area) - wish.width - BORDER),
    y: clamp(wish.y, area.y + BORDER, bottom(area) - wish.height - BORDER),
  };
}

/** A place just beyond a full container: right of it or below it, whichever is nearer to the wish and disturbs less. */
function outside(board: Board, area: Bounds, wish: Bounds, container: string): Bounds {
  const toRight = { ...wish, x: right(area) + BORDER };
  const below = { ...wish, y: bottom(area) + BORDER };
  const cost = (box: Bounds) =>
    Math.abs(box.x - wish.x) + Math.abs(box.y - wish.y) + 400 * disturbedBy(board, container, box, BORDER);
  return cost(toRight) <= cost(below) ? toRight : below;
}
