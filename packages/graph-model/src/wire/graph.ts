import {
  BoundsSchema,
  EdgeSchema,
  GraphSchema,
  LayoutSchema,
  NodeSchema,
  WaypointsSchema,
  type Bounds as WireBounds,
  type Edge as WireEdge,
  type Graph as WireGraph,
  type Layout as WireLayout,
  Lifecycle as WireLifecycle,
  type Node as WireNode,
  type Waypoints as WireWaypoints,
} from '@ameide/contracts/graph/v1/graph';
import { create, type JsonObject } from '@bufbuild/protobuf';
import type { Bounds, Graph, GraphEdge, GraphNode, Layout, Lifecycle, Point, Properties } from '../graph.ts';

const lifecycleToWireValue: Record<Lifecycle, WireLifecycle> = {
  planned: WireLifecycle.PLANNED,
  current: WireLifecycle.CURRENT,
  retiring: WireLifecycle.RETIRING,
  retired: WireLifecycle.RETIRED,
};

export function lifecycleToWire(lifecycle: Lifecycle): WireLifecycle {
  return lifecycleToWireValue[lifecycle];
}

/** An unspecified lifecycle is `current`. */
export function lifecycleFromWire(lifecycle: WireLifecycle): Lifecycle {
  switch (lifecycle) {
    case WireLifecycle.PLANNED:
      return 'planned';
    case WireLifecycle.RETIRING:
      return 'retiring';
    case WireLifecycle.RETIRED:
      return 'retired';
    default:
      return 'current';
  }
}

/** Properties and the protobuf Struct have the same JSON form; only their types' mutability differs. */
export const propertiesToWire = (properties: Properties): JsonObject => properties as JsonObject;
export const propertiesFromWire = (struct: JsonObject | undefined): Properties => (struct ?? {}) as Properties;

export function nodeToWire(node: GraphNode): WireNode {
  return create(NodeSchema, {
    id: node.id,
    key: node.key,
    kind: node.kind,
    name: node.name,
    parent: node.parent ?? '',
    properties: propertiesToWire(node.properties),
    lifecycle: lifecycleToWire(node.lifecycle),
  });
}

export function nodeFromWire(node: WireNode): GraphNode {
  return {
    id: node.id,
    key: node.key,
    kind: node.kind,
    name: node.name,
    parent: node.parent === '' ? null : node.parent,
    properties: propertiesFromWire(node.properties),
    lifecycle: lifecycleFromWire(node.lifecycle),
  };
}

export function edgeToWire(edge: GraphEdge): WireEdge {
  return create(EdgeSchema, { ...edge, properties: propertiesToWire(edge.properties) });
}

export function edgeFromWire(edge: WireEdge): GraphEdge {
  const { id, kind, name, source, target } = edge;
  return { id, kind, name, source, target, properties: propertiesFromWire(edge.properties) };
}

export function graphToWire(graph: Graph): WireGraph {
  return create(GraphSchema, {
    nodes: [...graph.nodes.values()].map(nodeToWire),
    edges: [...graph.edges.values()].map(edgeToWire),
  });
}

export function graphFromWire(graph: WireGraph): Graph {
  return {
    nodes: new Map(graph.nodes.map((node) => [node.id, nodeFromWire(node)])),
    edges: new Map(graph.edges.map((edge) => [edge.id, edgeFromWire(edge)])),
  };
}

export const boundsToWire = (bounds: Bounds): WireBounds => create(BoundsSchema, bounds);

export function boundsFromWire({ x, y, width, height }: WireBounds): Bounds {
  return { x, y, width, height };
}

export function waypointsToWire(points: readonly Point[]): WireWaypoints {
  return create(WaypointsSchema, { points: points.map(({ x, y }) => ({ x, y })) });
}

export function waypointsFromWire(waypoints: WireWaypoints): readonly Point[] {
  return waypoints.points.map(({ x, y }) => ({ x, y }));
}

export function layoutToWire(layout: Layout): WireLayout {
  return create(LayoutSchema, {
    bounds: Object.fromEntries([...layout.bounds].map(([id, bounds]) => [id, boundsToWire(bounds)])),
    waypoints: Object.fromEntries([...layout.waypoints].map(([id, points]) => [id, waypointsToWire(points)])),
    labels: Object.fromEntries([...layout.labels].map(([id, bounds]) => [id, boundsToWire(bounds)])),
  });
}

export function layoutFromWire(layout: WireLayout): Layout {
  return {
    bounds: new Map(Object.entries(layout.bounds).map(([id, bounds]) => [id, boundsFromWire(bounds)])),
    waypoints: new Map(Object.entries(layout.waypoints).map(([id, points]) => [id, waypointsFromWire(points)])),
    labels: new Map(Object.entries(layout.labels).map(([id, bounds]) => [id, boundsFromWire(bounds)])),
  };
}
