import { applyLayout } from './apply.ts';
import { diffLayout } from './diff.ts';
import type { Bounds, Graph, Layout, Point } from './graph.ts';
import { indexOf } from './graph-index.ts';
import type { LayoutMutation, SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';
import type { Placement } from './step.ts';

interface Move {
  readonly from: Bounds;
  readonly to: Bounds;
}

/**
 * The layout of a change: first what the notation does on its own, then the places that were asked for. What is inside
 * or attached to a moved node moves along, and edges keep touching it. What is removed is no longer drawn. Names that have
 * places of their own go along with what they name.
 *
 * @param isDrawn somebody has drawn all of it: what was drawn stays where it is, but for the places that were asked for
 */
export function placeChange(
  notation: Notation,
  before: { readonly graph: Graph; readonly layout: Layout },
  after: Graph,
  semantic: readonly SemanticMutation[],
  placements: readonly Placement[],
  isDrawn = false,
): readonly LayoutMutation[] {
  const own = semantic.length === 0 ? [] : notation.layOut(before, semantic);
  const isNewOrGone = (mutation: LayoutMutation) => mutation.before === null || mutation.after === null;
  const placed = applyLayout(before.layout, isDrawn ? own.filter(isNewOrGone) : own);
  const bounds = new Map(placed.bounds);
  const waypoints = new Map(placed.waypoints);
  if (!isDrawn) {
    const moves = movesOf(notation, { graph: after, layout: placed }, placements);
    for (const [id, move] of moves) bounds.set(id, move.to);
    for (const id of edgesOf(after, moves.keys())) reroute(after, moves, waypoints, id);
  }
  for (const placement of placements) {
    if ('waypoints' in placement) waypoints.set(placement.id, placement.waypoints);
    if ('bounds' in placement) bounds.set(placement.id, placement.bounds);
  }
  for (const mutation of semantic) {
    if (mutation.type === 'node_removed' && !after.nodes.has(mutation.node.id)) bounds.delete(mutation.node.id);
    if (mutation.type === 'edge_removed' && !after.edges.has(mutation.edge.id)) waypoints.delete(mutation.edge.id);
  }
  const labels = carriedLabels(before.layout, { bounds, waypoints });
  for (const placement of placements) {
    const isShown = bounds.has(placement.id) || waypoints.has(placement.id);
    if ('label' in placement && isShown) labels.set(placement.id, placement.label);
  }
  return diffLayout(before.layout, { bounds, waypoints, labels });
}

/** The names of what is still drawn, moved as far as that was. */
function carriedLabels(before: Layout, { bounds, waypoints }: Omit<Layout, 'labels'>): Map<string, Bounds> {
  const labels = new Map<string, Bounds>();
  for (const [id, label] of before.labels) {
    const [from, to] = [before, { bounds, waypoints }].map(
      (layout) => layout.bounds.get(id) ?? middleOf(layout.waypoints.get(id)),
    );
    if (to === undefined) continue;
    const [dx, dy] = from === undefined ? [0, 0] : [to.x - from.x, to.y - from.y];
    labels.set(id, dx === 0 && dy === 0 ? label : { ...label, x: tidy(label.x + dx), y: tidy(label.y + dy) });
  }
  return labels;
}

function middleOf(route: readonly Point[] | undefined): Point | undefined {
  const [first, last] = [route?.[0], route?.at(-1)];
  return first && last && { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 };
}

/** Without the noise of binary fractions. */
const tidy = (value: number) => Math.round(value * 1e6) / 1e6;

function movesOf(
  notation: Notation,
  model: { readonly graph: Graph; readonly layout: Layout },
  placements: readonly Placement[],
): ReadonlyMap<string, Move> {
  const moves = new Map<string, Move>();
  if (placements.length === 0) return moves;
  const { layout } = model;
  const drawnIn = notation.drawnIn(model);
  const asked = new Set(placements.map((placement) => placement.id));
  for (const placement of placements) {
    const from = layout.bounds.get(placement.id);
    if (from === undefined || !('bounds' in placement)) continue;
    const to = placement.bounds;
    moves.set(placement.id, { from, to });
    if (from.width !== to.width || from.height !== to.height) continue;
    const along = new Set([placement.id]);
    for (const id of along) {
      for (const dependent of drawnIn(id)) {
        if (asked.has(dependent)) continue;
        along.add(dependent);
        const place = layout.bounds.get(dependent);
        if (place === undefined) continue;
        moves.set(dependent, { from: place, to: { ...place, x: place.x + to.x - from.x, y: place.y + to.y - from.y } });
      }
    }
  }
  return moves;
}

function edgesOf(graph: Graph, ids: Iterable<string>): ReadonlySet<string> {
  const index = indexOf(graph);
  return new Set([...ids].flatMap((id) => [...index.edgesAt(id)]));
}

function reroute(
  graph: Graph,
  moves: ReadonlyMap<string, Move>,
  waypoints: Map<string, readonly Point[]>,
  id: string,
): void {
  const edge = graph.edges.get(id)!;
  const route = waypoints.get(id);
  if (route === undefined || route.length < 2) return;
  const source = moves.get(edge.source);
  const target = moves.get(edge.target);
  if (source !== undefined && target !== undefined && sameShift(source, target)) {
    waypoints.set(
      id,
      route.map((point) => carried(point, source)),
    );
    return;
  }
  let next = route;
  if (source !== undefined) next = withStart(next, carried(next[0]!, source));
  if (target !== undefined) next = withStart(next.toReversed(), carried(next.at(-1)!, target)).toReversed();
  waypoints.set(id, next);
}

function sameShift(a: Move, b: Move): boolean {
  return (
    [a, b].every(({ from, to }) => from.width === to.width && from.height === to.height) &&
    a.to.x - a.from.x === b.to.x - b.from.x &&
    a.to.y - a.from.y === b.to.y - b.from.y
  );
}

/** Where a point of a node's outline is after the node moved or was resized. */
function carried(point: Point, { from, to }: Move): Point {
  const across = (at: number, start: number, size: number, newStart: number, newSize: number) =>
    size === newSize || size === 0 ? at - start + newStart : newStart + ((at - start) * newSize) / size;
  return {
    x: across(point.x, from.x, from.width, to.x, to.width),
    y: across(point.y, from.y, from.height, to.y, to.height),
  };
}

/** The route from another start; a right-angled route stays right-angled. */
function withStart(route: readonly Point[], start: Point): readonly Point[] {
  const [old, second, ...others] = route as readonly [Point, Point, ...Point[]];
  const level = old.y === second.y;
  const upright = old.x === second.x;
  if (others.length > 0) {
    return [start, { x: upright ? start.x : second.x, y: level ? start.y : second.y }, ...others];
  }
  if (level && start.y !== second.y) {
    const middle = (start.x + second.x) / 2;
    return [start, { x: middle, y: start.y }, { x: middle, y: second.y }, second];
  }
  if (upright && start.x !== second.x) {
    const middle = (start.y + second.y) / 2;
    return [start, { x: start.x, y: middle }, { x: second.x, y: middle }, second];
  }
  return [start, second];
}
