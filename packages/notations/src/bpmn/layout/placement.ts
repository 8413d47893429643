import type { Bounds, GraphNode, Point } from '@ameide/graph-model';
import { artifacts, events, gateways, subProcesses } from '../kinds.ts';
import { bottom, contains, overlaps, pathCrosses, right } from './geometry.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What separates a new shape from others, at least; and along a flow, where there is room. */
export const MARGIN = 10;
export const FLOW_GAP = 50;
/** What stays free along the inside of a container's border. */
export const BORDER = 10;

export function sizeOf(node: GraphNode): Size {
  const { kind } = node;
  if (events.has(kind)) return { width: 36, height: 36 };
  if (gateways.has(kind)) return { width: 50, height: 50 };
  if (subProcesses.has(kind) && node.properties.isExpanded === true) return { width: 350, height: 200 };
  if (kind === 'bpmn::participant') return { width: 600, height: 250 };
  if (kind === 'bpmn::lane') return { width: 600, height: 120 };
  if (kind === 'bpmn::data_store_reference') return { width: 50, height: 50 };
  if (/^bpmn::data_/.test(kind)) return { width: 36, height: 50 };
  if (kind === 'bpmn::group') return { width: 300, height: 300 };
  if (artifacts.has(kind)) return { width: 100, height: 30 };
  if (kind.includes('conversation')) return { width: 34, height: 30 };
  return { width: 100, height: 80 };
}

/** Where a new shape may go. */
export interface Space {
  /** What it must stay inside of; null on an open canvas. */
  readonly area: Bounds | null;
  readonly shapes: readonly Bounds[];
  /** Paths that it should not stand on, when there is a choice. */
  readonly paths: readonly (readonly Point[])[];
}

/** How many half sizes away from the wish a place on an open canvas may be. */
const OPEN_REACH = 12;

/** Where `freePlace` looks for a place. */
export function searchRegion(wish: Bounds, area: Bounds | null): Bounds {
  if (area !== null) return area;
  const dx = OPEN_REACH * Math.max(20, wish.width) + MARGIN;
  const dy = OPEN_REACH * Math.max(20, wish.height) + MARGIN;
  return { x: wish.x - dx, y: wish.y - dy, width: wish.width + 2 * dx, height: wish.height + 2 * dy };
}

/**
 * The free place next to the wished one: nearest columns first, each upwards and downwards from the wished row; off the
 * given paths where possible. Undefined when the area is full.
 */
export function freePlace(wish: Bounds, { area, shapes, paths }: Space): Bounds | undefined {
  const isCovered = coverOf(shapes);
  const isFree = (box: Bounds) => !isCovered(box);
  const isClear = (box: Bounds) => !paths.some((path) => pathCrosses(path, box));
  if ((area === null || contains(area, wish, BORDER)) && isFree(wish) && isClear(wish)) return wish;
  let free: Bounds | undefined;
  for (const box of places(wish, area)) {
    if (!isFree(box)) continue;
    if (isClear(box)) return box;
    free ??= box;
  }
  return free;
}

/** Whether a box comes too close to any of the shapes; looks only at those that begin in reach of it. */
function coverOf(shapes: readonly Bounds[]): (box: Bounds) => boolean {
  const sorted = shapes.toSorted((a, b) => a.x - b.x);
  const widest = shapes.reduce((most, { width }) => Math.max(most, width), 0);
  return (box) => {
    const from = box.x - MARGIN - widest;
    const to = right(box) + MARGIN;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.x < from) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < sorted.length && sorted[at]!.x < to; at += 1)
      if (overlaps(box, sorted[at]!, MARGIN)) return true;
    return false;
  };
}

function* offsets(step: number, limit: number): Generator<number> {
  yield 0;
  for (let at = 1; at <= limit; at += 1) {
    yield at * step;
    yield -at * step;
  }
}

/** Steps away from a wish, the best first. */
function stepsAround(dx: number, dy: number, columns: number, rows: number): readonly Point[] {
  const found: (Point & { cost: number })[] = [];
  for (const x of offsets(dx, columns)) {
    for (const y of offsets(dy, rows)) {
      // Left of the wish is against the reading direction.
      found.push({ x, y, cost: Math.abs(y) + (x < 0 ? -2 * x : x) * 1.2 });
    }
  }
  return found.sort((a, b) => a.cost - b.cost);
}

/** Of the last shape that was placed: most have the same size and the same area. */
let lastSteps = { key: '', steps: [] as readonly Point[] };

/** Places in the area, the best first. */
function* places(wish: Bounds, area: Bounds | null): Generator<Bounds> {
  const { width, height } = wish;
  const dx = Math.max(20, Math.round(width / 2));
  const dy = Math.max(20, Math.round(height / 2));
  const columns = area === null ? OPEN_REACH : Math.min(60, Math.ceil(area.width / dx));
  const rows = area === null ? OPEN_REACH : Math.min(60, Math.ceil(area.height / dy));
  const key = `${dx} ${dy} ${columns} ${rows}`;
  if (lastSteps.key !== key) lastSteps = { key, steps: stepsAround(dx, dy, columns, rows) };
  for (const { x, y } of lastSteps.steps) {
    const box = { x: wish.x + x, y: wish.y + y, width, height };
    if (area === null || contains(area, box, BORDER)) yield box;
  }
}

/** What the place of an attached event has to look at. */
interface Surroundings {
  /** What is attached to the same host. */
  readonly others: readonly Bounds[];
  /** Other shapes. */
  readonly near: readonly Bounds[];
  /** What the host is drawn inside of. */
  readonly area: Bounds | null;
}

const FRACTIONS = [0.75, 0.25, 0.5, 0.9, 0.1, 0.6, 0.4];

/** A place on the border of a host, along the bottom first: clear of all shapes and inside the area, where there is one. */
export function attachedPlace(host: Bounds, { width, height }: Size, { others, near, area }: Surroundings): Bounds {
  const across = FRACTIONS.map((part) => host.x + host.width * part);
  const upright = FRACTIONS.map((part) => host.y + host.height * part);
  const spots = [
    ...across.map((x) => ({ x, y: bottom(host) })),
    ...across.map((x) => ({ x, y: host.y })),
    ...upright.map((y) => ({ x: right(host), y })),
    ...upright.map((y) => ({ x: host.x, y })),
  ];
  const boxes = spots.map(({ x, y }) => ({
    x: Math.round(x - width / 2),
    y: Math.round(y - height / 2),
    width,
    height,
  }));
  const clear = (box: Bounds) => !others.some((other) => overlaps(box, other));
  const free = boxes.filter((box) => clear(box) && !near.some((other) => overlaps(box, other)));
  return free.find((box) => area === null || contains(area, box)) ?? free[0] ?? boxes.find(clear) ?? boxes[0]!;
}
