import type { Bounds, GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { around, bottom, downwards, rightwards } from './geometry.ts';
import { giveWay, grow } from './grow.ts';
import { sizeOf } from './placement.ts';

/** The strip that carries the name of a pool or lane: at the left, or at the top where lanes stand side by side. */
const LABEL_STRIP = 30;
const GAP_BETWEEN_POOLS = 50;

/** What may be drawn on inside a pool, a lane, or an open sub-process. */
export function innerOf(board: Board, id: string): Bounds {
  const bounds = board.bounds.get(id)!;
  const kind = board.graph.nodes.get(id)?.kind;
  if (kind !== 'bpmn::participant' && kind !== 'bpmn::lane') return bounds;
  const { x, y, width, height } = bounds;
  return isUpright(board, id)
    ? { x, width, y: y + LABEL_STRIP, height: height - LABEL_STRIP }
    : { y, height, x: x + LABEL_STRIP, width: width - LABEL_STRIP };
}

/** Whether a pool or lane stands upright, as its lanes tell, or those around it. */
function isUpright(board: Board, id: string): boolean {
  const own = board.bounds.get(id)!;
  const [first, second] = lanesIn(board, id);
  if (first !== undefined) {
    const [left, top] = [first.x - own.x, first.y - own.y];
    if (second !== undefined) return Math.abs(first.y - second.y) < Math.abs(first.x - second.x);
    if (Math.abs(left - top) > 1) return top > left;
  }
  const outer = board.levelOf(id);
  return outer !== null && board.graph.nodes.get(id)?.kind === 'bpmn::lane' && isUpright(board, outer);
}

function lanesIn(board: Board, id: string): readonly Bounds[] {
  const lanes = board.structure.content(id).filter((inner) => board.graph.nodes.get(inner)?.kind === 'bpmn::lane');
  return lanes.map((lane) => board.bounds.get(lane)).filter((box) => box !== undefined);
}

/** A new pool: around the process that it shows, if that is drawn already, or below everything. */
export function placePool(board: Board, pool: GraphNode): void {
  const { processRef } = pool.properties;
  const isShown = typeof processRef === 'string' && board.wasShown(processRef);
  const shown = [...(isShown ? board.withContent(pool.id) : [])]
    .map((id) => board.bounds.get(id))
    .filter((box) => box !== undefined);
  const content = around(shown, 30);
  if (content !== undefined) {
    board.bounds.set(pool.id, { ...content, x: content.x - LABEL_STRIP, width: content.width + LABEL_STRIP });
    return;
  }
  const sheet = board.structure.sheetOf(pool.id);
  const drawn = [...board.bounds].filter(([id]) => board.structure.sheetOf(id) === sheet);
  const isPool = ([id]: readonly [string, Bounds]) => board.graph.nodes.get(id)?.kind === 'bpmn::participant';
  const pools = around(drawn.filter(isPool).map(([, box]) => box));
  const all = around(drawn.map(([, box]) => box));
  const size = sizeOf(pool);
  const y = all === undefined ? 80 : bottom(all) + GAP_BETWEEN_POOLS;
  const width =
    pools === undefined ? size.width : drawn.filter(isPool).reduce((most, [, box]) => Math.max(most, box.width), 0);
  board.bounds.set(pool.id, { x: pools?.x ?? all?.x ?? 150, y, width, height: size.height });
}

/** A new lane: all of a pool or lane that has none yet, or a band behind the others, for which the pool grows. */
export function placeLane(board: Board, lane: GraphNode): void {
  const outer = board.levelOf(lane.id);
  const siblings = lane.parent === null ? [] : board.structure.children(lane.parent);
  const lanes = siblings.filter(({ id, kind }) => kind === 'bpmn::lane' && id !== lane.id && board.bounds.has(id));
  if (lanes.length === 0) {
    if (outer !== null) board.bounds.set(lane.id, innerOf(board, outer));
    return;
  }
  const boxes = lanes.map(({ id }) => board.bounds.get(id)!);
  const isBeside = outer !== null ? isUpright(board, outer) : boxes.length > 1 && boxes[0]!.y === boxes[1]!.y;
  const axis = isBeside ? rightwards : downwards;
  const last = lanes.reduce((a, b) =>
    axis.end(board.bounds.get(b.id)!) > axis.end(board.bounds.get(a.id)!) ? b : a,
  ).id;
  // A pool may be a little smaller than its lanes, by rounding.
  const end = Math.max(...[outer ?? last, last].map((id) => axis.end(board.bounds.get(id)!)));
  const { height } = sizeOf(lane);
  const beside = board.bounds.get(last)!;
  const band = isBeside ? { ...beside, x: end, width: height } : { ...beside, y: end, height };
  if (outer === null) giveWay(board, last, height, axis);
  else grow(board, outer, band, 0, true);
  board.bounds.set(lane.id, band);
}
