import type { Bounds, Point } from '@ameide/graph-model';
import { bottom, center, crosses, right } from './geometry.ts';

/** What one bend costs, in diagram units of detour. */
const bendCost = 40;
const clearance = 15;
/** Beyond this many crossing points the search is not worth its time. */
const maximumPoints = 20_000;

interface Port {
  readonly at: Point;
  /** The step away from the shape: one of x and y is 1 or -1. */
  readonly out: Point;
}

/**
 * The cheapest orthogonal path between the sides of two shapes that crosses no obstacle, both shapes included; found on
 * the lines that run beside and between the shapes. Undefined when there is none, or too many shapes to search.
 */
export function searchPath(source: Bounds, target: Bounds, obstacles: readonly Bounds[]): readonly Point[] | undefined {
  const from = ports(source);
  const to = ports(target);
  const walls = [...obstacles, source, target];
  const xs = lines(
    [...from, ...to].map((port) => port.at.x + port.out.x * clearance),
    walls,
    (box) => [box.x, right(box)],
  );
  const ys = lines(
    [...from, ...to].map((port) => port.at.y + port.out.y * clearance),
    walls,
    (box) => [box.y, bottom(box)],
  );
  if (xs.length * ys.length > maximumPoints) return undefined;
  return new Search(xs, ys, walls).run(from, to);
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
    found.add(low - clearance);
    found.add(high + clearance);
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

class Search {
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  readonly #walls: readonly Bounds[];

  constructor(xs: readonly number[], ys: readonly number[], walls: readonly Bounds[]) {
    this.#xs = xs;
    this.#ys = ys;
    this.#walls = walls;
  }

  run(from: readonly Port[], to: readonly Port[]): readonly Point[] | undefined {
    const goals = new Map<string, Port>();
    for (const port of to) {
      const spot = this.#outside(port);
      if (spot !== undefined) goals.set(`${spot.x},${spot.y}`, port);
    }
    const queue: Step[] = [];
    from.forEach((port, rank) => {
      const spot = this.#outside(port);
      const along = port.out.x === 0 ? 1 : 0;
      if (spot !== undefined) push(queue, { cost: rank * 5, ...spot, along, before: null, port });
    });
    const done = new Set<string>();
    let best: { cost: number; step: Step; goal: Port } | undefined;
    for (let step = pop(queue); step !== undefined; step = pop(queue)) {
      if (best !== undefined && step.cost >= best.cost) break;
      const goal = goals.get(`${step.x},${step.y}`);
      if (goal !== undefined) {
        const cost = step.cost + ((goal.out.x === 0 ? 1 : 0) === step.along ? 0 : bendCost);
        if (best === undefined || cost < best.cost) best = { cost, step, goal };
      }
      const key = `${step.x},${step.y},${step.along}`;
      if (done.has(key)) continue;
      done.add(key);
      for (const next of this.#steps(step)) push(queue, next);
    }
    return best === undefined ? undefined : this.#path(best.step, best.goal);
  }

  /** The crossing in front of a port, when the way there is free. */
  #outside({ at, out }: Port): { x: number; y: number } | undefined {
    const to = { x: at.x + out.x * clearance, y: at.y + out.y * clearance };
    if (!this.#isFree(at, to)) return undefined;
    return { x: this.#xs.indexOf(to.x), y: this.#ys.indexOf(to.y) };
  }

  *#steps(step: Step): Generator<Step> {
    const here = this.#point(step);
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const) {
      const x = step.x + dx;
      const y = step.y + dy;
      if (x < 0 || y < 0 || x >= this.#xs.length || y >= this.#ys.length) continue;
      const there = this.#point({ x, y });
      if (!this.#isFree(here, there)) continue;
      const along = dx === 0 ? 1 : 0;
      const length = Math.abs(there.x - here.x) + Math.abs(there.y - here.y);
      const cost = step.cost + length + (along === step.along ? 0 : bendCost);
      yield { cost, x, y, along, before: step, port: step.port };
    }
  }

  #point({ x, y }: { x: number; y: number }): Point {
    return { x: this.#xs[x]!, y: this.#ys[y]! };
  }

  #isFree(a: Point, b: Point): boolean {
    return !this.#walls.some((box) => crosses(a, b, box));
  }

  #path(last: Step, goal: Port): readonly Point[] {
    const points: Point[] = [goal.at];
    for (let step: Step | null = last; step !== null; step = step.before) points.push(this.#point(step));
    points.push(last.port.at);
    return straightened(points.reverse());
  }
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
