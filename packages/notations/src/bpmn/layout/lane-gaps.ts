import type { Bounds, Graph, GraphNode, Point } from '@ameide/graph-model';
import { bottom, center, contains, right } from './geometry.ts';

const nothing: Bounds = { x: 0, y: 0, width: -1, height: -1 };
const isNear = (a: number, b: number) => Math.abs(a - b) <= 1;

/**
 * The lanes that are drawn where removed ones were, so that their pool stays covered: lanes beside them spread over their
 * places. `heirs` has for a removed lane the one that does,
 * or the lane in it.
 */
export function closeLaneGaps(
  { nodes }: Graph,
  before: ReadonlyMap<string, Bounds>,
  removed: readonly GraphNode[],
): { readonly bounds: ReadonlyMap<string, Bounds>; readonly heirs: ReadonlyMap<string, string> } {
  const bounds = new Map<string, Bounds>();
  const heirs = new Map<string, string>();
  const lanes = new Map<string | null, GraphNode[]>();
  for (const node of removed.length === 0 ? [] : nodes.values())
    if (node.kind === 'bpmn::lane') lanes.set(node.parent, [...(lanes.get(node.parent) ?? []), node]);
  const boxOf = (id: string) => bounds.get(id) ?? before.get(id);

  const spread = (id: string, from: Bounds, to: Bounds) => {
    bounds.set(id, to);
    for (const inner of lanes.get(id) ?? []) {
      const box = boxOf(inner.id);
      if (box !== undefined) spread(inner.id, box, followed(box, from, to));
    }
  };
  const deepestAt = (at: Point, id: string): string => {
    const inner = (lanes.get(id) ?? []).find((lane) =>
      contains(boxOf(lane.id) ?? nothing, { ...at, width: 0, height: 0 }),
    );
    return inner === undefined ? id : deepestAt(at, inner.id);
  };
  const open = new Map(removed.flatMap((lane) => (before.has(lane.id) ? [[lane, before.get(lane.id)!] as const] : [])));
  for (let left = -1; left !== open.size; ) {
    left = open.size;
    for (const [lane, gap] of open) {
      const heir = (lanes.get(lane.parent) ?? []).find(({ id }) => isBeside(boxOf(id), gap));
      if (heir === undefined) continue;
      const box = boxOf(heir.id)!;
      spread(heir.id, box, union(box, gap));
      heirs.set(lane.id, deepestAt(center(gap), heir.id));
      open.delete(lane);
    }
  }
  return { bounds, heirs };
}

/** Whether a lane shares a whole side with a gap. */
function isBeside(box: Bounds | undefined, gap: Bounds): boolean {
  if (box === undefined) return false;
  const isStacked = isNear(box.x, gap.x) && isNear(box.width, gap.width);
  const isInRow = isNear(box.y, gap.y) && isNear(box.height, gap.height);
  return (
    (isStacked && (isNear(bottom(box), gap.y) || isNear(box.y, bottom(gap)))) ||
    (isInRow && (isNear(right(box), gap.x) || isNear(box.x, right(gap))))
  );
}

function union(a: Bounds, b: Bounds): Bounds {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(right(a), right(b)) - x, height: Math.max(bottom(a), bottom(b)) - y };
}

/** A lane in another one whose borders move: the borders that they share move along. */
function followed(box: Bounds, from: Bounds, to: Bounds): Bounds {
  const x = isNear(box.x, from.x) ? box.x + to.x - from.x : box.x;
  const y = isNear(box.y, from.y) ? box.y + to.y - from.y : box.y;
  const toX = isNear(right(box), right(from)) ? right(box) + right(to) - right(from) : right(box);
  const toY = isNear(bottom(box), bottom(from)) ? bottom(box) + bottom(to) - bottom(from) : bottom(box);
  return { x, y, width: toX - x, height: toY - y };
}
