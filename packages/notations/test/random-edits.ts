import type { Graph, GraphEdge, GraphNode, Json, SemanticMutation } from '@ameide/graph-model';
import { createBpmnId } from '../src/bpmn/ids.ts';
import {
  activities,
  allowedParents,
  catchEvents,
  events,
  flowNodes,
  itemAwareElements,
  subProcesses,
  tasks,
} from '../src/bpmn/kinds.ts';

/** A number below the given one; where randomness comes from. */
export type Pick = (below: number) => number;

const names = [
  'Check credit',
  'Zahlung prüfen',
  'a < b && "c"',
  "it's",
  'two\nlines',
  '',
  'tab\there',
  '注文を確認',
  ' x ',
];
const values: readonly Json[] = [
  'x',
  '',
  7,
  true,
  null,
  ['a', { b: 1 }],
  { deep: { er: 'value' } },
  'new\r\nline',
  'P1D',
  'R3/PT1H',
];

/** One edit as an operation would make it: a list of mutations that fits the graph, empty when it does not apply. */
export function randomEdit(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const edits = [
    rename,
    insertOnFlow,
    appendNode,
    removeNode,
    setProperty,
    setFields,
    moveNode,
    removeEdge,
    retarget,
    renameEdge,
    addBoundaryEvent,
    addAnnotation,
    addData,
    addLane,
    addContainer,
    addPool,
    setLane,
    changeEvent,
    addProcessData,
    moveEverythingOut,
  ];
  return edits[pick(edits.length)]!(graph, pick, seed);
}

const one = <T>(items: readonly T[], pick: Pick): T | undefined =>
  items.length === 0 ? undefined : items[pick(items.length)];
const nodesOf = (graph: Graph, fits: (node: GraphNode) => boolean = () => true) =>
  [...graph.nodes.values()].filter(fits);
const edgesOf = (graph: Graph, fits: (edge: GraphEdge) => boolean = () => true) =>
  [...graph.edges.values()].filter(fits);

function newNode(
  graph: Graph,
  kind: string,
  parent: string | null,
  seed: string,
  pick: Pick,
  properties = {},
): GraphNode {
  const id = createBpmnId(kind, seed, graph);
  return { id, key: '', kind, name: one(names, pick)!, parent, properties, lifecycle: 'current' };
}

function newEdge(graph: Graph, kind: string, source: string, target: string, seed: string): GraphEdge {
  return { id: createBpmnId(kind, seed, graph), kind, name: '', source, target, properties: {} };
}

function rename(graph: Graph, pick: Pick): SemanticMutation[] {
  const node = one(nodesOf(graph), pick);
  if (node === undefined) return [];
  return [{ type: 'node_changed', id: node.id, before: { name: node.name }, after: { name: one(names, pick)! } }];
}

function renameEdge(graph: Graph, pick: Pick): SemanticMutation[] {
  const edge = one(edgesOf(graph), pick);
  if (edge === undefined) return [];
  return [{ type: 'edge_changed', id: edge.id, before: { name: edge.name }, after: { name: one(names, pick)! } }];
}

const flowKinds = [...tasks, 'bpmn::exclusive_gateway', 'bpmn::intermediate_catch_event', 'bpmn::sub_process'];

function insertOnFlow(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const flow = one(
    edgesOf(graph, (edge) => edge.kind === 'bpmn::sequence_flow'),
    pick,
  );
  const source = flow && graph.nodes.get(flow.source);
  if (flow === undefined || source === undefined) return [];
  const lane = source.properties.lane;
  const properties = typeof lane === 'string' ? { lane } : {};
  const node = newNode(graph, one(flowKinds, pick)!, source.parent, seed, pick, properties);
  return [
    { type: 'node_added', node },
    { type: 'edge_changed', id: flow.id, before: { target: flow.target }, after: { target: node.id } },
    { type: 'edge_added', edge: newEdge(graph, 'bpmn::sequence_flow', node.id, flow.target, seed) },
  ];
}

function appendNode(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const source = one(
    nodesOf(graph, (node) => flowNodes.has(node.kind) && !node.kind.includes('choreography')),
    pick,
  );
  if (source === undefined) return [];
  const kinds = [
    ...flowKinds,
    'bpmn::end_event',
    'bpmn::call_activity',
    'bpmn::transaction',
    'bpmn::ad_hoc_sub_process',
  ];
  const node = newNode(graph, one(kinds, pick)!, source.parent, seed, pick);
  return [
    { type: 'node_added', node },
    { type: 'edge_added', edge: newEdge(graph, 'bpmn::sequence_flow', source.id, node.id, seed) },
  ];
}

/** Everything inside, and every edge that touches any of it. */
function removeNode(graph: Graph, pick: Pick): SemanticMutation[] {
  const root = one(nodesOf(graph), pick);
  if (root === undefined) return [];
  const gone = new Set([root.id]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const node of graph.nodes.values()) {
      const host = node.properties.attachedTo;
      if ((node.parent !== null && gone.has(node.parent)) || (typeof host === 'string' && gone.has(host)))
        gone.add(node.id);
    }
    for (const edge of graph.edges.values()) if (gone.has(edge.source) || gone.has(edge.target)) gone.add(edge.id);
  }
  if (gone.size > 12) return [];
  return [...gone].map((id): SemanticMutation => {
    const node = graph.nodes.get(id);
    return node === undefined ? { type: 'edge_removed', edge: graph.edges.get(id)! } : { type: 'node_removed', node };
  });
}

const propertyNames = [
  'documentation',
  'loop',
  'owner',
  'implementation',
  'isForCompensation',
  'startQuantity',
  'state',
];

function setProperty(graph: Graph, pick: Pick): SemanticMutation[] {
  const element = one([...nodesOf(graph), ...edgesOf(graph)], pick);
  if (element === undefined) return [];
  const name = one([...propertyNames, ...Object.keys(element.properties)], pick)!;
  const after: Record<string, Json> = { ...element.properties };
  if (name === 'attachedTo' || name === 'default' || pick(4) === 0) delete after[name];
  else after[name] = one(values, pick)!;
  if (element.kind === 'bpmn::boundary_event' && name === 'attachedTo') return [];
  const type = 'source' in element ? 'edge_changed' : 'node_changed';
  return [{ type, id: element.id, before: { properties: element.properties }, after: { properties: after } }];
}

function setFields(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const node = one(nodesOf(graph), pick);
  if (node === undefined) return [];
  const lifecycle = one(['planned', 'current', 'retiring', 'retired'] as const, pick)!;
  const before = { key: node.key, lifecycle: node.lifecycle };
  return [{ type: 'node_changed', id: node.id, before, after: { key: pick(2) === 0 ? '' : `key-${seed}`, lifecycle } }];
}

function moveNode(graph: Graph, pick: Pick): SemanticMutation[] {
  const node = one(
    nodesOf(graph, ({ kind }) => activities.has(kind) || events.has(kind)),
    pick,
  );
  if (node === undefined) return [];
  const inside = (id: string | null): boolean =>
    id !== null && (id === node.id || inside(graph.nodes.get(id)?.parent ?? null));
  const parent = one(
    nodesOf(graph, ({ id, kind }) => allowedParents(node.kind).has(kind) && !inside(id)),
    pick,
  );
  if (parent === undefined) return [];
  return [{ type: 'node_changed', id: node.id, before: { parent: node.parent }, after: { parent: parent.id } }];
}

function removeEdge(graph: Graph, pick: Pick): SemanticMutation[] {
  const isEnd = (id: string) => [...graph.edges.values()].some((edge) => edge.source === id || edge.target === id);
  const edge = one(
    [...graph.edges.values()].filter(({ id }) => !isEnd(id)),
    pick,
  );
  return edge === undefined ? [] : [{ type: 'edge_removed', edge }];
}

function retarget(graph: Graph, pick: Pick): SemanticMutation[] {
  const edge = one(edgesOf(graph), pick);
  if (edge === undefined) return [];
  const isData = edge.kind.startsWith('bpmn::data_');
  const side = isData
    ? edge.kind === 'bpmn::data_input_association'
      ? 'target'
      : 'source'
    : pick(2) === 0
      ? 'source'
      : 'target';
  const end = one(
    nodesOf(graph, ({ kind }) => (isData ? activities.has(kind) : flowNodes.has(kind))),
    pick,
  );
  if (end === undefined) return [];
  return [{ type: 'edge_changed', id: edge.id, before: { [side]: edge[side] }, after: { [side]: end.id } }];
}

function addBoundaryEvent(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const host = one(
    nodesOf(graph, ({ kind }) => activities.has(kind)),
    pick,
  );
  if (host === undefined) return [];
  const properties = { attachedTo: host.id, cancelActivity: pick(2) === 0, eventDefinition: 'timer', timer: 'PT5M' };
  return [{ type: 'node_added', node: newNode(graph, 'bpmn::boundary_event', host.parent, seed, pick, properties) }];
}

function addAnnotation(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const about = one(
    nodesOf(graph, ({ kind }) => flowNodes.has(kind)),
    pick,
  );
  if (about === undefined || about.kind.includes('choreography')) return [];
  const node = newNode(graph, pick(4) === 0 ? 'bpmn::group' : 'bpmn::text_annotation', about.parent, seed, pick);
  const added: SemanticMutation[] = [{ type: 'node_added', node }];
  if (node.kind === 'bpmn::group') return added;
  return [...added, { type: 'edge_added', edge: newEdge(graph, 'bpmn::association', about.id, node.id, seed) }];
}

function addData(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const activity = one(
    nodesOf(graph, ({ kind }) => activities.has(kind)),
    pick,
  );
  if (activity === undefined) return [];
  const existing = one(
    nodesOf(graph, ({ kind }) => itemAwareElements.has(kind)),
    pick,
  );
  const object = newNode(graph, 'bpmn::data_object', activity.parent, `${seed}o`, pick);
  const properties = { dataObjectRef: object.id, state: 'approved' };
  const fresh = newNode(graph, 'bpmn::data_object_reference', activity.parent, seed, pick, properties);
  const data = pick(2) === 0 ? (existing ?? fresh) : fresh;
  const isInput = pick(2) === 0;
  const kind = isInput ? 'bpmn::data_input_association' : 'bpmn::data_output_association';
  const edge = newEdge(graph, kind, isInput ? data.id : activity.id, isInput ? activity.id : data.id, seed);
  const added: SemanticMutation[] =
    data === fresh
      ? [
          { type: 'node_added', node: fresh },
          { type: 'node_added', node: object },
        ]
      : [];
  return [{ type: 'edge_added', edge }, ...added];
}

function addLane(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const parent = one(
    nodesOf(graph, ({ kind }) => allowedParents('bpmn::lane').has(kind)),
    pick,
  );
  if (parent === undefined) return [];
  return [{ type: 'node_added', node: newNode(graph, 'bpmn::lane', parent.id, seed, pick) }];
}

/** A sub-process or process with something in it, children first. */
function addContainer(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const parent = one(
    nodesOf(graph, ({ kind }) => subProcesses.has(kind) || kind === 'bpmn::process'),
    pick,
  );
  if (parent === undefined) return [];
  const outer = newNode(graph, 'bpmn::sub_process', parent.id, seed, pick, { isExpanded: true });
  const start = newNode(graph, 'bpmn::start_event', outer.id, `${seed}s`, pick);
  const task = newNode(graph, 'bpmn::user_task', outer.id, `${seed}t`, pick);
  return [
    { type: 'edge_added', edge: newEdge(graph, 'bpmn::sequence_flow', start.id, task.id, seed) },
    { type: 'node_added', node: start },
    { type: 'node_added', node: task },
    { type: 'node_added', node: outer },
  ];
}

function addPool(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const collaboration = one(
    nodesOf(graph, ({ kind }) => kind === 'bpmn::collaboration'),
    pick,
  );
  const process = newNode(graph, 'bpmn::process', null, `${seed}p`, pick, { isExecutable: false });
  if (collaboration === undefined) return [{ type: 'node_added', node: process }];
  const pool = newNode(graph, 'bpmn::participant', collaboration.id, seed, pick, { processRef: process.id });
  return [
    { type: 'node_added', node: pool },
    { type: 'node_added', node: process },
  ];
}

function setLane(graph: Graph, pick: Pick): SemanticMutation[] {
  const node = one(
    nodesOf(graph, ({ kind, properties }) => flowNodes.has(kind) && properties.lane !== undefined),
    pick,
  );
  if (node === undefined) return [];
  const lane = one(
    nodesOf(graph, ({ kind, parent }) => kind === 'bpmn::lane' && parent === node.parent),
    pick,
  );
  if (lane === undefined) return [];
  const after = { properties: { ...node.properties, lane: lane.id } };
  return [{ type: 'node_changed', id: node.id, before: { properties: node.properties }, after }];
}

function changeEvent(graph: Graph, pick: Pick): SemanticMutation[] {
  const node = one(
    nodesOf(graph, ({ kind }) => catchEvents.has(kind)),
    pick,
  );
  if (node === undefined) return [];
  const { eventDefinition: _, timer: __, ...rest } = node.properties;
  const definition = one(['message', 'signal', 'conditional', ['timer', 'message'], 'link', undefined], pick);
  const timer = one(['PT5M', { cycle: '0 0 * * *' }], pick)!;
  const own =
    pick(2) === 0
      ? { eventDefinition: 'timer', timer }
      : definition === undefined
        ? {}
        : { eventDefinition: definition };
  return [
    {
      type: 'node_changed',
      id: node.id,
      before: { properties: node.properties },
      after: { properties: { ...rest, ...own } },
    },
  ];
}

function addProcessData(graph: Graph, pick: Pick, seed: string): SemanticMutation[] {
  const process = one(
    nodesOf(graph, ({ kind }) => kind === 'bpmn::process'),
    pick,
  );
  if (process === undefined) return [];
  const kind = pick(2) === 0 ? 'bpmn::data_input' : 'bpmn::data_output';
  return [{ type: 'node_added', node: newNode(graph, kind, process.id, seed, pick, { isCollection: pick(2) === 0 }) }];
}

/** The content of a sub-process goes to its parent, and the sub-process goes with its flows. */
function moveEverythingOut(graph: Graph, pick: Pick): SemanticMutation[] {
  const outer = one(
    nodesOf(graph, ({ kind }) => subProcesses.has(kind)),
    pick,
  );
  if (outer === undefined) return [];
  const attached = [...graph.nodes.values()].some(({ properties }) => properties.attachedTo === outer.id);
  const inner = [...graph.nodes.values()].filter(({ parent }) => parent === outer.id);
  if (attached || !inner.every(({ kind }) => flowNodes.has(kind))) return [];
  const touching = [...graph.edges.values()].filter(({ source, target }) => source === outer.id || target === outer.id);
  return [
    ...touching.map((edge): SemanticMutation => ({ type: 'edge_removed', edge })),
    { type: 'node_removed', node: outer },
    ...inner.map(
      ({ id, parent }): SemanticMutation => ({
        type: 'node_changed',
        id,
        before: { parent },
        after: { parent: outer.parent },
      }),
    ),
  ];
}
