import type { Bounds, Point } from '@ameide/graph-model';

export const center = ({ x, y, width, height }: Bounds): Point => ({ x: x + width / 2, y: y + height / 2 });
export const right = ({ x, width }: Bounds): number => x + width;
export const bottom = ({ y, height }: Bounds): number => y + height;

/** A sum without the noise of binary fractions. */
export const tidy = (value: number): number => (Math.abs(value) < 1e9 ? Math.round(value * 1e6) / 1e6 : value);

/** One direction in which shapes grow and give way, as the same questions for both. */
export interface Axis {
  readonly end: (box: Bounds) => number;
  readonly start: (box: Bounds) => number;
  readonly stretched: (box: Bounds, by: number) => Bounds;
  readonly moved: (box: Bounds, by: number) => Bounds;
}
export const rightwards: Axis = {
  end: right,
  start: (box) => box.x,
  stretched: (box, by) => ({ ...box, width: tidy(box.width + by) }),
  moved: (box, by) => ({ ...box, x: tidy(box.x + by) }),
};
export const downwards: Axis = {
  end: bottom,
  start: (box) => box.y,
  stretched: (box, by) => ({ ...box, height: tidy(box.height + by) }),
  moved: (box, by) => ({ ...box, y: tidy(box.y + by) }),
};

/** The smallest rectangle around the given ones; undefined around none. */
export function around(boxes: readonly Bounds[], padding = 0): Bounds | undefined {
  if (boxes.length === 0) return undefined;
  let [x, y, toX, toY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    [x, y] = [Math.min(x, box.x), Math.min(y, box.y)];
    [toX, toY] = [Math.max(toX, right(box)), Math.max(toY, bottom(box))];
  }
  return { x: x - padding, y: y - padding, width: toX - x + 2 * padding, height: toY - y + 2 * padding };
}

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
