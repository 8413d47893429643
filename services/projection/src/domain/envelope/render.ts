import type { Graph, GraphEdge, GraphNode, Json } from '@ameide/graph-model';
import type { Hotspot } from './hotspots.ts';
import type { Scenario } from './scenarios.ts';
import type { View, ViewEdge } from './view.ts';

/** Which ids are told: of nodes and edges; of nodes; only those that are as short as a number would be. */
export type ShownIds = 'all' | 'nodes' | 'short';

export interface Rendering {
  readonly graph: Graph;
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
const LONGEST_ATTRIBUTE = 80;

/** Attributes that say nothing to a reader of a model, or that the text shows in another way. */
const unsaid = new Set(
  'lane default implementation gatewayDirection eventGatewayType processType textFormat isExpanded isClosed isExecutable'.split(
    ' ',
  ),
);

/** Switches that are on unless a model says otherwise; all others are off. */
const usuallyTrue = new Set(['cancelActivity', 'isInterrupting']);

/** Whether the model has ids that the text abbreviates to numbers. */
export function hasLongIds(graph: Graph): boolean {
  return [...graph.nodes.keys()].some(isLong);
}

/**
 * The compact text of a projection. Nodes stand one a line below what contains them; flows stand one source a line. A long
 * id, such as a UUID, is told at its node only: everything else says `#n` instead. Names and other words of the
 * model are JSON strings on one line, so that they cannot be taken for anything else.
 */
export function renderText(rendering: Rendering): string {
  const { graph, version, notation, view, scenarios, hotspots, reductions } = rendering;
  const handle = handlesOf(graph);
  const lines = [`${notation} model, version ${version}: ${graph.nodes.size} nodes, ${graph.edges.size} edges`];
  const numbered = view.nodes.some(({ id }) => isLong(id)) ? '; #n stands for a long id' : '';
  lines.push(`# nodes, below their container or lane: id kind "name" attributes${numbered}`);
  lines.push(...nodeLines(rendering, handle), ...edgeLines(rendering, handle));
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
function handlesOf(graph: Graph): Handle {
  const numbers = new Map([...graph.nodes.keys()].map((id, index) => [id, index + 1]));
  return (id) => {
    const edge = graph.edges.get(id);
    if (edge) return `(${handleOfNode(edge.source)} -> ${handleOfNode(edge.target)})`;
    return handleOfNode(id);
  };
  function handleOfNode(id: string): string {
    return isLong(id) && numbers.has(id) ? `#${numbers.get(id)}` : word(id);
  }
}

function nodeLines(rendering: Rendering, handle: Handle): string[] {
  const { graph, view, ids, focusIds } = rendering;
  const shown = new Set(view.nodes.map(({ id }) => id));
  const contents = Map.groupBy(view.nodes, (node) => placeOf(node, shown));
  const leftOut = leftOutInside(graph, shown);
  const focus = new Set(focusIds);
  const lines: string[] = [];
  const written = new Set<string>();
  const write = (node: GraphNode, depth: number): void => {
    if (written.has(node.id)) return;
    written.add(node.id);
    const inside = leftOut.get(node.id);
    const parts = [
      handle(node.id),
      isLong(node.id) && (ids !== 'short' || focus.has(node.id)) ? word(node.id) : '',
      shortKind(node.kind),
      node.name && quote(node.name),
      ...attributesOf(node, graph, handle),
      inside ? `+${inside} inside` : '',
    ];
    lines.push(' '.repeat(depth) + parts.filter(Boolean).join(' '));
    for (const child of contents.get(node.id) ?? []) write(child, depth + 1);
  };
  for (const node of contents.get(null) ?? []) write(node, 0);
  // Only where a lane is said to lie in itself.
  for (const node of view.nodes) write(node, 0);
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
  for (const node of graph.nodes.values()) {
    if (shown.has(node.id)) continue;
    let container = node.parent;
    while (container !== null && !shown.has(container)) container = graph.nodes.get(container)?.parent ?? null;
    if (container !== null) counts.set(container, (counts.get(container) ?? 0) + 1);
  }
  return counts;
}

function attributesOf({ key, lifecycle, properties }: GraphNode, graph: Graph, handle: Handle): string[] {
  const told = Object.entries(properties).flatMap(([name, value]) => {
    if (unsaid.has(name)) return [];
    if (typeof value === 'string' && graph.nodes.has(value)) return [`${word(name)}=${handle(value)}`];
    return isTold(name, value) ? [`${word(name)}=${word(String(value))}`] : [];
  });
  return [
    ...(key ? [`key=${word(key)}`] : []),
    ...(lifecycle === 'current' ? [] : [`lifecycle=${lifecycle}`]),
    ...told,
  ];
}

function isTold(name: string, value: Json): boolean {
  if (typeof value === 'boolean') return value !== usuallyTrue.has(name);
  return typeof value === 'string' && value.length <= LONGEST_ATTRIBUTE && !name.endsWith('Ref');
}

function edgeLines({ graph, view, ids, focusIds }: Rendering, handle: Handle): string[] {
  const order = new Map([...graph.nodes.keys()].map((id, index) => [id, index]));
  const place = ({ source }: GraphEdge) => order.get(source) ?? order.size;
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
      withId && edge.id !== '' ? `id=${word(edge.id)}` : '',
    ];
    return parts.filter(Boolean).join(' ');
  }
}

const isLong = (id: string) => id.length > LONGEST_SHORT_ID;
const isFlow = ({ kind }: GraphEdge) => kind.endsWith('::sequence_flow');
const shortKind = (kind: string) => kind.slice(kind.indexOf('::') + 2);

/** As it is when it can be told apart from what surrounds it, else as a JSON string. */
const word = (text: string) => (/^[\w.:$/-]+$/.test(text) ? text : quote(text));

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line);
}
