import type { Graph, GraphNode, Operation, Properties } from '@ameide/graph-model';
import { byId, operation, sampleNewNode } from '@ameide/graph-model/testing';
import { activities, flowNodes, subProcesses } from '../src/bpmn/kinds.ts';
import type { Pick } from './random-edits.ts';

type Make = (graph: Graph, pick: Pick, seed: string) => readonly Operation[];

const one = <T>(items: readonly T[], pick: Pick): T | undefined => items[items.length === 0 ? 0 : pick(items.length)];
const nodesOf = ({ nodes }: Graph, fits: (node: GraphNode) => boolean) => [...nodes.values()].filter(fits);
const isStep = ({ kind, properties }: GraphNode) => flowNodes.has(kind) && properties.attachedTo === undefined;
const isSub = ({ kind }: GraphNode) => subProcesses.has(kind);
const laneOf = ({ properties }: GraphNode): Properties =>
  properties.lane === undefined ? {} : { lane: properties.lane };
const add = (id: string, kind: string, parent: string, properties: Properties = {}) =>
  operation(`add-${id}`, 'add_node', {
    node: sampleNewNode({ id, kind: `bpmn::${kind}`, properties }),
    parent: byId(parent),
  });
const flow = { id: '', kind: 'bpmn::sequence_flow', name: '', properties: {} };
const connect = (source: string, target: string) =>
  operation(`connect-${source}-${target}`, 'connect', { edge: flow, source: byId(source), target: byId(target) });
const cut = (edgeId: string) =>
  operation(`cut-${edgeId}`, 'disconnect', { edgeId, source: null, target: null, edgeKind: '' });
const flowsAt = ({ edges }: Graph, id: string) =>
  [...edges.values()].filter(
    ({ kind, source, target }) => kind === 'bpmn::sequence_flow' && (source === id || target === id),
  );
const kinds: readonly (readonly [string, Properties])[] = [
  ['task', {}],
  ['exclusive_gateway', {}],
  ['sub_process', {}],
  ['sub_process', { isExpanded: true }],
];

const insert: Make = (graph, pick, id) => {
  const edge = one(
    [...graph.edges.values()].filter(({ kind }) => kind === 'bpmn::sequence_flow'),
    pick,
  );
  const source = edge && graph.nodes.get(edge.source);
  if (edge === undefined || !source?.parent) return [];
  const [kind, own] = one(kinds, pick)!;
  const node = add(id, kind, source.parent, { ...own, ...laneOf(source) });
  return [node, cut(edge.id), connect(edge.source, id), connect(id, edge.target)];
};

const append: Make = (graph, pick, id) => {
  const source = one(
    nodesOf(graph, (node) => flowNodes.has(node.kind) && node.kind !== 'bpmn::end_event'),
    pick,
  );
  if (!source?.parent) return [];
  const [kind, own] = one(kinds, pick)!;
  return [add(id, kind, source.parent, { ...own, ...laneOf(source) }), connect(source.id, id)];
};

const attach: Make = (graph, pick, id) => {
  const host = one(
    nodesOf(graph, ({ kind }) => activities.has(kind)),
    pick,
  );
  return host?.parent
    ? [add(id, 'boundary_event', host.parent, { attachedTo: host.id, eventDefinition: 'signal' })]
    : [];
};

const fill: Make = (graph, pick, id) => {
  const sub = one(nodesOf(graph, isSub), pick);
  return sub === undefined ? [] : [add(id, 'task', sub.id)];
};

const moveInto: Make = (graph, pick) => {
  const sub = one(nodesOf(graph, isSub), pick);
  const node = one(
    nodesOf(graph, (step) => isStep(step) && step.id !== sub?.id && step.parent !== sub?.id),
    pick,
  );
  return sub === undefined || node === undefined ? [] : moved(graph, node, sub.id);
};

const moveOut: Make = (graph, pick) => {
  const node = one(
    nodesOf(graph, (step) => isStep(step) && isSub(graph.nodes.get(step.parent ?? '')!)),
    pick,
  );
  const parent = graph.nodes.get(node?.parent ?? '')?.parent;
  return node === undefined || !parent ? [] : moved(graph, node, parent);
};

function moved(graph: Graph, { id }: GraphNode, parent: string): readonly Operation[] {
  const fields = { selector: byId(id), parent: byId(parent), bounds: null, waypoints: [] };
  return [...flowsAt(graph, id).map((edge) => cut(edge.id)), operation(`move-${id}`, 'move', fields)];
}

const toggle: Make = (graph, pick) => {
  const sub = one(nodesOf(graph, isSub), pick);
  const isExpanded = sub?.properties.isExpanded !== true;
  return sub === undefined
    ? []
    : [operation('toggle', 'update_node', { selector: byId(sub.id), properties: { isExpanded } })];
};

const relane: Make = (graph, pick) => {
  const node = one(
    nodesOf(graph, (step) => isStep(step) && step.properties.lane !== undefined),
    pick,
  );
  // Steps belong to the innermost lanes.
  const outer = new Set(nodesOf(graph, ({ kind }) => kind === 'bpmn::lane').map(({ parent }) => parent));
  const lane = one(
    nodesOf(graph, ({ id, kind }) => kind === 'bpmn::lane' && !outer.has(id)),
    pick,
  );
  if (node === undefined || lane === undefined) return [];
  return [operation('relane', 'update_node', { selector: byId(node.id), properties: { lane: lane.id } })];
};

const addLane: Make = (graph, pick, id) => {
  const beside = one(
    nodesOf(graph, ({ kind }) => kind === 'bpmn::lane'),
    pick,
  );
  return beside?.parent ? [add(id, 'lane', pick(4) === 0 ? beside.id : beside.parent)] : [];
};

const removeLane: Make = (graph, pick) => {
  const lane = one(
    nodesOf(graph, ({ kind }) => kind === 'bpmn::lane'),
    pick,
  );
  return lane === undefined ? [] : [operation('remove', 'remove_node', { selector: byId(lane.id) })];
};

const removeStep: Make = (graph, pick) => {
  const node = one(nodesOf(graph, isStep), pick);
  return node === undefined ? [] : [operation('remove', 'remove_node', { selector: byId(node.id) })];
};

const group: Make = (graph, pick, id) => {
  const node = one(
    nodesOf(graph, ({ kind }) => activities.has(kind)),
    pick,
  );
  if (node === undefined) return [];
  const [kind, own] = kinds[2 + pick(2)]!;
  const container = sampleNewNode({ id, kind: `bpmn::${kind}`, properties: { ...own, ...laneOf(node) } });
  const cuts = flowsAt(graph, node.id).map((edge) => cut(edge.id));
  return [...cuts, operation('group', 'group', { selector: byId(node.id), node: container })];
};

/** What people and agents ask for, as one patch; empty where it does not apply. New elements get the given id. */
export const patches: { readonly [name: string]: Make } = {
  insert,
  append,
  attach,
  fill,
  moveInto,
  moveOut,
  toggle,
  relane,
  addLane,
  removeLane,
  removeStep,
  group,
};
