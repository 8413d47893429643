import type { Graph, GraphEdge } from '@ameide/graph-model';

/** Which way a model runs. */
export interface Flows {
  /** The flows that leave a node, in document order. */
  from(id: string): readonly GraphEdge[];
  /** Whether a flow leads to a node. */
  leadsTo(id: string): boolean;
}

/** The sequence flows of a graph, of any notation. */
export function flowsOf(graph: Graph): Flows {
  const flows = [...graph.edges.values()].filter(({ kind }) => kind.endsWith('::sequence_flow'));
  const bySource = Map.groupBy(flows, ({ source }) => source);
  const targets = new Set(flows.map(({ target }) => target));
  return { from: (id) => bySource.get(id) ?? [], leadsTo: (id) => targets.has(id) };
}
