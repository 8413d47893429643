/** Any JSON value; properties of nodes and edges hold nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Properties = { readonly [key: string]: Json };

export const lifecycles = ['planned', 'current', 'retiring', 'retired'] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** One element of a model. `parent` is the id of the node that contains it, null at the top. */
export interface GraphNode {
  readonly id: string;
  /** Semantic key, unique in the model, stable over renames; empty when nobody gave one. */
  readonly key: string;
  /** A kind of the registry in `kinds.ts`, such as `bpmn::user_task`. */
  readonly kind: string;
  readonly name: string;
  readonly parent: string | null;
  readonly properties: Properties;
  readonly lifecycle: Lifecycle;
}

/** One relationship of a model. `source` and `target` are ids of nodes, or of edges where a notation connects to those. */
export interface GraphEdge {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly properties: Properties;
}

/** The semantic content of a model. Maps iterate in document order. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
}

/** Diagram units (pixels at 100 %), origin top left, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Bounds extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where elements are drawn, by the id of the node or edge. An element that is not drawn is absent. */
export interface Layout {
  readonly bounds: ReadonlyMap<string, Bounds>;
  readonly waypoints: ReadonlyMap<string, readonly Point[]>;
  /** Names that somebody has put somewhere; others are where the editor puts them. */
  readonly labels: ReadonlyMap<string, Bounds>;
}

export const emptyGraph: Graph = { nodes: new Map(), edges: new Map() };
export const emptyLayout: Layout = { bounds: new Map(), waypoints: new Map(), labels: new Map() };
