import type { Bounds } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { type Axis, downwards, overlaps, rightwards } from './geometry.ts';

/** How close a growing shape may come to its neighbours before they give way. */
const GAP = 20;
const TOUCHING = 2;

/**
 * Grows a container to the right and the bottom until it holds a box with the given margin. Lanes that share the border
 * grow along, neighbours that would be covered move away, and the containers around grow as they need to. With
 * `keepLanes` the lanes in it stay as they are.
 */
export function grow(board: Board, id: string, box: Bounds, margin: number, keepLanes = false): void {
  for (const axis of [rightwards, downwards]) {
    const own = board.bounds.get(id);
    if (own === undefined) return;
    const by = axis.end(box) + margin - axis.end(own);
    if (by > 0) extend(board, id, by, axis, keepLanes ? new Set(board.structure.content(id)) : new Set());
  }
}

/** How many neighbours would have to give way if the container grew to hold the box. */
export function disturbedBy(board: Board, id: string, box: Bounds, margin: number): number {
  let count = 0;
  for (const axis of [rightwards, downwards]) {
    const own = board.bounds.get(id);
    const by = own === undefined ? 0 : axis.end(box) + margin - axis.end(own);
    if (by > 0) count += covered(board, id, by, axis).length;
  }
  return count;
}

/** Moves the far border of a shape; `except` are lanes in it that have grown or moved already, or are to stay. */
export function extend(board: Board, id: string, by: number, axis: Axis, except: ReadonlySet<string>): void {
  const own = board.bounds.get(id);
  if (own === undefined) return;
  const outer = board.levelOf(id);
  const inWay = giveWay(board, id, by, axis);
  stretch(board, id, by, axis, except);
  const around = outer === null ? undefined : board.bounds.get(outer);
  if (outer === null || around === undefined) return;
  const isLane = board.graph.nodes.get(id)?.kind === 'bpmn::lane';
  const end = [id, ...inWay].reduce((most, member) => Math.max(most, axis.end(board.bounds.get(member)!)), -Infinity);
  const more = end + (isLane ? 0 : GAP / 2) - axis.end(around);
  if (more > 0) extend(board, outer, more, axis, new Set([id, ...inWay]));
}

/** Moves away what a shape would cover if it grew, and answers what that is. */
export function giveWay(board: Board, id: string, by: number, axis: Axis): readonly string[] {
  const inWay = covered(board, id, by, axis);
  for (const neighbour of inWay)
    board.shift(board.withContent(neighbour), axis === rightwards ? by : 0, axis === rightwards ? 0 : by);
  return inWay;
}

/** Moves the border of a shape together with the lanes in it that share the border, and with what is attached to it. */
function stretch(board: Board, id: string, by: number, axis: Axis, except: ReadonlySet<string>): void {
  const own = board.bounds.get(id)!;
  board.bounds.set(id, axis.stretched(own, by));
  for (const attached of board.structure.attachedTo(id)) {
    const box = board.bounds.get(attached);
    if (box !== undefined && axis.end(box) > axis.end(own)) board.bounds.set(attached, axis.moved(box, by));
  }
  for (const inner of board.structure.content(id)) {
    const box = board.bounds.get(inner);
    if (box === undefined || except.has(inner) || board.graph.nodes.get(inner)?.kind !== 'bpmn::lane') continue;
    if (Math.abs(axis.end(box) - axis.end(own)) <= TOUCHING) stretch(board, inner, by, axis, except);
  }
}

/** What stands behind the border on the same level, when growing would cover any of it. */
function covered(board: Board, id: string, by: number, axis: Axis): readonly string[] {
  const own = board.bounds.get(id)!;
  const level = board.levelOf(id);
  const sheet = board.structure.sheetOf(id);
  const grown = axis.stretched(own, by);
  const behind: string[] = [];
  let isCovering = false;
  for (const [other, box] of board.bounds) {
    const node = axis.start(box) < axis.end(own) - TOUCHING ? undefined : board.graph.nodes.get(other);
    if (node === undefined || other === id || node.kind === 'bpmn::group') continue;
    if (typeof node.properties.attachedTo === 'string') continue;
    if (board.structure.sheetOf(other) !== sheet || board.levelOf(other) !== level) continue;
    behind.push(other);
    const isLane = node.kind === 'bpmn::lane';
    isCovering ||= overlaps(grown, box, isLane ? 0 : GAP) && (isLane || !overlaps(own, box));
  }
  return isCovering ? behind : [];
}
