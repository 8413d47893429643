import type { Graph, GraphNode } from '@ameide/graph-model';
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
/** So many branches of a fork are gone, the first in the document. */
const MOST_BRANCHES = 50;
const LONGEST_NAME = 160;

/**
 * The likeliest ways along the flows from where they begin to where they end, the likeliest first; every begin, and every
 * branch of a fork, is as likely as the others. A way that comes back to where it was ends there. What happens inside a
 * step belongs to the step and is no way of its own. Of a great many ways, some likely ones are shown.
 */
export function scenarios(graph: Graph, flows: Flows): Scenario[] {
  const starts = beginnings(graph, flows);
  const branches = branchesOf(flows);
  const found: Scenario[] = [];
  let open: readonly Way[] = starts.map((here) => ({ here, before: null, steps: 1, weight: 1 / starts.length }));
  for (let visits = 0; open.length > 0 && found.length < MOST_SCENARIOS && visits < MOST_VISITS; visits++) {
    const next = open.reduce((best, way) => (isAhead(way, best, visits < MOST_TRIED) ? way : best));
    const path = pathOf(next);
    const been = new Set(path);
    const ahead = next.steps < MOST_STEPS ? branches(next.here).filter((id) => !been.has(id)) : [];
    const weight = next.weight / ahead.length;
    const further = ahead.map((here) => ({ here, before: next, steps: next.steps + 1, weight }));
    open = likeliest([...open.filter((way) => way !== next), ...further]);
    if (ahead.length > 0) continue;
    const label = `${nameOf(graph, path[0]!)} → ${nameOf(graph, next.here)}`;
    found.push({ label, path, weight: Math.round(next.weight * 1000) / 1000 });
  }
  return found.toSorted((a, b) => b.weight - a.weight || b.path.length - a.path.length);
}

/** A way as far as it was gone: its last step, and the way before that. */
interface Way {
  readonly here: string;
  readonly before: Way | null;
  readonly steps: number;
  readonly weight: number;
}

function pathOf(way: Way): string[] {
  const path: string[] = [];
  for (let step: Way | null = way; step !== null; step = step.before) path.push(step.here);
  return path.reverse();
}

/** The likelier way first; else, and of equally likely ones, the longer one, which is nearer to its end. */
function isAhead(a: Way, b: Way, byWeight: boolean): boolean {
  return byWeight && a.weight !== b.weight ? a.weight > b.weight : a.steps > b.steps;
}

/** More than can be visited need not be kept. */
function likeliest(ways: readonly Way[]): readonly Way[] {
  if (ways.length <= 2 * MOST_VISITS) return ways;
  return ways.toSorted((a, b) => b.weight - a.weight || b.steps - a.steps).slice(0, MOST_VISITS);
}

/** Where flows lead from a node, each place once, looked up once. */
function branchesOf(flows: Flows): (id: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (id) => {
    const branches = known.get(id) ?? [...new Set(flows.from(id).map(({ target }) => target))].slice(0, MOST_BRANCHES);
    known.set(id, branches);
    return branches;
  };
}

/** Ids of the nodes that flows leave, that none leads to, and that lie in nothing that is a step itself. */
function beginnings(graph: Graph, flows: Flows): string[] {
  const isStep = (id: string) => flows.leadsTo(id) || flows.from(id).length > 0;
  const insideStep = new Map<string, boolean>();
  const liesInStep = ({ parent }: GraphNode): boolean => {
    const containers: string[] = [];
    let container = parent;
    while (container !== null && !insideStep.has(container) && !isStep(container)) {
      containers.push(container);
      container = graph.nodes.get(container)?.parent ?? null;
    }
    const result = container !== null && (insideStep.get(container) ?? true);
    for (const id of container === null ? containers : [...containers, container]) insideStep.set(id, result);
    return result;
  };
  return [...graph.nodes.values()]
    .filter(({ id, properties }) => {
      return flows.from(id).length > 0 && !flows.leadsTo(id) && properties.attachedTo === undefined;
    })
    .filter((node) => !liesInStep(node))
    .map(({ id }) => id);
}

function nameOf(graph: Graph, id: string): string {
  const name = graph.nodes.get(id)?.name || id;
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
