import type { Bounds, GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { bottom, overlaps, right } from './geometry.ts';

/** How close a growing shape may come to its neighbours before they give way. */
const GAP = 20;
const TOUCHING = 2;

/** One direction in which a shape can grow, as the same questions for both. */
interface Axis {
  readonly end: (box: Bounds) => number;
  readonly start: (box: Bounds) => number;
  readonly stretched: (box: Bounds, by: number) => Bounds;
  readonly moved: (box: Bounds, by: number) => Bounds;
}
const rightwards: Axis = {
  end: right,
  start: (box) => box.x,
  stretched: (box, by) => ({ ...box, width: box.width + by }),
  moved: (box, by) => ({ ...box, x: box.x + by }),
};
const downwards: Axis = {
  end: bottom,
  start: (box) => box.y,
  stretched: (box, by) => ({ ...box, height: box.height + by }),
  moved: (box, by) => ({ ...box, y: box.y + by }),
};

/**
 * Grows a container to the right and the bottom until it holds a box with the given margin. Lanes that share the border
 * grow along, neighbours that would be covered move away, and the containers around grow as they need to. Lanes given as
 * `fixed` stay as they are.
 */
export function grow(board: Board, id: string, box: Bounds, margin: number, fixed: readonly GraphNode[] = []): void {
  for (const axis of [rightwards, downwards]) {
    const own = board.bounds.get(id);
    if (own === undefined) return;
    const by = axis.end(box) + margin - axis.end(own);
    if (by > 0) stretch(board, id, by, axis, new Set(fixed.map((lane) => lane.id)));
  }
}

/** How many neighbours would have to give way if the container grew to hold the box. */
export function disturbedBy(board: Board, id: string, box: Bounds, margin: number): number {
  let count = 0;
  for (const axis of [rightwards, downwards]) {
    const own = board.bounds.get(id);
    const by = own === undefined ? 0 : axis.end(box) + margin - axis.end(own);
    if (by > 0) count += covered(board, id, by, axis, new Set()).length;
  }
  return count;
}

function stretch(board: Board, id: string, by: number, axis: Axis, fixed: ReadonlySet<string>): void {
  const node = board.graph.nodes.get(id);
  const own = board.bounds.get(id);
  if (node === undefined || own === undefined) return;
  const family = borderFamily(board, node, own, axis, fixed);
  const inWay = covered(board, id, by, axis, family);
  for (const neighbour of inWay) board.moveTo(neighbour, axis.moved(board.bounds.get(neighbour.id)!, by));
  for (const member of [id, ...family]) board.bounds.set(member, axis.stretched(board.bounds.get(member)!, by));
  for (const attached of board.graph.nodes.values()) {
    const box = board.bounds.get(attached.id);
    const onBorder = attached.properties.attachedTo === id && box !== undefined && axis.end(box) > axis.end(own);
    if (onBorder) board.place(attached.id, axis.moved(box, by));
  }

  const outer = board.levelOf(node);
  const around = outer === null || family.has(outer) ? undefined : board.bounds.get(outer);
  if (outer === null || around === undefined) return;
  const isPoolPart = node.kind === 'bpmn::lane';
  const ends = [id, ...inWay.map((neighbour) => neighbour.id)].map((member) => axis.end(board.bounds.get(member)!));
  const more = Math.max(...ends) + (isPoolPart ? 0 : GAP / 2) - axis.end(around);
  if (more > 0) stretch(board, outer, more, axis, fixed);
}

/** The pool and lanes whose border is the one that grows. */
function borderFamily(board: Board, node: GraphNode, own: Bounds, axis: Axis, fixed: ReadonlySet<string>): Set<string> {
  const family = new Set<string>();
  if (node.kind !== 'bpmn::lane' && node.kind !== 'bpmn::participant') return family;
  const pool = board.poolAround(node);
  const process = pool === undefined ? node.parent : board.graph.nodes.get(pool)?.properties.processRef;
  const members = [...board.graph.nodes.values()].filter(
    (other) =>
      other.id === pool || (other.kind === 'bpmn::lane' && board.containersOf(other).includes(String(process))),
  );
  for (const member of members) {
    const box = board.bounds.get(member.id);
    if (box === undefined || member.id === node.id || fixed.has(member.id)) continue;
    if (Math.abs(axis.end(box) - axis.end(own)) <= TOUCHING) family.add(member.id);
  }
  return family;
}

/** What stands behind the border on the same level, when growing would cover any of it. */
function covered(board: Board, id: string, by: number, axis: Axis, family: ReadonlySet<string>): GraphNode[] {
  const node = board.graph.nodes.get(id)!;
  const outermost = [id, ...family].find((member) => board.graph.nodes.get(member)?.kind === 'bpmn::participant') ?? id;
  const own = board.bounds.get(outermost)!;
  const level = board.levelOf(board.graph.nodes.get(outermost)!);
  const grown = axis.stretched(own, by);
  const behind: GraphNode[] = [];
  let isCovering = false;
  for (const other of board.graph.nodes.values()) {
    const box = board.bounds.get(other.id);
    if (box === undefined || other.id === outermost || other.id === id || family.has(other.id)) continue;
    if (other.kind === 'bpmn::group' || typeof other.properties.attachedTo === 'string') continue;
    if (board.levelOf(other) !== level || board.sheetOf(other) !== board.sheetOf(node)) continue;
    if (axis.start(box) < axis.end(own) - TOUCHING) continue;
    behind.push(other);
    const isLane = other.kind === 'bpmn::lane';
    isCovering ||= overlaps(grown, box, isLane ? 0 : GAP) && (isLane || !overlaps(own, box));
  }
  return isCovering ? behind : [];
}
