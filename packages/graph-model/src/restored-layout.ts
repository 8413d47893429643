import type { Bounds, Graph, Layout } from './graph.ts';
import { hostOf, indexOf, mutatedId } from './graph-index.ts';
import { equalJson } from './json.ts';
import type { Change, LayoutMutation, SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';
import { placeChange } from './place.ts';
import type { Placement } from './step.ts';

/**
 * Whether a drawing shows what comes back as it was shown before: each shape at its place, in the shapes that it was in, each
 * line between shapes that stand where they stood. Otherwise something has moved since, and it must be drawn anew.
 */
export function isDrawnAsBefore(
  before: Layout,
  head: Layout,
  drawn: Layout,
  graph: Graph,
  semantic: readonly SemanticMutation[],
): boolean {
  const differing = new Set<string>(semantic.map(mutatedId));
  for (const id of [...head.bounds.keys(), ...drawn.bounds.keys()]) {
    if (!equalJson(head.bounds.get(id), drawn.bounds.get(id))) differing.add(id);
  }
  for (const id of [...head.waypoints.keys(), ...drawn.waypoints.keys()]) {
    if (!equalJson(head.waypoints.get(id), drawn.waypoints.get(id))) differing.add(id);
  }
  const shifted = shiftedShapes(before.bounds, drawn.bounds);
  const index = indexOf(graph);
  const lines = new Set<string>();
  for (const id of differing) {
    if (graph.edges.has(id)) lines.add(id);
    for (const edge of index.edgesAt(id)) lines.add(edge);
    const bounds = drawn.bounds.get(id);
    if (!graph.nodes.has(id) || bounds === undefined || equalJson(bounds, head.bounds.get(id))) continue;
    if (!equalJson(bounds, before.bounds.get(id)) || !standsAsBefore(id, bounds, shifted, graph)) return false;
  }
  return [...lines].every(
    (id) =>
      equalJson(drawn.waypoints.get(id), before.waypoints.get(id)) &&
      endsOf(graph, id).every((end) => equalJson(drawn.bounds.get(end), before.bounds.get(end))),
  );
}

/** The drawing of what comes back: at its old place where it fits there, else where the notation places it; none, if it had none. */
export function restoredLayout(
  notation: Notation,
  before: { readonly layout: Layout },
  head: { readonly graph: Graph; readonly layout: Layout },
  graph: Graph,
  { semantic, layout }: Change,
): readonly LayoutMutation[] {
  const returning = new Set(semantic.filter(({ type }) => type.endsWith('_added')).map(mutatedId));
  const asked = new Map(head.layout.bounds);
  for (const mutation of layout) {
    if (mutation.type === 'bounds_set' && mutation.after !== null) asked.set(mutation.id, mutation.after);
  }
  const shifted = shiftedShapes(before.layout.bounds, asked);
  const bounds = new Map(head.layout.bounds);
  const shapes: Placement[] = [];
  for (const mutation of layout) {
    if (mutation.type !== 'bounds_set' || mutation.after === null || !graph.nodes.has(mutation.id)) continue;
    if (!standsAsBefore(mutation.id, mutation.after, shifted, graph)) continue;
    shapes.push({ id: mutation.id, bounds: mutation.after });
    bounds.set(mutation.id, mutation.after);
  }
  const lines = layout.flatMap((mutation): Placement[] => {
    if (mutation.type !== 'waypoints_set' || mutation.after === null || !graph.edges.has(mutation.id)) return [];
    const stand = (end: string) => equalJson(bounds.get(end), before.layout.bounds.get(end));
    return endsOf(graph, mutation.id).every(stand) ? [{ id: mutation.id, waypoints: mutation.after }] : [];
  });
  const names = layout.flatMap((mutation): Placement[] => {
    const { id, type, after } = mutation;
    if (type !== 'label_set' || after === null || !(graph.nodes.has(id) || graph.edges.has(id))) return [];
    const isThere = equalJson(bounds.get(id), before.layout.bounds.get(id));
    return isThere ? [{ id, label: after as Bounds }] : [];
  });
  const undrawn = layout.filter(({ after, id }) => after === null && (graph.nodes.has(id) || graph.edges.has(id)));
  const placed = placeChange(notation, head, graph, semantic, [...shapes, ...lines, ...names]);
  const isOff = (mutation: LayoutMutation) =>
    undrawn.some(({ id, type }) => id === mutation.id && type === mutation.type) ||
    (returning.has(mutation.id) && !isDrawn(before.layout, mutation.id));
  return [...placed.filter((mutation) => !isOff(mutation)), ...undrawn];
}

const isDrawn = ({ bounds, waypoints }: Layout, id: string) => bounds.has(id) || waypoints.has(id);

type Shapes = ReadonlyMap<string, Bounds>;

/** The shapes that stand elsewhere than before: from where, and where to. */
function shiftedShapes(before: Shapes, now: Shapes): ReadonlyMap<string, readonly [Bounds, Bounds]> {
  const shifted = new Map<string, readonly [Bounds, Bounds]>();
  for (const [id, from] of before) {
    const to = now.get(id);
    if (to !== undefined && !equalJson(from, to)) shifted.set(id, [from, to]);
  }
  return shifted;
}

/** Whether what contained the bounds still does, and what the node is attached to stands where it stood. */
function standsAsBefore(
  id: string,
  bounds: Bounds,
  shifted: ReturnType<typeof shiftedShapes>,
  { nodes }: Graph,
): boolean {
  if (shifted.has(hostOf(nodes.get(id)!) ?? '')) return false;
  for (const [from, to] of shifted.values()) if (contains(from, bounds) && !contains(to, bounds)) return false;
  return true;
}

function contains(outer: Bounds, inner: Bounds): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function endsOf({ edges }: Graph, id: string): readonly string[] {
  const { source, target } = edges.get(id)!;
  return [source, target];
}
