import type { Graph, GraphEdge, GraphNode } from '@ameide/graph-model';

/** An edge of a view; `collapsed` nodes were taken out of it. */
export interface ViewEdge {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly collapsed: number;
}

/** The part of a graph that is shown. */
export interface View {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly ViewEdge[];
}

/**
 * The graph with only the given nodes. Where flows lead from one of them over left-out nodes to another, one edge without
 * an id stands for the way, so that what follows on what stays true.
 */
export function viewOf(graph: Graph, kept: readonly GraphNode[]): View {
  const shown = new Set(kept.map(({ id }) => id));
  const whole: ViewEdge[] = [];
  const flows = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges.values()) {
    if (shown.has(edge.source) && shown.has(edge.target)) whole.push({ ...slim(edge), collapsed: 0 });
    if (edge.kind.endsWith('::sequence_flow')) flows.set(edge.source, [...(flows.get(edge.source) ?? []), edge]);
  }
  if (shown.size === graph.nodes.size) return { nodes: kept, edges: whole };

  const collapsed: ViewEdge[] = [];
  for (const { id } of kept) {
    const seen = new Set<string>();
    let border = (flows.get(id) ?? []).filter(({ target }) => !shown.has(target));
    for (let hops = 1; border.length > 0; hops++) {
      const ahead: GraphEdge[] = [];
      for (const { target } of border) {
        if (seen.has(target)) continue;
        seen.add(target);
        for (const flow of flows.get(target) ?? []) {
          if (!shown.has(flow.target)) ahead.push(flow);
          else if (!seen.has(flow.target)) {
            seen.add(flow.target);
            collapsed.push({ id: '', kind: flow.kind, name: '', source: id, target: flow.target, collapsed: hops });
          }
        }
      }
      border = ahead;
    }
  }
  return { nodes: kept, edges: [...whole, ...collapsed] };
}

function slim({ id, kind, name, source, target }: GraphEdge) {
  return { id, kind, name, source, target };
}
