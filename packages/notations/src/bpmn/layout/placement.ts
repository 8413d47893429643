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
  const isFree = (box: Bounds) => !shapes.some((shape) => overlaps(box, shape, MARGIN));
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

function* offsets(step: number, limit: number): Generator<number> {
  yield 0;
  for (let at = 1; at <= limit; at += 1) {
    yield at * step;
    yield -at * step;
  }
}

/** Places in the area, the best first. */
function places(wish: Bounds, area: Bounds | null): Bounds[] {
  const { width, height } = wish;
  const dx = Math.max(20, Math.round(width / 2));
  const dy = Math.max(20, Math.round(height / 2));
  const columns = area === null ? OPEN_REACH : Math.min(60, Math.ceil(area.width / dx));
  const rows = area === null ? OPEN_REACH : Math.min(60, Math.ceil(area.height / dy));
  const found: (Bounds & { cost: number })[] = [];
  for (const x of offsets(dx, columns)) {
    for (const y of offsets(dy, rows)) {
      // Left of the wish is against the reading direction.
      const cost = Math.abs(y) + (x < 0 ? -2 * x : x) * 1.2;
      const box = { x: wish.x + x, y: wish.y + y, width, height, cost };
      if (area === null || contains(area, box, BORDER)) found.push(box);
    }
  }
  return found.sort((a, b) => a.cost - b.cost).map(({ cost: _, ...box }) => box);
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
