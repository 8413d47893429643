import type { Graph, GraphEdge, GraphNode, Layout } from './graph.ts';
import { equalJson } from './json.ts';
import type { LayoutMutation, SemanticMutation } from './mutation.ts';

/** A mutation does not fit the graph or layout that it is applied to: a fault of the caller, never of a user. */
export class GraphInvariantError extends Error {
  override readonly name = 'GraphInvariantError';
}

/**
 * The graph after the mutations; the given graph stays as it is. References are checked once, after the last mutation,
 * so that their order does not matter for them.
 * @throws GraphInvariantError on a taken or missing id, a `before` that is not what stands there, a dangling parent,
 * source or target, a containment cycle, or a key that two nodes share.
 */
export function applyMutations(graph: Graph, mutations: readonly SemanticMutation[]): Graph {
  if (mutations.length === 0) return graph;
  const nodes = new Map(graph.nodes);
  const edges = new Map(graph.edges);
  for (const mutation of mutations) applyMutation(nodes, edges, mutation);
  checkReferences({ nodes, edges }, mutations);
  return { nodes, edges };
}

/** Applies one mutation in place; references are not checked. */
export function applyMutation(
  nodes: Map<string, GraphNode>,
  edges: Map<string, GraphEdge>,
  mutation: SemanticMutation,
): void {
  switch (mutation.type) {
    case 'node_added':
      requireFree(nodes, edges, mutation.node.id);
      nodes.set(mutation.node.id, mutation.node);
      return;
    case 'node_removed':
      requireMatch(nodes.get(mutation.node.id), mutation.node, mutation.node.id);
      nodes.delete(mutation.node.id);
      return;
    case 'node_changed':
      nodes.set(mutation.id, changed<GraphNode>(nodes.get(mutation.id), mutation));
      return;
    case 'edge_added':
      requireFree(nodes, edges, mutation.edge.id);
      edges.set(mutation.edge.id, mutation.edge);
      return;
    case 'edge_removed':
      requireMatch(edges.get(mutation.edge.id), mutation.edge, mutation.edge.id);
      edges.delete(mutation.edge.id);
      return;
    case 'edge_changed':
      edges.set(mutation.id, changed<GraphEdge>(edges.get(mutation.id), mutation));
      return;
    default:
      mutation satisfies never;
  }
}

/**
 * The layout after the mutations; the given layout stays as it is.
 * @throws GraphInvariantError when a `before` is not what stands there.
 */
export function applyLayout(layout: Layout, mutations: readonly LayoutMutation[]): Layout {
  if (mutations.length === 0) return layout;
  const bounds = new Map(layout.bounds);
  const waypoints = new Map(layout.waypoints);
  const labels = new Map(layout.labels);
  for (const mutation of mutations) {
    if (mutation.type === 'bounds_set') place(bounds, mutation.id, mutation.before, mutation.after);
    else if (mutation.type === 'label_set') place(labels, mutation.id, mutation.before, mutation.after);
    else place(waypoints, mutation.id, mutation.before, mutation.after);
  }
  return { bounds, waypoints, labels };
}

function place<T>(places: Map<string, T>, id: string, before: T | null, after: T | null): void {
  if (!equalJson(places.get(id) ?? null, before)) {
    throw new GraphInvariantError(`The layout of ${id} is not what the mutation says it was`);
  }
  if (after === null) places.delete(id);
  else places.set(id, after);
}

function requireFree(nodes: ReadonlyMap<string, unknown>, edges: ReadonlyMap<string, unknown>, id: string): void {
  if (nodes.has(id) || edges.has(id)) throw new GraphInvariantError(`The id ${id} is taken`);
}

function requireMatch(there: object | undefined, before: object, id: string): void {
  if (there === undefined) throw new GraphInvariantError(`There is no element ${id}`);
  if (there === before) return;
  for (const [field, value] of Object.entries(before)) {
    if (!equalJson((there as Record<string, unknown>)[field], value)) {
      throw new GraphInvariantError(`The ${field} of ${id} is not what the mutation says it was`);
    }
  }
}

function changed<T extends object>(
  there: T | undefined,
  change: { readonly id: string; readonly before: Partial<T>; readonly after: Partial<T> },
): T {
  requireMatch(there, change.before, change.id);
  return { ...(there as T), ...change.after };
}

function checkReferences(graph: Graph, mutations: readonly SemanticMutation[]): void {
  const removed = new Set<string>();
  const keys = new Set<string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') removed.add(mutation.node.id);
    else if (mutation.type === 'edge_removed') removed.add(mutation.edge.id);
    else if (mutation.type === 'node_added' || mutation.type === 'node_changed') {
      const id = mutation.type === 'node_added' ? mutation.node.id : mutation.id;
      const node = graph.nodes.get(id);
      if (node === undefined) continue;
      checkContainment(graph, node);
      if (node.key !== '') keys.add(node.key);
    } else {
      const edge = graph.edges.get(mutation.type === 'edge_added' ? mutation.edge.id : mutation.id);
      if (edge !== undefined) checkEnds(graph, edge);
    }
  }
  if (removed.size > 0) {
    for (const edge of graph.edges.values()) {
      if (removed.has(edge.source) || removed.has(edge.target)) checkEnds(graph, edge);
    }
  }
  const seen = new Set<string>();
  if (removed.size === 0 && keys.size === 0) return;
  for (const node of graph.nodes.values()) {
    if (node.parent !== null && removed.has(node.parent)) checkContainment(graph, node);
    if (!keys.has(node.key)) continue;
    if (seen.has(node.key)) throw new GraphInvariantError(`Two nodes have the key ${node.key}`);
    seen.add(node.key);
  }
}

function checkEnds(graph: Graph, edge: GraphEdge): void {
  for (const end of [edge.source, edge.target]) {
    if (end === edge.id || !(graph.nodes.has(end) || graph.edges.has(end))) {
      throw new GraphInvariantError(`The edge ${edge.id} ends at ${end}, which is not there`);
    }
  }
}

function checkContainment(graph: Graph, node: GraphNode): void {
  let steps = 0;
  for (let parent = node.parent; parent !== null; ) {
    const container = graph.nodes.get(parent);
    if (container === undefined) throw new GraphInvariantError(`The container ${parent} is not there`);
    if (parent === node.id || steps++ > graph.nodes.size) {
      throw new GraphInvariantError(`The node ${node.id} would contain itself`);
    }
    parent = container.parent;
  }
}
