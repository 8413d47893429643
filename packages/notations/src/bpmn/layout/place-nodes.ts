import type { Bounds, GraphNode, Point } from '@ameide/graph-model';
import { subProcesses, undrawn } from '../kinds.ts';
import type { Board } from './board.ts';
import { around, bottom, contains, downwards, overlaps, pathCrosses, right, rightwards, tidy } from './geometry.ts';
import { disturbedBy, grow } from './grow.ts';
import { innerOf } from './place-containers.ts';
import { attachedPlace, BORDER, freePlace, MARGIN, type Size, searchRegion, sizeOf } from './placement.ts';
import { wishFor } from './wish.ts';

/** What a container that had to grow keeps free behind the new shape; boundary events on its border fit in. */
const ROOM_AFTER_GROWTH = 30;
/** What an open sub-process keeps free around its content. */
export const PADDING = 30;

/** Where a node may be drawn. */
interface Home {
  /** The container whose shape bounds the place; null on an open canvas. */
  readonly container: string | null;
  readonly area: Bounds | null;
}

/** Undefined where what a node belongs to is not drawn. */
function homeOf(board: Board, node: GraphNode): Home | undefined {
  if (node.parent === null) return undefined;
  const { structure } = board;
  const parent = board.graph.nodes.get(node.parent);
  if (parent === undefined) return undefined;
  const container = board.levelOf(node.id);
  const isHeld = !structure.isOpen(parent.id) || board.bounds.has(parent.id);
  if (container !== null && isHeld) return { container, area: innerOf(board, container) };
  const others = structure.children(parent.id).filter(({ id, kind }) => id !== node.id && !undrawn.has(kind));
  const isShown =
    board.bounds.size === 0 ||
    parent.kind === 'bpmn::collaboration' ||
    board.wasShown(parent.id) ||
    others.some(({ id }) => board.bounds.has(id)) ||
    (board.bounds.has(parent.id) && !others.some(({ id }) => board.wasUndrawn(id)));
  return isShown ? { container: null, area: null } : undefined;
}

/** Whether what a node belongs to is drawn, so that it can be drawn as well. */
export const hasHome = (board: Board, node: GraphNode) => homeOf(board, node) !== undefined;

/** Draws a node in its container, near what it is connected to or was drawn around. Does nothing where that is not drawn. */
export function placeNode(board: Board, node: GraphNode): void {
  const host = node.properties.attachedTo;
  if (node.kind === 'bpmn::boundary_event' && typeof host === 'string') {
    placeAttached(board, node, host);
    return;
  }
  const own = board.bounds.get(node.id);
  const home = homeOf(board, node);
  if (home === undefined) return;
  const content = own === undefined ? contentOf(board, node) : undefined;
  if (content === undefined) {
    // What stands on the border of its container goes inside by the shortest way.
    const isOnBorder = own !== undefined && home.area !== null && overlaps(own, home.area) && !contains(home.area, own);
    placeAt(board, node, home, isOnBorder ? own : wishFor(board, node, own ?? sizeOf(node), home.area));
    return;
  }
  if (!board.structure.isOpen(node.id)) {
    const { width, height } = sizeOf(node);
    const { x, y } = { x: content.x + (content.width - width) / 2, y: content.y + (content.height - height) / 2 };
    placeAt(board, node, home, { x: Math.round(x), y: Math.round(y), width, height });
    return;
  }
  board.bounds.set(node.id, content);
  const isTight = home.area !== null && !contains(home.area, content, BORDER);
  if (isTight || isCrowded(board, node, home)) placeAt(board, node, home, content);
}

/** The room that content takes which was drawn before its sub-process is. */
function contentOf(board: Board, node: GraphNode): Bounds | undefined {
  if (!subProcesses.has(node.kind)) return undefined;
  const drawn = board.structure.children(node.id).map(({ id }) => board.bounds.get(id));
  return around(
    drawn.filter((box) => box !== undefined),
    PADDING,
  );
}

function placeAt(board: Board, node: GraphNode, { area, container }: Home, wanted: Bounds): void {
  const own = board.bounds.get(node.id);
  const wish = inside(area, wanted);
  const region = searchRegion(wish, area);
  const isGuarded = board.structure.attachedTo(node.id).some((id) => board.bounds.has(id));
  const met = board.obstacles(region, [node], area === null);
  // Events on the border of a node reach beyond it.
  const shapes = isGuarded ? met.map((box) => wider(box)) : met;
  const paths: (readonly Point[])[] = [];
  for (const [id, path] of board.waypoints)
    if (pathCrosses(path, region) && !isOwn(board, id, node.id, own !== undefined)) paths.push(path);
  const free = freePlace(wish, { area, shapes, paths });
  if (free !== undefined) board.moveTo(node.id, free);
  else if (area === null || container === null) board.moveTo(node.id, clearOf(board, node, wish));
  else placeBeyond(board, node, wish, area, container);
}

/** Grows a full container and puts the node into the room that this gives: right of or below all that it has. */
function placeBeyond(board: Board, node: GraphNode, wish: Bounds, area: Bounds, container: string): void {
  const toRight = { ...wish, x: right(area) + BORDER };
  const below = { ...wish, y: bottom(area) + BORDER };
  const cost = (box: Bounds) =>
    Math.abs(box.x - wish.x) + Math.abs(box.y - wish.y) + 400 * disturbedBy(board, container, box, BORDER);
  const isRight = cost(toRight) <= cost(below);
  const moving = board.withContent(node.id);
  const content = [...board.withContent(container)].filter((id) => id !== container && !moving.has(id));
  const own = content.map((id) => board.bounds.get(id)).filter((box) => box !== undefined);
  let place = beyond(isRight ? toRight : below, own, isRight);
  // What stands outside its own container does not give way.
  for (let round = 0; round < 3; round += 1) {
    grow(board, container, place, ROOM_AFTER_GROWTH);
    place = beyond(place, board.obstacles(wider(place), [node]), isRight);
  }
  grow(board, container, place, BORDER);
  board.moveTo(node.id, place);
}

const wider = ({ x, y, width, height }: Bounds): Bounds => ({
  x: x - MARGIN,
  y: y - MARGIN,
  width: width + 2 * MARGIN,
  height: height + 2 * MARGIN,
});

/** A place further right or down that none of the shapes covers. */
function beyond(wish: Bounds, shapes: readonly Bounds[], isRight: boolean): Bounds {
  const axis = isRight ? rightwards : downwards;
  let box = wish;
  for (const shape of shapes.toSorted((a, b) => axis.start(a) - axis.start(b))) {
    if (overlaps(box, shape, MARGIN)) box = axis.moved(box, axis.end(shape) + MARGIN - axis.start(box));
  }
  return box;
}

/** The next place below on an open canvas that nothing covers. */
function clearOf(board: Board, node: GraphNode, wish: Bounds): Bounds {
  const column = { ...wider(wish), height: 1e9 };
  return beyond(wish, board.obstacles(column, [node], true), false);
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

/** Whether a node is drawn over others, or not inside its container. */
export function isCrowded(board: Board, node: GraphNode, home = homeOf(board, node)): boolean {
  const own = board.bounds.get(node.id);
  if (own === undefined || home === undefined) return false;
  if (home.area !== null && !contains(home.area, own)) return true;
  return board.obstacles(own, [node], home.area === null).length > 0;
}

export function placeAttached(board: Board, node: GraphNode, host: string): void {
  const bounds = board.bounds.get(host);
  if (bounds === undefined) return;
  const attached = board.structure.attachedTo(host).filter((other) => other !== node.id);
  const others = attached.map((other) => board.bounds.get(other)).filter((box) => box !== undefined);
  const size: Size = board.bounds.get(node.id) ?? sizeOf(node);
  const region = {
    x: bounds.x - size.width,
    y: bounds.y - size.height,
    width: bounds.width + 2 * size.width,
    height: bounds.height + 2 * size.height,
  };
  const near = board.obstacles(region, [node]).filter((box) => !others.includes(box) && !contains(box, bounds));
  const frame = board.levelOf(host);
  const area = frame === null ? null : innerOf(board, frame);
  board.bounds.set(node.id, attachedPlace(bounds, size, { others, near, area }));
}

/** Whether an edge ends at a node, or, where the node moves, inside it. */
function isOwn(board: Board, edgeId: string, nodeId: string, hasContent: boolean): boolean {
  const edge = board.graph.edges.get(edgeId);
  if (edge === undefined || edge.source === nodeId || edge.target === nodeId) return true;
  return hasContent && [edge.source, edge.target].some((end) => board.structure.framesOf(end).includes(nodeId));
}

function inside(area: Bounds | null, wish: Bounds): Bounds {
  if (area === null) return wish;
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));
  return {
    ...wish,
    x: tidy(clamp(wish.x, area.x + BORDER, right(area) - wish.width - BORDER)),
    y: tidy(clamp(wish.y, area.y + BORDER, bottom(area) - wish.height - BORDER)),
  };
}
