import type { Bounds, GraphEdge, GraphNode, Point } from './graph.ts';

/** The fields of a node that a change may replace; its id stays for life. */
export type NodeFields = Partial<Pick<GraphNode, 'kind' | 'key' | 'name' | 'parent' | 'properties' | 'lifecycle'>>;
/** The fields of an edge that a change may replace. Retargeting keeps the edge's identity, name and properties. */
export type EdgeFields = Partial<Pick<GraphEdge, 'name' | 'source' | 'target' | 'properties'>>;

/**
 * The smallest recorded change of a graph. What events, deltas and writers work on: selectors are resolved, defaults
 * are filled in, and both sides are present, so that `inverse` needs nothing else.
 */
export type SemanticMutation =
  | { readonly type: 'node_added'; readonly node: GraphNode }
  | { readonly type: 'node_removed'; readonly node: GraphNode }
  | { readonly type: 'node_changed'; readonly id: string; readonly before: NodeFields; readonly after: NodeFields }
  | { readonly type: 'edge_added'; readonly edge: GraphEdge }
  | { readonly type: 'edge_removed'; readonly edge: GraphEdge }
  | { readonly type: 'edge_changed'; readonly id: string; readonly before: EdgeFields; readonly after: EdgeFields };

/** The smallest recorded change of a layout; null where the element is not drawn, or its name is where the editor puts it. */
export type LayoutMutation =
  | {
      readonly type: 'bounds_set';
      readonly id: string;
      readonly before: Bounds | null;
      readonly after: Bounds | null;
    }
  | {
      readonly type: 'waypoints_set';
      readonly id: string;
      readonly before: readonly Point[] | null;
      readonly after: readonly Point[] | null;
    }
  | {
      readonly type: 'label_set';
      readonly id: string;
      readonly before: Bounds | null;
      readonly after: Bounds | null;
    };

const LAYOUT_MUTATIONS: ReadonlySet<string> = new Set(['bounds_set', 'waypoints_set', 'label_set']);

export function isLayoutMutation(mutation: LayoutMutation | SemanticMutation): mutation is LayoutMutation {
  return LAYOUT_MUTATIONS.has(mutation.type);
}

export interface Change {
  readonly semantic: readonly SemanticMutation[];
  readonly layout: readonly LayoutMutation[];
  /**
   * New elements, each with the one from which its element gets what the graph does not know. Only for writing: it is not recorded,
   * as the text then says it.
   */
  readonly copies?: ReadonlyMap<string, string>;
}
