import type { Bounds, Graph, GraphEdge, GraphNode, Layout, Point } from './graph.ts';

/** A graph as plain JSON, in document order. */
export interface GraphJson {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A layout as plain JSON. */
export interface LayoutJson {
  readonly bounds: readonly (Bounds & { readonly id: string })[];
  readonly waypoints: readonly { readonly id: string; readonly points: readonly Point[] }[];
  /** Absent in what was stored before labels had places. */
  readonly labels?: readonly (Bounds & { readonly id: string })[];
}

export function graphToJson(graph: Graph): GraphJson {
  return { nodes: [...graph.nodes.values()], edges: [...graph.edges.values()] };
}

/** @throws TypeError when the value was not made by `graphToJson`. */
export function graphFromJson(value: unknown): Graph {
  const { nodes, edges } = listsOf<'nodes' | 'edges'>(value, ['nodes', 'edges']);
  return {
    nodes: new Map((nodes as readonly GraphNode[]).map((node) => [idOf(node), node])),
    edges: new Map((edges as readonly GraphEdge[]).map((edge) => [idOf(edge), edge])),
  };
}

export function layoutToJson(layout: Layout): LayoutJson {
  return {
    bounds: boxesToJson(layout.bounds),
    waypoints: [...layout.waypoints].map(([id, points]) => ({ id, points })),
    labels: boxesToJson(layout.labels),
  };
}

const boxesToJson = (boxes: ReadonlyMap<string, Bounds>) =>
  [...boxes].map(([id, { x, y, width, height }]) => ({ id, x, y, width, height }));

/** @throws TypeError when the value was not made by `layoutToJson`. */
export function layoutFromJson(value: unknown): Layout {
  const { bounds, waypoints } = listsOf<'bounds' | 'waypoints'>(value, ['bounds', 'waypoints']);
  return {
    bounds: boxesFromJson(bounds),
    waypoints: new Map((waypoints as LayoutJson['waypoints']).map((route) => [idOf(route), route.points])),
    labels: boxesFromJson((value as { readonly labels?: readonly unknown[] }).labels ?? []),
  };
}

function boxesFromJson(boxes: readonly unknown[]): ReadonlyMap<string, Bounds> {
  return new Map(
    (boxes as LayoutJson['bounds']).map((place) => {
      const { x, y, width, height } = place;
      return [idOf(place), { x, y, width, height }];
    }),
  );
}

function listsOf<K extends string>(value: unknown, names: readonly K[]): { readonly [name in K]: readonly unknown[] } {
  const lists = value as { readonly [name in K]: readonly unknown[] } | null;
  for (const name of names) {
    if (typeof lists !== 'object' || !Array.isArray(lists?.[name])) throw new TypeError(`${name} is not a list`);
  }
  return lists!;
}

function idOf(element: { readonly id: string } | null): string {
  if (typeof element?.id !== 'string') throw new TypeError('An element has no id');
  return element.id;
}
