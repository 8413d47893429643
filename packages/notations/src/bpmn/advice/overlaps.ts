import type { Bounds, GraphNode } from '@ameide/graph-model';

interface Drawn {
  readonly node: GraphNode;
  readonly bounds: Bounds;
}

/** What touches only at its border does not lie on one another. */
const TOLERANCE = 1;
/** In a drawing that is one heap, the first say enough. */
const MAX_PAIRS = 100;
/** In one that is a single column, everything is beside everything. */
const MAX_LOOKS = 2_000_000;

/** Pairs of shapes that lie on one another: a sweep from left to right. */
export function overlaps(drawn: readonly Drawn[]): readonly (readonly [GraphNode, GraphNode])[] {
  const pairs: (readonly [GraphNode, GraphNode])[] = [];
  let open: Drawn[] = [];
  let looks = 0;
  for (const one of drawn.toSorted((a, b) => a.bounds.x - b.bounds.x)) {
    looks += open.length;
    if (looks > MAX_LOOKS) break;
    open = open.filter(({ bounds }) => bounds.x + bounds.width - TOLERANCE > one.bounds.x);
    for (const other of open) {
      const [upper, lower] = one.bounds.y < other.bounds.y ? [one, other] : [other, one];
      if (upper.bounds.y + upper.bounds.height - TOLERANCE <= lower.bounds.y) continue;
      pairs.push([other.node, one.node]);
      if (pairs.length === MAX_PAIRS) return pairs;
    }
    open.push(one);
  }
  return pairs;
}
