import type { Graph } from '@ameide/graph-model';

export interface Scenario {
  readonly label: string;
  readonly path: readonly string[];
  readonly weight: number;
}

const mostScenarios = 5;
const mostSteps = 200;
const mostVisits = 2_000;

/**
 * Typical ways along the flows from where they begin to where they end, every branch of a fork being equally likely; the
 * weightiest first. A way that comes back to where it was ends there.
 */
export function scenarios(graph: Graph): Scenario[] {
  const next = new Map<string, string[]>();
  const entered = new Set<string>();
  for (const { kind, source, target } of graph.edges.values()) {
    if (!kind.endsWith('::sequence_flow')) continue;
    next.set(source, [...(next.get(source) ?? []), target]);
    entered.add(target);
  }
  const starts = [...next.keys()].filter((id) => !entered.has(id));
  const found: Scenario[] = [];
  let visits = 0;
  const walk = (path: readonly string[], seen: ReadonlySet<string>, weight: number): void => {
    visits += 1;
    const here = path.at(-1)!;
    const ways = (next.get(here) ?? []).filter((id) => !seen.has(id));
    if (ways.length === 0 || path.length >= mostSteps || visits > mostVisits) {
      found.push({ label: `${name(graph, path[0]!)} → ${name(graph, here)}`, path, weight });
      return;
    }
    for (const way of ways) walk([...path, way], new Set([...seen, way]), weight / ways.length);
  };
  for (const start of starts) walk([start], new Set([start]), 1 / starts.length);
  return found
    .toSorted((a, b) => b.weight - a.weight || a.path.length - b.path.length)
    .slice(0, mostScenarios)
    .map((scenario) => ({ ...scenario, weight: Math.round(scenario.weight * 1000) / 1000 }));
}

const name = (graph: Graph, id: string) => graph.nodes.get(id)?.name || id;
