import { ancestorsOf, type Graph, type GraphNode } from '@ameide/graph-model';
import type { Flows } from './flows.ts';

/** A way through a model. */
export interface Scenario {
  /** Its first and its last element. */
  readonly label: string;
  /** Ids, in order. */
  readonly path: readonly string[];
  /** Share among all the ways, 0 to 1. */
  readonly weight: number;
}

const mostScenarios = 5;
const mostSteps = 200;
const mostVisits = 2_000;

/**
 * The likeliest ways along the flows from where they begin to where they end, the likeliest first; every begin, and every
 * branch of a fork, is as likely as the others. A way that comes back to where it was ends there. What happens inside a
 * step belongs to the step and is no way of its own. A model of a great many ways shows only those that are found soon.
 */
export function scenarios(graph: Graph, flows: Flows): Scenario[] {
  const starts = [...graph.nodes.values()].filter((node) => begins(node, graph, flows));
  const found: Scenario[] = [];
  let open = starts.map(({ id }) => ({ path: [id], weight: 1 / starts.length }));
  for (let visits = 0; open.length > 0 && found.length < mostScenarios && visits < mostVisits; visits++) {
    const likeliest = open.reduce((best, way) => (isAhead(way, best) ? way : best));
    open = open.filter((way) => way !== likeliest);
    const { path, weight } = likeliest;
    const here = path.at(-1)!;
    const ways = [...new Set(flows.from(here).map(({ target }) => target))].filter((id) => !path.includes(id));
    if (ways.length === 0 || path.length >= mostSteps) {
      const label = `${nameOf(graph, path[0]!)} → ${nameOf(graph, here)}`;
      found.push({ label, path, weight: Math.round(weight * 1000) / 1000 });
    }
    for (const way of path.length >= mostSteps ? [] : ways) {
      open.push({ path: [...path, way], weight: weight / ways.length });
    }
  }
  return found;
}

/** Of equally likely ways, the one that is nearer to its end, so that one is found before all are tried. */
function isAhead(a: Omit<Scenario, 'label'>, b: Omit<Scenario, 'label'>): boolean {
  return a.weight === b.weight ? a.path.length > b.path.length : a.weight > b.weight;
}

function begins({ id, properties }: GraphNode, graph: Graph, flows: Flows): boolean {
  if (flows.from(id).length === 0 || flows.leadsTo(id) || properties.attachedTo !== undefined) return false;
  return ancestorsOf(graph, id).every(
    (container) => !flows.leadsTo(container.id) && flows.from(container.id).length === 0,
  );
}

const nameOf = (graph: Graph, id: string) => graph.nodes.get(id)?.name || id;
