import type { Graph } from '@ameide/graph-model';

const ROUNDS = 20;
const DAMPING = 0.85;

/** What a kind weighs by itself: steps and decisions before decoration. 1 unless it stands here. */
const weights: Readonly<Record<string, number>> = {
  'bpmn::participant': 1.2,
  'bpmn::exclusive_gateway': 1.1,
  'bpmn::text_annotation': 0.2,
  'bpmn::group': 0.2,
  'bpmn::data_object': 0.3,
  'bpmn::data_object_reference': 0.5,
  'bpmn::data_store': 0.3,
  'bpmn::data_store_reference': 0.5,
  'bpmn::data_input': 0.3,
  'bpmn::data_output': 0.3,
  'bpmn::message': 0.3,
  'bpmn::signal': 0.3,
  'bpmn::error': 0.3,
  'bpmn::escalation': 0.3,
};

/** How important each node is, 0 to 1, the most important one 1: PageRank over the edges in both directions, by kind. */
export function importance(graph: Graph): ReadonlyMap<string, number> {
  const nodes = [...graph.nodes.values()];
  const place = new Map(nodes.map(({ id }, index) => [id, index]));
  const neighbours = nodes.map((): number[] => []);
  for (const { source, target } of graph.edges.values()) {
    const [from, to] = [place.get(source), place.get(target)];
    if (from === undefined || to === undefined) continue;
    neighbours[from]!.push(to);
    neighbours[to]!.push(from);
  }
  const count = Math.max(nodes.length, 1);
  let ranks = new Float64Array(nodes.length).fill(1 / count);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(nodes.length).fill((1 - DAMPING) / count);
    for (const [index, others] of neighbours.entries()) {
      const share = (DAMPING * ranks[index]!) / Math.max(others.length, 1);
      for (const other of others) next[other]! += share;
    }
    ranks = next;
  }
  const weighted = nodes.map(({ id, kind }, index) => [id, ranks[index]! * (weights[kind] ?? 1)] as const);
  const top = weighted.reduce((most, [, rank]) => Math.max(most, rank), Number.MIN_VALUE);
  return new Map(weighted.map(([id, rank]) => [id, Math.round((rank / top) * 1000) / 1000]));
}
