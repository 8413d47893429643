import type { Bounds, Graph, GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { bottom, right } from './geometry.ts';
import { grow } from './grow.ts';
import { sizeOf } from './placement.ts';

/** The strip at the left of pools and lanes that carries their name. */
export const LABEL_STRIP = 30;
const GAP_BETWEEN_POOLS = 50;

/** Around what the container already holds on the canvas, or undefined when it holds nothing drawn. */
export function aroundContent(board: Board, members: readonly string[], padding: number): Bounds | undefined {
  const boxes = members.map((id) => board.bounds.get(id)).filter((box) => box !== undefined);
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x)) - padding;
  const y = Math.min(...boxes.map((box) => box.y)) - padding;
  const width = Math.max(...boxes.map(right)) + padding - x;
  const height = Math.max(...boxes.map(bottom)) + padding - y;
  return { x, y, width, height };
}

/** A new pool: around the process that it shows, if that is drawn already, or below everything. */
export function placePool(board: Board, pool: GraphNode): void {
  const process = pool.properties.processRef;
  const content = typeof process === 'string' ? board.children(process).map((node) => node.id) : [];
  const around = aroundContent(board, content, 30);
  if (around !== undefined) {
    board.place(pool.id, { ...around, x: around.x - LABEL_STRIP, width: around.width + LABEL_STRIP });
    return;
  }
  const pools = [...board.graph.nodes.values()].filter(
    (node) => node.kind === 'bpmn::participant' && node.id !== pool.id,
  );
  const drawn = pools.map((node) => board.bounds.get(node.id)).filter((box) => box !== undefined);
  const all = aroundContent(board, [...board.bounds.keys()], 0);
  const size = sizeOf(pool);
  const width = drawn.length === 0 ? size.width : Math.max(...drawn.map((box) => box.width));
  const x = drawn.length === 0 ? (all?.x ?? 150) : Math.min(...drawn.map((box) => box.x));
  const y = all === undefined ? 80 : bottom(all) + GAP_BETWEEN_POOLS;
  board.place(pool.id, { x, y, width, height: size.height });
}

/** A new lane: all of a pool or lane that has none yet, or a band at its bottom, for which the pool grows. */
export function placeLane(board: Board, lane: GraphNode): void {
  if (lane.parent === null) return;
  const outer = board.bounds.has(lane.parent) ? lane.parent : board.poolOf(lane.parent);
  const bounds = outer === undefined ? undefined : board.bounds.get(outer);
  if (outer === undefined || bounds === undefined) return;
  const inner = { ...bounds, x: bounds.x + LABEL_STRIP, width: bounds.width - LABEL_STRIP };
  const siblings = board.children(lane.parent).filter((node) => node.kind === 'bpmn::lane' && node.id !== lane.id);
  if (!siblings.some((node) => board.bounds.has(node.id))) {
    board.place(lane.id, inner);
    return;
  }
  const band = { ...inner, y: bottom(bounds), height: sizeOf(lane).height };
  const fixed = [...siblings];
  for (const { id } of fixed) fixed.push(...board.children(id).filter((node) => node.kind === 'bpmn::lane'));
  grow(board, outer, band, 0, fixed);
  board.place(lane.id, band);
}

/** The lane beside a removed one takes its place, so that the pool stays covered. */
export function closeLaneGap(board: Board, removed: GraphNode, gap: Bounds): void {
  const lane = laneBeside(board.graph, new Map([...board.bounds, [removed.id, gap]]), removed);
  const box = lane && board.bounds.get(lane.id);
  if (box === undefined) return;
  board.bounds.set(lane!.id, { ...box, y: Math.min(box.y, gap.y), height: box.height + gap.height });
}

/** The lane of the graph that is drawn right above or below a removed one, as wide as it was. */
export function laneBeside(
  { nodes }: Graph,
  bounds: ReadonlyMap<string, Bounds>,
  removed: GraphNode,
): GraphNode | undefined {
  const gap = bounds.get(removed.id);
  return [...nodes.values()].find(({ id, kind, parent }) => {
    const box = bounds.get(id);
    if (kind !== 'bpmn::lane' || parent !== removed.parent || gap === undefined || box === undefined) return false;
    if (box.x !== gap.x || box.width !== gap.width) return false;
    return Math.abs(bottom(box) - gap.y) <= 1 || Math.abs(box.y - bottom(gap)) <= 1;
  });
}
