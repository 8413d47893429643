import type { Bounds, Point } from '@ameide/graph-model';
import { bottom, center, crosses, right } from './geometry.ts';

/** What one bend costs, in diagram units of detour. */
const BEND_COST = 40;
/** How far from shapes the lines run, in diagram units. */
const CLEARANCE = 15;
/** Beyond this many crossing points the search is not worth its time. */
const MAX_POINTS = 20_000;
/** Crossing points that the searches of one layout may visit together: about a second of work. */
const MAX_VISITS = 1_500_000;

/** What the searches of one layout may still cost, so that no drawing takes unbounded time. */
export interface SearchBudget {
  visits: number;
}

export function createSearchBudget(): SearchBudget {
  return { visits: MAX_VISITS };
}

interface Port {
  readonly at: Point;
  /** The step away from the shape: one of x and y is 1 or -1. */
  readonly out: Point;
}

/**
 * The cheapest orthogonal path between the sides of two shapes that crosses no obstacle, both shapes included; found by
 * Dijkstra's algorithm on the lines that run beside and between the shapes. Undefined when there is none, when there are
 * too many shapes to search, or when the budget is used up.
 */
export function searchPath(
  source: Bounds,
  target: Bounds,
  obstacles: readonly Bounds[],
  budget: SearchBudget,
): readonly Point[] | undefined {
  if (budget.visits <= 0) return undefined;
  const from = ports(source);
  const to = ports(target);
  const walls = [...obstacles, source, target];
  const xs = lines(
    [...from, ...to].map((port) => port.at.x + port.out.x * CLEARANCE),
    walls,
    (box) => [box.x, right(box)],
  );
  const ys = lines(
    [...from, ...to].map((port) => port.at.y + port.out.y * CLEARANCE),
    walls,
    (box) => [box.y, bottom(box)],
  );
  if (xs.length * ys.length > MAX_POINTS) return undefined;
  return new Search(xs, ys, walls, budget).run(from, to);
}

function ports(box: Bounds): Port[] {
  const { x, y } = center(box);
  return [
    { at: { x: right(box), y }, out: { x: 1, y: 0 } },
    { at: { x, y: bottom(box) }, out: { x: 0, y: 1 } },
    { at: { x, y: box.y }, out: { x: 0, y: -1 } },
    { at: { x: box.x, y }, out: { x: -1, y: 0 } },
  ];
}

function lines(own: readonly number[], walls: readonly Bounds[], span: (box: Bounds) => [number, number]): number[] {
  const found = new Set(own);
  for (const box of walls) {
    const [low, high] = span(box);
    found.add(low - CLEARANCE);
    found.add(high + CLEARANCE);
  }
  return [...found].sort((a, b) => a - b);
}

interface Step {
  readonly cost: number;
  readonly x: number;
  readonly y: number;
  /** 0 when it came along x, 1 along y. */
  readonly along: 0 | 1;
  readonly before: Step | null;
  readonly port: Port;
}

const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

class Search {
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  readonly #walls: readonly Bounds[];
  readonly #budget: SearchBudget;
  /** By crossing point: 1 when a shape blocks the way from it to the next one along x, 2 along y. */
  readonly #blocked: Uint8Array;

  constructor(xs: readonly number[], ys: readonly number[], walls: readonly Bounds[], budget: SearchBudget) {
    this.#xs = xs;
    this.#ys = ys;
    this.#walls = walls;
    this.#budget = budget;
    this.#blocked = new Uint8Array(xs.length * ys.length);
    for (const wall of walls) {
      this.#block(wall, 1);
      this.#block(wall, 2);
    }
    budget.visits -= xs.length * ys.length;
  }

  #block(wall: Bounds, way: 1 | 2): void {
    const [dx, dy] = way === 1 ? [1, 0] : [0, 1];
    const lastX = this.#xs.length - dx;
    const lastY = this.#ys.length - dy;
    for (let y = firstAbove(this.#ys, wall.y) - dy; y < lastY && this.#ys[y]! < bottom(wall); y += 1) {
      if (y < 0) continue;
      for (let x = firstAbove(this.#xs, wall.x) - dx; x < lastX && this.#xs[x]! < right(wall); x += 1) {
        if (x >= 0) this.#blocked[y * this.#xs.length + x]! |= way;
      }
    }
  }

  run(from: readonly Port[], to: readonly Port[]): readonly Point[] | undefined {
    const goals = new Map<number, Port>();
    for (const port of to) {
      const spot = this.#outside(port);
      if (spot !== undefined) goals.set(this.#index(spot.x, spot.y), port);
    }
    const queue: Step[] = [];
    from.forEach((port, rank) => {
      const spot = this.#outside(port);
      const along = port.out.x === 0 ? 1 : 0;
      if (spot !== undefined) push(queue, { cost: rank * 5, ...spot, along, before: null, port });
    });
    /** By crossing point: 1 once it was left having come along x, 2 along y. */
    const done = new Uint8Array(this.#blocked.length);
    let best: { cost: number; step: Step; goal: Port } | undefined;
    for (let step = pop(queue); step !== undefined && this.#budget.visits > 0; step = pop(queue)) {
      if (best !== undefined && step.cost >= best.cost) break;
      const at = this.#index(step.x, step.y);
      const goal = goals.get(at);
      if (goal !== undefined) {
        const cost = step.cost + ((goal.out.x === 0 ? 1 : 0) === step.along ? 0 : BEND_COST);
        if (best === undefined || cost < best.cost) best = { cost, step, goal };
      }
      if ((done[at]! & (step.along + 1)) !== 0) continue;
      done[at]! |= step.along + 1;
      this.#budget.visits -= 1;
      this.#pushNext(queue, step, done);
    }
    return best === undefined ? undefined : this.#path(best.step, best.goal);
  }

  /** The crossing in front of a port, when the way there is free. */
  #outside({ at, out }: Port): { x: number; y: number } | undefined {
    const to = { x: at.x + out.x * CLEARANCE, y: at.y + out.y * CLEARANCE };
    if (this.#walls.some((box) => crosses(at, to, box))) return undefined;
    return { x: this.#xs.indexOf(to.x), y: this.#ys.indexOf(to.y) };
  }

  #pushNext(queue: Step[], step: Step, done: Uint8Array): void {
    for (const [dx, dy] of DIRECTIONS) {
      const x = step.x + dx;
      const y = step.y + dy;
      if (x < 0 || y < 0 || x >= this.#xs.length || y >= this.#ys.length) continue;
      const along = dx === 0 ? 1 : 0;
      const way = this.#index(Math.min(x, step.x), Math.min(y, step.y));
      if ((this.#blocked[way]! & (along + 1)) !== 0) continue;
      if ((done[this.#index(x, y)]! & (along + 1)) !== 0) continue;
      const length = Math.abs(this.#xs[x]! - this.#xs[step.x]!) + Math.abs(this.#ys[y]! - this.#ys[step.y]!);
      const cost = step.cost + length + (along === step.along ? 0 : BEND_COST);
      push(queue, { cost, x, y, along, before: step, port: step.port });
    }
  }

  #index(x: number, y: number): number {
    return y * this.#xs.length + x;
  }

  #path(last: Step, goal: Port): readonly Point[] {
    const points: Point[] = [goal.at];
    for (let step: Step | null = last; step !== null; step = step.before) {
      points.push({ x: this.#xs[step.x]!, y: this.#ys[step.y]! });
    }
    points.push(last.port.at);
    return straightened(points.reverse());
  }
}

/** Index of the first of these rising numbers that is greater. */
function firstAbove(sorted: readonly number[], than: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > than) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Without the points that lie on a straight line between their neighbours. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((point, at) => {
    const before = points[at - 1];
    const after = points[at + 1];
    if (before === undefined || after === undefined) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}

/** A binary heap by cost. */
function push(heap: Step[], step: Step): void {
  let at = heap.push(step) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (heap[up]!.cost <= step.cost) break;
    heap[at] = heap[up]!;
    at = up;
  }
  heap[at] = step;
}

function pop(heap: Step[]): Step | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && heap[down + 1]!.cost < heap[down]!.cost) down += 1;
    if (heap[down]!.cost >= last.cost) break;
    heap[at] = heap[down]!;
    at = down;
  }
  heap[at] = last;
  return top;
}
