import type { Bounds, GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { bottom, center, contains, right, tidy } from './geometry.ts';
import { FLOW_GAP, type Size } from './placement.ts';

interface Neighbours {
  before?: Bounds;
  after?: Bounds;
  /** What something else than a flow connects to. */
  beside?: Bounds;
}

/** The drawn elements that a node is connected to. */
function neighbours(board: Board, node: GraphNode): Neighbours {
  const found: Neighbours = {};
  const sheet = board.structure.sheetOf(node.id);
  for (const edge of board.structure.edgesAt(node.id)) {
    const other = edge.source === node.id ? edge.target : edge.source;
    const bounds = other === node.id ? undefined : board.bounds.get(other);
    if (bounds === undefined || board.structure.sheetOf(other) !== sheet) continue;
    if (edge.kind !== 'bpmn::sequence_flow') found.beside ??= bounds;
    else if (edge.target === node.id) found.before ??= bounds;
    else found.after ??= bounds;
  }
  return found;
}

/** The place that a person would try first. */
export function wishFor(board: Board, node: GraphNode, { width, height }: Size, area: Bounds | null): Bounds {
  const { before, after, beside } = neighbours(board, node);
  const at = (x: number, y: number): Bounds => ({ x: Math.round(x), y: tidy(y), width, height });
  const level = (box: Bounds) => center(box).y - height / 2;
  if (before !== undefined && after !== undefined) {
    const gap = after.x - right(before);
    const row = level(before);
    if (gap >= width + 40) return at(right(before) + (gap - width) / 2, row);
    const goesToAnotherRow = Math.abs(center(after).y - center(before).y) > before.height;
    if (goesToAnotherRow) return at(right(before) + FLOW_GAP, row);
    const middle = (center(before).x + center(after).x) / 2 - width / 2;
    return at(middle, Math.max(bottom(before), bottom(after)) + 30);
  }
  if (before !== undefined) return at(right(before) + FLOW_GAP, level(before));
  if (after !== undefined) return at(after.x - FLOW_GAP - width, level(after));
  if (beside !== undefined) {
    const above = node.kind === 'bpmn::text_annotation';
    return at(center(beside).x - width / 2, above ? beside.y - height - 40 : bottom(beside) + 40);
  }
  const last = lastIn(board, node, area);
  if (last !== undefined) return at(right(last) + FLOW_GAP, level(last));
  if (area !== null) return at(area.x + FLOW_GAP, area.y + (area.height - height) / 2);
  return at(150, 100);
}

/** The rightmost of the node's siblings, those in its area only. */
function lastIn(board: Board, node: GraphNode, area: Bounds | null): Bounds | undefined {
  let last: Bounds | undefined;
  for (const sibling of node.parent === null ? [] : board.structure.children(node.parent)) {
    const box = sibling.id === node.id || sibling.kind === 'bpmn::lane' ? undefined : board.bounds.get(sibling.id);
    if (box === undefined || (area !== null && !contains(area, box))) continue;
    if (last === undefined || right(box) > right(last)) last = box;
  }
  return last;
}
