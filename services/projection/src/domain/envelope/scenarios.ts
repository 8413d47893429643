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

const MOST_SCENARIOS = 5;
const MOST_STEPS = 200;
/** After so many steps the rest of the ways is gone to their ends, one after the other. */
const MOST_TRIED = 1_000;
const MOST_VISITS = MOST_TRIED + MOST_SCENARIOS * MOST_STEPS;

/**
 * The likeliest ways along the flows from where they begin to where they end, the likeliest first; every begin, and every
 * branch of a fork, is as likely as the others. A way that comes back to where it was ends there. What happens inside a
 * step belongs to the step and is no way of its own. Of a great many ways, some likely ones are shown.
 */
export function scenarios(graph: Graph, flows: Flows): Scenario[] {
  const starts = [...graph.nodes.values()].filter((node) => begins(node, graph, flows));
  const found: Scenario[] = [];
  let open = starts.map(({ id }) => ({ path: [id], weight: 1 / starts.length }));
  for (let visits = 0; open.length > 0 && found.length < MOST_SCENARIOS && visits < MOST_VISITS; visits++) {
    const next = open.reduce((best, way) => (isAhead(way, best, visits < MOST_TRIED) ? way : best));
    open = open.filter((way) => way !== next);
    const { path, weight } = next;
    const here = path.at(-1)!;
    const ways = [...new Set(flows.from(here).map(({ target }) => target))].filter((id) => !path.includes(id));
    if (ways.length > 0 && path.length < MOST_STEPS) {
      open.push(...ways.map((way) => ({ path: [...path, way], weight: weight / ways.length })));
    } else {
      const label = `${nameOf(graph, path[0]!)} → ${nameOf(graph, here)}`;
      found.push({ label, path, weight: Math.round(weight * 1000) / 1000 });
    }
  }
  return found.toSorted((a, b) => b.weight - a.weight || b.path.length - a.path.length);
}

type Way = Pick<Scenario, 'path' | 'weight'>;

/** The likelier way first; else, and of equally likely ones, the longer one, which is nearer to its end. */
function isAhead(a: Way, b: Way, byWeight: boolean): boolean {
  return byWeight && a.weight !== b.weight ? a.weight > b.weight : a.path.length > b.path.length;
}

function begins({ id, properties }: GraphNode, graph: Graph, flows: Flows): boolean {
  if (flows.from(id).length === 0 || flows.leadsTo(id) || properties.attachedTo !== undefined) return false;
  return ancestorsOf(graph, id).every(
    (container) => !flows.leadsTo(container.id) && flows.from(container.id).length === 0,
  );
}

const nameOf = (graph: Graph, id: string) => graph.nodes.get(id)?.name || id;
