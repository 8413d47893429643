import type { Bounds, Point } from '@ameide/graph-model';
import { borderTowards, bottom, center, pathCrosses, right } from './geometry.ts';
import { type SearchBudget, searchPath } from './orthogonal-search.ts';

/** How far a flow that goes around a shape keeps from it. */
const CLEARANCE = 20;

/**
 * An orthogonal path from border to border, along the first of a few simple forms that crosses no shape; when all do,
 * along the cheapest way around the shapes. `host` is what a boundary event at the source is attached to. Shapes are left and entered in the middle of a side, where events and gateways have a corner.
 */
export function routeFlow(
  source: Bounds,
  target: Bounds,
  obstacles: readonly Bounds[],
  budget: SearchBudget,
  host?: Bounds,
): readonly Point[] {
  const candidates = flowCandidates(source, target);
  const walls = [...obstacles, source, target, ...(host === undefined ? [] : [host])];
  const away = host === undefined ? candidates : candidates.filter((path) => leavesHost(path, host));
  return freeOf(away, walls) ?? searchPath(source, target, walls, budget) ?? candidates[0]!;
}

/** A boundary event is left on the side that looks away from its host. */
function leavesHost([first, second]: readonly Point[], host: Bounds): boolean {
  if (first === undefined || second === undefined) return false;
  if (first.y >= bottom(host)) return second.y > first.y;
  if (first.y <= host.y) return second.y < first.y;
  return first.x >= right(host) ? second.x > first.x : second.x < first.x;
}

/** Message flows leave and enter upright where they can; a pool is met straight above or below its partner. */
export function routeMessage(
  source: Bounds,
  target: Bounds,
  pools: { readonly source: boolean; readonly target: boolean },
  obstacles: readonly Bounds[],
  budget: SearchBudget,
): readonly Point[] {
  const down = center(target).y >= center(source).y;
  const within = (box: Bounds, x: number) => Math.min(Math.max(x, box.x + 10), right(box) - 10);
  const sourceX = pools.source ? within(source, center(target).x) : center(source).x;
  const targetX = pools.target ? within(target, sourceX) : center(target).x;
  const from = { x: sourceX, y: down ? bottom(source) : source.y };
  const to = { x: targetX, y: down ? target.y : bottom(target) };
  if (from.x === to.x) return [from, to];
  const bends = [(from.y + to.y) / 2, from.y + (down ? CLEARANCE : -CLEARANCE), to.y - (down ? CLEARANCE : -CLEARANCE)];
  const paths = bends.map((y) => [from, { x: from.x, y: Math.round(y) }, { x: to.x, y: Math.round(y) }, to]);
  const walls = [...obstacles, ...(pools.source ? [] : [source]), ...(pools.target ? [] : [target])];
  const search = pools.source || pools.target ? undefined : () => searchPath(source, target, walls, budget);
  return freeOf([...paths, ...flowCandidates(source, target)], walls) ?? search?.() ?? paths[0]!;
}

/** Associations are straight lines. */
export function routeAssociation(source: Bounds, target: Bounds): readonly Point[] {
  return [borderTowards(source, center(target)), borderTowards(target, center(source))];
}

function freeOf(candidates: readonly (readonly Point[])[], obstacles: readonly Bounds[]): readonly Point[] | undefined {
  return candidates.find((path) => !obstacles.some((box) => pathCrosses(path, box)));
}

function flowCandidates(source: Bounds, target: Bounds): (readonly Point[])[] {
  const s = center(source);
  const t = center(target);
  if (source === target) {
    const x = right(source) + CLEARANCE;
    const y = bottom(source) + CLEARANCE;
    return [
      [
        { x: right(source), y: s.y },
        { x, y: s.y },
        { x, y },
        { x: s.x, y },
        { x: s.x, y: bottom(source) },
      ],
    ];
  }
  const side = (box: Bounds, where: 'left' | 'right' | 'top' | 'bottom'): Point => {
    const { x, y } = center(box);
    if (where === 'left') return { x: box.x, y };
    if (where === 'right') return { x: right(box), y };
    return { x, y: where === 'top' ? box.y : bottom(box) };
  };
  const ahead = target.x >= right(source);
  const below = target.y >= bottom(source);
  const above = bottom(target) <= source.y;
  const paths: Point[][] = [];
  if (ahead) {
    const from = side(source, 'right');
    const to = side(target, 'left');
    if (from.y === to.y) paths.push([from, to]);
    else {
      for (const x of [Math.round((from.x + to.x) / 2), to.x - CLEARANCE, from.x + CLEARANCE]) {
        if (x > from.x && x < to.x) paths.push([from, { x, y: from.y }, { x, y: to.y }, to]);
      }
    }
  }
  if (below || above) {
    const from = side(source, below ? 'bottom' : 'top');
    const to = side(target, below ? 'top' : 'bottom');
    if (from.x === to.x) paths.push([from, to]);
    else {
      const y = Math.round((from.y + to.y) / 2);
      if (ahead) paths.push([from, { x: s.x, y: t.y }, side(target, 'left')]);
      paths.push([from, { x: from.x, y }, { x: to.x, y }, to]);
      if (ahead) paths.push([side(source, 'right'), { x: t.x, y: s.y }, to]);
    }
  }
  const under = Math.max(bottom(source), bottom(target)) + CLEARANCE;
  const over = Math.min(source.y, target.y) - CLEARANCE;
  for (const [y, where] of [
    [under, 'bottom'],
    [over, 'top'],
  ] as const) {
    const from = side(source, where);
    const to = side(target, where);
    if (from.x !== to.x) paths.push([from, { x: from.x, y }, { x: to.x, y }, to]);
  }
  if (paths.length === 0) {
    const x = Math.max(right(source), right(target)) + CLEARANCE;
    const from = side(source, 'right');
    const to = side(target, 'right');
    paths.push([from, { x, y: from.y }, { x, y: to.y }, to]);
  }
  return paths;
}
