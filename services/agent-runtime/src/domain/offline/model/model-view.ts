import { z } from 'zod';
import { parseJson } from './json.ts';

const node = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string().default(''),
  parent: z.string().default(''),
  properties: z.record(z.string(), z.string()).default({}),
});

const edge = z.object({
  id: z.string().default(''),
  kind: z.string(),
  name: z.string().default(''),
  source: z.string(),
  target: z.string(),
  collapsed: z.number().default(0),
});

const projection = z.object({
  ref: z.string(),
  version: z.number(),
  notation: z.string().default(''),
  total_nodes: z.number(),
  total_edges: z.number(),
  nodes: z.array(node),
  edges: z.array(edge),
  reductions: z.array(z.string()).default([]),
});

export type ViewNode = z.output<typeof node>;
export type ViewEdge = z.output<typeof edge>;

/** What a `GetProjection` result in the format `json` tells about a model. */
export interface ModelView {
  readonly version: number;
  readonly nodes: ReadonlyMap<string, ViewNode>;
  readonly edges: readonly ViewEdge[];
  /** Whether anything was left out or collapsed to fit the token budget. */
  readonly reduced: boolean;
  readonly totalNodes: number;
  /** Edges of a kind that start at a node; sequence flows unless told. */
  outgoing(id: string, kind?: string): readonly ViewEdge[];
  /** Edges of a kind that end at a node; sequence flows unless told. */
  incoming(id: string, kind?: string): readonly ViewEdge[];
  /** The nodes directly inside another; '' for the top. */
  children(id: string): readonly ViewNode[];
}

export const SEQUENCE_FLOW = 'bpmn::sequence_flow';
export const MESSAGE_FLOW = 'bpmn::message_flow';

/** Reads a tool result; undefined when it is not a projection in the format `json`. */
export function parseModelView(content: string): ModelView | undefined {
  const parsed = projection.safeParse(parseJson(content));
  if (!parsed.success) return undefined;
  const { version, nodes, edges, reductions, total_nodes: totalNodes, total_edges: totalEdges } = parsed.data;
  const bySource = Map.groupBy(edges, (one) => one.source);
  const byTarget = Map.groupBy(edges, (one) => one.target);
  const byParent = Map.groupBy(nodes, (one) => one.parent);
  const ofKind = (list: readonly ViewEdge[] | undefined, kind: string) =>
    (list ?? []).filter((one) => one.kind === kind);
  return {
    version,
    nodes: new Map(nodes.map((one) => [one.id, one])),
    edges,
    reduced: reductions.length > 0 || nodes.length < totalNodes || edges.length < totalEdges,
    totalNodes,
    outgoing: (id, kind = SEQUENCE_FLOW) => ofKind(bySource.get(id), kind),
    incoming: (id, kind = SEQUENCE_FLOW) => ofKind(byTarget.get(id), kind),
    children: (id) => byParent.get(id) ?? [],
  };
}
