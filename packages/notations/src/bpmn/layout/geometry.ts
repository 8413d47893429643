import type { Bounds, Point } from '@ameide/graph-model';

export const center = ({ x, y, width, height }: Bounds): Point => ({ x: x + width / 2, y: y + height / 2 });
export const right = ({ x, width }: Bounds): number => x + width;
export const bottom = ({ y, height }: Bounds): number => y + height;

/** True when two rectangles come closer to each other than `margin`. */
export function overlaps(a: Bounds, b: Bounds, margin = 0): boolean {
  return a.x < right(b) + margin && b.x < right(a) + margin && a.y < bottom(b) + margin && b.y < bottom(a) + margin;
}

/** True when `inner` lies in `outer` with at least `margin` to every side. */
export function contains(outer: Bounds, inner: Bounds, margin = 0): boolean {
  return (
    inner.x >= outer.x + margin &&
    inner.y >= outer.y + margin &&
    right(inner) <= right(outer) - margin &&
    bottom(inner) <= bottom(outer) - margin
  );
}

/** True when a straight line enters the inside of a rectangle. */
export function crosses(from: Point, to: Point, box: Bounds): boolean {
  let enter = 0;
  let leave = 1;
  const spans = [
    [from.x, to.x - from.x, box.x, right(box)],
    [from.y, to.y - from.y, box.y, bottom(box)],
  ] as const;
  for (const [start, delta, low, high] of spans) {
    if (delta === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const a = (low - start) / delta;
    const b = (high - start) / delta;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter < leave;
}

export function pathCrosses(path: readonly Point[], box: Bounds): boolean {
  for (let at = 1; at < path.length; at += 1) if (crosses(path[at - 1]!, path[at]!, box)) return true;
  return false;
}

/** Where the line from the centre of a rectangle towards a point leaves the rectangle. */
export function borderTowards(box: Bounds, to: Point): Point {
  const from = center(box);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  if (dx === 0 && dy === 0) return { x: from.x, y: box.y };
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: Math.round(from.x + dx * scale), y: Math.round(from.y + dy * scale) };
}

/** The point in the middle of a path's longest way. */
export function middleOf(path: readonly Point[]): Point {
  const at = Math.max(1, Math.floor(path.length / 2));
  const a = path[at - 1]!;
  const b = path[at]!;
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
