import { fieldChange } from './field-change.ts';
import type { Graph, GraphEdge, GraphNode, Layout } from './graph.ts';
import { equalJson } from './json.ts';
import type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from './mutation.ts';

/** The smallest change that leads from one model to the other. The order of elements in the maps does not count. */
export function diff(
  before: { readonly graph: Graph; readonly layout: Layout },
  after: { readonly graph: Graph; readonly layout: Layout },
): Change {
  return { semantic: diffGraph(before.graph, after.graph), layout: diffLayout(before.layout, after.layout) };
}

/**
 * The semantic part of `diff`; when `ids` is given, only these elements are compared. What is needed comes before
 * what needs it: nodes added (containers first), nodes changed, edges added, edges changed, edges removed, nodes removed
 * (contents first). An edge whose kind differs, and a node that was an edge or is one, is removed first and added anew.
 */
export function diffGraph(before: Graph, after: Graph, ids?: Iterable<string>): readonly SemanticMutation[] {
  const replaced: SemanticMutation[] = [];
  const nodesChanged: SemanticMutation[] = [];
  const edgesChanged: SemanticMutation[] = [];
  const edgesAdded: GraphEdge[] = [];
  const edgesRemoved: GraphEdge[] = [];
  const nodesAdded: GraphNode[] = [];
  const nodesRemoved: GraphNode[] = [];
  for (const id of ids ?? new Set([...allIds(before), ...allIds(after)])) {
    const node = { before: before.nodes.get(id), after: after.nodes.get(id) };
    const edge = { before: before.edges.get(id), after: after.edges.get(id) };
    const kindBefore = node.before?.kind ?? edge.before?.kind;
    const kindAfter = node.after?.kind ?? edge.after?.kind;
    if (node.before !== undefined && node.after !== undefined) {
      const fields = nodeChange(node.before, node.after);
      if (fields !== undefined) nodesChanged.push({ type: 'node_changed', id, ...fields });
    } else if (edge.before !== undefined && edge.after !== undefined && kindBefore === kindAfter) {
      const fields = edgeChange(edge.before, edge.after);
      if (fields !== undefined) edgesChanged.push({ type: 'edge_changed', id, ...fields });
    } else {
      const replaces = kindBefore !== undefined && kindAfter !== undefined;
      if (replaces && edge.before !== undefined) replaced.push({ type: 'edge_removed', edge: edge.before });
      else if (edge.before !== undefined) edgesRemoved.push(edge.before);
      if (replaces && node.before !== undefined) replaced.push({ type: 'node_removed', node: node.before });
      else if (node.before !== undefined) nodesRemoved.push(node.before);
      if (node.after !== undefined) nodesAdded.push(node.after);
      if (edge.after !== undefined) edgesAdded.push(edge.after);
    }
  }
  return [
    ...replaced,
    ...neededFirst(nodesAdded, container).map((node): SemanticMutation => ({ type: 'node_added', node })),
    ...nodesChanged,
    ...neededFirst(edgesAdded, ends).map((edge): SemanticMutation => ({ type: 'edge_added', edge })),
    ...edgesChanged,
    ...neededFirst(edgesRemoved, ends)
      .reverse()
      .map((edge): SemanticMutation => ({ type: 'edge_removed', edge })),
    ...neededFirst(nodesRemoved, container)
      .reverse()
      .map((node): SemanticMutation => ({ type: 'node_removed', node })),
  ];
}

/** The layout part of `diff`. */
export function diffLayout(before: Layout, after: Layout): readonly LayoutMutation[] {
  return [
    ...placements(before.bounds, after.bounds).map((m): LayoutMutation => ({ type: 'bounds_set', ...m })),
    ...placements(before.waypoints, after.waypoints).map((m): LayoutMutation => ({ type: 'waypoints_set', ...m })),
    ...placements(before.labels, after.labels).map((m): LayoutMutation => ({ type: 'label_set', ...m })),
  ];
}

function placements<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) {
  const mutations: { id: string; before: T | null; after: T | null }[] = [];
  for (const [id, place] of before) {
    const next = after.get(id) ?? null;
    if (!equalJson(place, next)) mutations.push({ id, before: place, after: next });
  }
  for (const [id, place] of after) if (!before.has(id)) mutations.push({ id, before: null, after: place });
  return mutations;
}

function allIds(graph: Graph): Iterable<string> {
  return [...graph.nodes.keys(), ...graph.edges.keys()];
}

function nodeChange(before: GraphNode, after: GraphNode) {
  if (before === after) return undefined;
  const { kind, key, name, parent, properties, lifecycle } = after;
  return fieldChange<NodeFields>(before, { kind, key, name, parent, properties, lifecycle });
}

function edgeChange(before: GraphEdge, after: GraphEdge) {
  if (before === after) return undefined;
  const { name, source, target, properties } = after;
  return fieldChange<EdgeFields>(before, { name, source, target, properties });
}

/** The elements so that each stands after those among them that it needs. */
function neededFirst<T extends { readonly id: string }>(
  elements: readonly T[],
  needs: (element: T) => readonly (string | null)[],
): T[] {
  const waiting = new Map<string | null, T>(elements.map((element) => [element.id, element]));
  const sorted: T[] = [];
  for (const first of elements) {
    const stack = waiting.delete(first.id) ? [first] : [];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const needed = needs(top).find((id) => waiting.has(id));
      if (needed === undefined) sorted.push(stack.pop()!);
      else {
        stack.push(waiting.get(needed)!);
        waiting.delete(needed);
      }
    }
  }
  return sorted;
}

const container = (node: GraphNode) => [node.parent];
const ends = (edge: GraphEdge) => [edge.source, edge.target];
