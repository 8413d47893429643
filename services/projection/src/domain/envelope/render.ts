import { type Graph, type GraphEdge, type GraphNode, type Json, limits } from '@ameide/graph-model';
import type { Hotspot } from './hotspots.ts';
import type { Scenario } from './scenarios.ts';
import type { View, ViewEdge } from './view.ts';

/** Which ids are told: of nodes and edges; of nodes; only those that are as short as a number would be. */
export type ShownIds = 'all' | 'nodes' | 'short';

export interface Rendering {
  readonly graph: Graph;
  /** The place of each node in the document, from 1. */
  readonly places: ReadonlyMap<string, number>;
  readonly version: number;
  readonly notation: string;
  readonly view: View;
  readonly scenarios: readonly Scenario[];
  readonly hotspots: readonly Hotspot[];
  readonly reductions: readonly string[];
  /** Their ids are told in any case. */
  readonly focusIds: readonly string[];
  readonly ids: ShownIds;
}

const LONGEST_SHORT_ID = 20;
const LONGEST_NAME = 160;
/** Of a name, which may begin with blanks. */
const LONGEST_READ = 4 * LONGEST_NAME;
const LONGEST_ATTRIBUTE = 80;
const MOST_ATTRIBUTES = 40;
const MOST_INDENTED = 100;

/** Attributes that say nothing to a reader of a model, or that the text shows in another way. */
const unsaid = new Set(
  'lane default implementation gatewayDirection eventGatewayType processType textFormat isExpanded isClosed isExecutable'.split(
    ' ',
  ),
);

/** Switches that are on unless a model says otherwise; all others are off. */
const usuallyTrue = new Set(['cancelActivity', 'isInterrupting']);

/** Whether the text abbreviates an id to a number. */
export const isLong = (id: string): boolean => id.length > LONGEST_SHORT_ID;

/** Whether an id is too long for any request to name the element; the text never tells it. */
export const isUnspeakable = (id: string): boolean => id.length > limits.identifier;

/**
 * The compact text of a projection. Nodes stand one a line below what contains them; flows stand one source a line. A long
 * id, such as a UUID, is told at its node only: everything else says `#n` instead. Names and other words of the
 * model are JSON strings on one line, so that they cannot be taken for anything else.
 */
export function renderText(rendering: Rendering): string {
  const { graph, places, version, notation, view, scenarios, hotspots, reductions } = rendering;
  const handle = handlesOf(graph, places);
  const numbered = view.nodes.some(({ id }) => isLong(id)) ? '; #n stands for a long id' : '';
  const lines = [
    `${notation} model, version ${version}: ${graph.nodes.size} nodes, ${graph.edges.size} edges`,
    `# nodes, below their container or lane: id kind "name" attributes${numbered}`,
    ...nodeLines(rendering, handle),
    ...edgeLines(rendering, handle),
  ];
  if (scenarios.length > 0) lines.push('# typical ways: share: path');
  for (const { weight, path } of scenarios) lines.push(`${weight}: ${path.map(handle).join(' > ')}`);
  if (hotspots.length > 0) lines.push('# worth attention');
  for (const { id, why } of hotspots) lines.push(`${handle(id)}: ${why.join(', ')}`);
  if (reductions.length > 0) lines.push(`# left out to fit: ${reductions.join('; ')}`);
  return lines.join('\n');
}

/** The short textual attributes that a reader needs to place and tell nodes. */
export function shownProperties({ properties }: GraphNode): Record<string, string> {
  const isShown = ([, value]: [string, Json]) => typeof value === 'string' && value.length <= LONGEST_ATTRIBUTE;
  return Object.fromEntries(Object.entries(properties).filter(isShown)) as Record<string, string>;
}

type Handle = (id: string) => string;

/** What the text calls an element: its id, or a number for one with a long id. An edge is told by its ends. */
function handlesOf(graph: Graph, places: ReadonlyMap<string, number>): Handle {
  const handleOfNode = (id: string) => (isLong(id) && places.has(id) ? `#${places.get(id)}` : word(id));
  return (id) => {
    const edge = graph.edges.get(id);
    if (edge) return `(${handleOfNode(edge.source)} -> ${handleOfNode(edge.target)})`;
    return handleOfNode(id);
  };
}

function nodeLines(rendering: Rendering, handle: Handle): string[] {
  const { graph, view, ids, focusIds } = rendering;
  const shown = new Set(view.nodes.map(({ id }) => id));
  const contents = Map.groupBy(view.nodes, (node) => placeOf(node, shown));
  const leftOut = leftOutInside(graph, shown);
  const focus = new Set(focusIds);
  const isTold = (id: string) => isLong(id) && !isUnspeakable(id) && (ids !== 'short' || focus.has(id));
  const lines: string[] = [];
  const written = new Set<string>();
  const write = (outermost: GraphNode): void => {
    const waiting = [{ node: outermost, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node, depth } = next;
      if (written.has(node.id)) continue;
      written.add(node.id);
      const inside = leftOut.get(node.id);
      const parts = [
        handle(node.id),
        isTold(node.id) ? word(node.id) : '',
        shortKind(node.kind),
        node.name && quote(node.name),
        ...attributesOf(node, graph, handle),
        inside ? `+${inside} inside` : '',
      ];
      lines.push(' '.repeat(Math.min(depth, MOST_INDENTED)) + parts.filter(Boolean).join(' '));
      for (const child of contents.get(node.id)?.toReversed() ?? []) waiting.push({ node: child, depth: depth + 1 });
    }
  };
  for (const node of contents.get(null) ?? []) write(node);
  // Only where a lane is said to lie in itself.
  for (const node of view.nodes) write(node);
  return lines;
}

function placeOf({ parent, properties }: GraphNode, shown: ReadonlySet<string>): string | null {
  if (typeof properties.lane === 'string' && shown.has(properties.lane)) return properties.lane;
  return parent !== null && shown.has(parent) ? parent : null;
}

/** How many left-out nodes lie inside each shown one. */
function leftOutInside(graph: Graph, shown: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (shown.size === graph.nodes.size) return counts;
  /** The shown container of left-out ones. */
  const known = new Map<string, string | null>();
  for (const node of graph.nodes.values()) {
    if (shown.has(node.id)) continue;
    const passed: string[] = [];
    let container: string | null = node.id;
    while (container !== null && !shown.has(container) && !known.has(container)) {
      passed.push(container);
      container = graph.nodes.get(container)?.parent ?? null;
    }
    if (container !== null && !shown.has(container)) container = known.get(container) ?? null;
    for (const id of passed) known.set(id, container);
    if (container !== null) counts.set(container, (counts.get(container) ?? 0) + 1);
  }
  return counts;
}

function attributesOf({ key, lifecycle, properties }: GraphNode, graph: Graph, handle: Handle): string[] {
  const told: string[] = [];
  let more = 0;
  for (const [name, value] of Object.entries(properties)) {
    const isElement = typeof value === 'string' && graph.nodes.has(value);
    if (unsaid.has(name) || !(isElement || isTold(name, value))) continue;
    if (told.length === MOST_ATTRIBUTES) more += 1;
    else told.push(`${word(name)}=${isElement ? handle(value) : word(String(value))}`);
  }
  return [
    ...(key ? [`key=${word(key)}`] : []),
    ...(lifecycle === 'current' ? [] : [`lifecycle=${lifecycle}`]),
    ...told,
    ...(more > 0 ? [`+${more} attributes`] : []),
  ];
}

function isTold(name: string, value: Json): boolean {
  if (typeof value === 'boolean') return value !== usuallyTrue.has(name);
  return typeof value === 'string' && value.length <= LONGEST_ATTRIBUTE && !name.endsWith('Ref');
}

function edgeLines({ graph, places, view, ids, focusIds }: Rendering, handle: Handle): string[] {
  const place = ({ source }: GraphEdge) => places.get(source) ?? places.size + 1;
  const focus = new Set(focusIds);
  const flowsFirst = view.edges.toSorted((a, b) => Number(isFlow(b)) - Number(isFlow(a)) || place(a) - place(b));
  const lines: string[] = [];
  for (const [kind, edges] of Map.groupBy(flowsFirst, (edge) => edge.kind)) {
    const collapsed = edges.some((edge) => edge.collapsed > 0) ? '; +n: over n nodes that are left out' : '';
    lines.push(`# ${shortKind(kind)}: source -> targets${collapsed}`);
    for (const [source, sameSource] of Map.groupBy(edges, (edge) => edge.source)) {
      const targets = sameSource.map((edge) => targetOf(edge, ids === 'all' || focus.has(edge.id)));
      lines.push(`${handle(source)} -> ${targets.join(', ')}`);
    }
  }
  return lines;

  function targetOf(edge: ViewEdge, withId: boolean): string {
    const condition = edge.properties.conditionExpression;
    const parts = [
      handle(edge.target),
      edge.name && quote(edge.name),
      typeof condition === 'string' && condition.length <= LONGEST_ATTRIBUTE ? `if ${quote(condition)}` : '',
      edge.id !== '' && graph.nodes.get(edge.source)?.properties.default === edge.id ? 'default' : '',
      edge.collapsed > 0 ? `+${edge.collapsed}` : '',
      withId && edge.id !== '' && !isUnspeakable(edge.id) ? `id=${word(edge.id)}` : '',
    ];
    return parts.filter(Boolean).join(' ');
  }
}

const isFlow = ({ kind }: GraphEdge) => kind.endsWith('::sequence_flow');
const shortKind = (kind: string) => kind.slice(kind.indexOf('::') + 2);

/** As it is when it can be told apart from what surrounds it, else as a JSON string. */
const word = (text: string) => (text.length <= limits.identifier && /^[\w.:$/-]+$/.test(text) ? text : quote(text));

function quote(text: string): string {
  const line = text.slice(0, LONGEST_READ).replace(/\s+/g, ' ').trim();
  const isCut = line.length > LONGEST_NAME || text.length > LONGEST_READ;
  return JSON.stringify(isCut ? `${line.slice(0, LONGEST_NAME - 1)}…` : line);
}
