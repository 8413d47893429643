import type { Graph, GraphNode, Layout, Operation, Properties } from '@ameide/graph-model';
import { byId, operation, sampleNewNode } from '@ameide/graph-model/testing';

/** A number below the given one; where randomness comes from. */
export type Pick = (below: number) => number;

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

type Make = (model: Model, pick: Pick, id: string) => readonly Operation[];

const one = <T>(items: readonly T[], pick: Pick): T | undefined => items[items.length === 0 ? 0 : pick(items.length)];
const nodes = ({ graph }: Model, kinds: RegExp) => [...graph.nodes.values()].filter(({ kind }) => kinds.test(kind));
const edges = ({ graph }: Model, kinds: RegExp) => [...graph.edges.values()].filter(({ kind }) => kinds.test(kind));

const STEP = /(task|gateway|start_event|end_event|intermediate_\w+|call_activity)$/;
const SOURCE = /(task|gateway|start_event|call_activity)$/;
const FLOW = /sequence_flow$/;
const NAMES = [
  'Check the order',
  'Prüfen',
  '',
  'a < b & "c"',
  'A name that is so long that it takes several lines of text',
];
const ADDED: readonly (readonly [string, Properties])[] = [
  ['task', {}],
  ['user_task', { loop: 'parallel' }],
  ['exclusive_gateway', {}],
  ['intermediate_catch_event', { eventDefinition: 'timer' }],
  ['call_activity', {}],
  ['sub_process', {}],
];

const add = (id: string, kind: string, name: string, parent: string, properties: Properties) =>
  operation(`add-${id}`, 'add_node', {
    node: sampleNewNode({ id, kind: `bpmn::${kind}`, name, properties }),
    parent: byId(parent),
  });
const connect = (source: string, target: string, kind = 'sequence_flow', id = '') =>
  operation(`connect-${source}-${target}`, 'connect', {
    edge: { id, kind: `bpmn::${kind}`, name: '', properties: {} },
    source: byId(source),
    target: byId(target),
  });
const cut = (edgeId: string) =>
  operation(`cut-${edgeId}`, 'disconnect', { edgeId, source: null, target: null, edgeKind: '' });
const update = (id: string, properties: Properties) => [
  operation('update', 'update_node', { selector: byId(id), properties }),
];
const laneOf = ({ properties }: GraphNode): Properties => (properties.lane ? { lane: properties.lane } : {});

const rename: Make = (model, pick) => {
  const element = one([...nodes(model, /./), ...edges(model, /flow$/)], pick);
  return element ? [operation('rename', 'rename', { selector: byId(element.id), name: one(NAMES, pick)! })] : [];
};

const move: Make = (model, pick) => {
  const node = one(
    nodes(model, STEP).filter(({ id }) => model.layout.bounds.has(id)),
    pick,
  );
  if (node === undefined) return [];
  const { x, y, width, height } = model.layout.bounds.get(node.id)!;
  const bounds = { x: x + pick(60) - 30, y: y + pick(60) - 30.5, width, height };
  return [operation('move', 'move', { selector: byId(node.id), parent: null, bounds, waypoints: [] })];
};

const bend: Make = (model, pick) => {
  const edge = one(
    edges(model, /flow$/).filter(({ id }) => model.layout.waypoints.has(id)),
    pick,
  );
  if (edge === undefined) return [];
  const way = model.layout.waypoints.get(edge.id)!;
  const [first, last] = [way[0]!, way.at(-1)!];
  const waypoints = [first, { x: (first.x + last.x) / 2, y: first.y + pick(80) }, last];
  return [operation('bend', 'move', { selector: byId(edge.id), parent: null, bounds: null, waypoints })];
};

const insert: Make = (model, pick, id) => {
  const edge = one(edges(model, FLOW), pick);
  const source = edge && model.graph.nodes.get(edge.source);
  if (edge === undefined || !source?.parent) return [];
  const [kind, own] = one(ADDED, pick)!;
  const added = add(id, kind, one(NAMES, pick)!, source.parent, { ...own, ...laneOf(source) });
  return [added, cut(edge.id), connect(edge.source, id), connect(id, edge.target)];
};

const append: Make = (model, pick, id) => {
  const source = one(nodes(model, SOURCE), pick);
  if (!source?.parent) return [];
  const [kind, own] = one(ADDED, pick)!;
  const added = add(id, kind, one(NAMES, pick)!, source.parent, { ...own, ...laneOf(source) });
  return [added, connect(source.id, id)];
};

const attach: Make = (model, pick, id) => {
  const host = one(nodes(model, /task$/), pick);
  const trigger = one(['timer', 'message', 'error'], pick)!;
  if (!host?.parent) return [];
  const properties = { attachedTo: host.id, eventDefinition: trigger, cancelActivity: trigger === 'error' };
  return [add(id, 'boundary_event', one(NAMES, pick)!, host.parent, { ...properties, ...laneOf(host) })];
};

const note: Make = (model, pick, id) => {
  const node = one(nodes(model, /task$/), pick);
  if (!node?.parent) return [];
  return [
    add(id, 'text_annotation', 'See the manual', node.parent, {}),
    connect(node.id, id, 'association', `${id}_link`),
  ];
};

const remove: Make = (model, pick) => {
  const node = one(nodes(model, STEP), pick);
  return node ? [operation('remove', 'remove_node', { selector: byId(node.id) })] : [];
};

const disconnect: Make = (model, pick) => {
  const edge = one(edges(model, FLOW), pick);
  return edge ? [cut(edge.id)] : [];
};

const retarget: Make = (model, pick) => {
  const edge = one(edges(model, FLOW), pick);
  const parent = model.graph.nodes.get(edge?.source ?? '')?.parent;
  const target = one(
    nodes(model, /(task|gateway|end_event)$/).filter((node) => node.parent === parent && node.id !== edge?.source),
    pick,
  );
  return edge && target ? [cut(edge.id), connect(edge.source, target.id)] : [];
};

const configure: Make = (model, pick) => {
  const flow = one(edges(model, FLOW), pick);
  const task = one(nodes(model, /task$/), pick);
  const event = one(nodes(model, /(start_event|end_event|intermediate_throw_event)$/), pick);
  const gateway = one(nodes(model, /(exclusive|inclusive)_gateway$/), pick);
  const out = edges(model, FLOW).filter(({ source }) => source === gateway?.id);
  const choices: (readonly Operation[])[] = [
    flow ? update(flow.id, { conditionExpression: pick(2) ? 'amount > 100' : null }) : [],
    task ? update(task.id, { loop: one(['standard', 'parallel', 'sequential', null], pick)! }) : [],
    task ? update(task.id, { documentation: 'Why this is done', isForCompensation: null }) : [],
    event ? update(event.id, { eventDefinition: one(['message', 'signal', null], pick)! }) : [],
    gateway ? update(gateway.id, { default: one(out, pick)?.id ?? null }) : [],
  ];
  return one(choices, pick)!;
};

const relane: Make = (model, pick) => {
  const node = one(
    nodes(model, STEP).filter(({ properties }) => properties.lane !== undefined),
    pick,
  );
  const lane = one(nodes(model, /lane$/), pick);
  return node && lane ? update(node.id, { lane: lane.id }) : [];
};

const toggle: Make = (model, pick) => {
  const sub = one(nodes(model, /sub_process$/), pick);
  return sub ? update(sub.id, { isExpanded: sub.properties.isExpanded !== true }) : [];
};

const makes = [rename, move, bend, insert, append, attach, note, remove, disconnect, retarget, configure, relane];

/** What people and agents ask for, as one patch; empty where it does not apply. New elements get the given id. */
export function randomOperations(model: Model, pick: Pick, id: string): readonly Operation[] {
  return (pick(25) === 0 ? toggle : one(makes, pick)!)(model, pick, id);
}
