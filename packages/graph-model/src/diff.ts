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
 * what needs it: additions (containers first), changes, removals (contents first). An element whose kind differs is
 * removed first and added anew.
 */
export function diffGraph(before: Graph, after: Graph, ids?: Iterable<string>): readonly SemanticMutation[] {
  const replaced: SemanticMutation[] = [];
  const nodesChanged: SemanticMutation[] = [];
  const edgesSet: SemanticMutation[] = [];
  const edgesRemoved: SemanticMutation[] = [];
  const nodesAdded: GraphNode[] = [];
  const nodesRemoved: GraphNode[] = [];
  for (const id of ids ?? new Set([...allIds(before), ...allIds(after)])) {
    const node = { before: before.nodes.get(id), after: after.nodes.get(id) };
    const edge = { before: before.edges.get(id), after: after.edges.get(id) };
    const kindBefore = node.before?.kind ?? edge.before?.kind;
    const kindAfter = node.after?.kind ?? edge.after?.kind;
    if (node.before !== undefined && node.after !== undefined && kindBefore === kindAfter) {
      const fields = nodeChange(node.before, node.after);
      if (fields !== undefined) nodesChanged.push({ type: 'node_changed', id, ...fields });
    } else if (edge.before !== undefined && edge.after !== undefined && kindBefore === kindAfter) {
      const fields = edgeChange(edge.before, edge.after);
      if (fields !== undefined) edgesSet.push({ type: 'edge_changed', id, ...fields });
    } else {
      const replaces = kindBefore !== undefined && kindAfter !== undefined;
      if (edge.before !== undefined)
        (replaces ? replaced : edgesRemoved).push({ type: 'edge_removed', edge: edge.before });
      if (node.before !== undefined) {
        if (replaces) replaced.push({ type: 'node_removed', node: node.before });
        else nodesRemoved.push(node.before);
      }
      if (node.after !== undefined) nodesAdded.push(node.after);
      if (edge.after !== undefined) edgesSet.push({ type: 'edge_added', edge: edge.after });
    }
  }
  return [
    ...replaced,
    ...containersFirst(nodesAdded).map((node): SemanticMutation => ({ type: 'node_added', node })),
    ...nodesChanged,
    ...edgesSet,
    ...edgesRemoved,
    ...containersFirst(nodesRemoved)
      .reverse()
      .map((node): SemanticMutation => ({ type: 'node_removed', node })),
  ];
}

/** The layout part of `diff`. */
export function diffLayout(before: Layout, after: Layout): readonly LayoutMutation[] {
  return [
    ...placements(before.bounds, after.bounds).map((m): LayoutMutation => ({ type: 'bounds_set', ...m })),
    ...placements(before.waypoints, after.waypoints).map((m): LayoutMutation => ({ type: 'waypoints_set', ...m })),
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
  const { key, name, parent, properties, lifecycle } = after;
  return fieldChange<NodeFields>(before, { key, name, parent, properties, lifecycle });
}

function edgeChange(before: GraphEdge, after: GraphEdge) {
  if (before === after) return undefined;
  const { name, source, target, properties } = after;
  return fieldChange<EdgeFields>(before, { name, source, target, properties });
}

/** The nodes so that each stands after its container, where that is among them. */
function containersFirst(nodes: readonly GraphNode[]): GraphNode[] {
  const waiting = new Map(nodes.map((node) => [node.id, node]));
  const sorted: GraphNode[] = [];
  for (const node of nodes) {
    const chain: GraphNode[] = [];
    for (let next = waiting.get(node.id); next !== undefined; next = waiting.get(next.parent ?? '')) {
      waiting.delete(next.id);
      chain.push(next);
    }
    sorted.push(...chain.reverse());
  }
  return sorted;
}
