import type { GraphNode, Json, Operation, Properties } from '@ameide/graph-model';
import type { Random } from '../random.ts';
import {
  ACTIVITY,
  type Bare,
  byId,
  DATA,
  type Editable,
  edge,
  FLOW_CONTAINER,
  FLOW_NODE,
  flow,
  newNode,
  node,
  others,
  some,
  steps,
  text,
} from './picks.ts';
import { edgeValues, nodeValues } from './property-values.ts';
import { group, moveInto, moveOnCanvas, moveOut, moveToLane } from './random-moves.ts';

type Make = (model: Editable, random: Random) => Bare[] | undefined;
/** The kinds of edits, as they are counted. Each makes the operations of one patch, or none where the model has nothing for it. */
const makers = {
  add_node: addNode,
  remove_node: (model, random) => some(node(model, random), ({ id }) => [{ type: 'remove_node', selector: byId(id) }]),
  remove_container: (model, random) =>
    some(node(model, random, /::(lane|participant|sub_process|process)$/), ({ id }) => [
      { type: 'remove_node', selector: byId(id) },
    ]),
  update_node: updateNode,
  update_edge: (model, random) =>
    some(edge(model, random), ({ id, kind }) => [
      { type: 'update_node', selector: byId(id), properties: edgeValues(kind, random) },
    ]),
  connect,
  disconnect: (model, random) =>
    some(edge(model, random), ({ id, source, target, kind }) =>
      random.once(2)
        ? [{ type: 'disconnect', edgeId: id, source: null, target: null, edgeKind: '' }]
        : [{ type: 'disconnect', edgeId: '', source: byId(source), target: byId(target), edgeKind: kind }],
    ),
  insert,
  rename: (model, random) =>
    some(random.once(3) ? edge(model, random) : node(model, random), ({ id }) => [
      { type: 'rename', selector: byId(id), name: text(random) },
    ]),
  set_lifecycle: (model, random) =>
    some(node(model, random), ({ id }) => [
      {
        type: 'set_lifecycle',
        selector: byId(id),
        lifecycle: random.one(['planned', 'current', 'retiring', 'retired'] as const)!,
      },
    ]),
  move: moveOnCanvas,
  move_to_lane: moveToLane,
  move_into: moveInto,
  move_out: moveOut,
  group,
  replace_subgraph: replaceSubgraph,
  change_kind: (model, random) =>
    some(node(model, random, /_task$|::task$|gateway$/), ({ id, kind }) => [
      {
        type: 'change_kind',
        selector: byId(id),
        kind: random.one(kind.endsWith('gateway') ? gateways : tasks)!,
        properties: {},
      },
    ]),
  arrange: (model, random) =>
    some(node(model, random, FLOW_NODE), ({ id }) => [
      {
        type: 'arrange',
        placements: [
          { id, bounds: somewhere(random), waypoints: [], label: random.once(2) ? somewhere(random) : null },
        ],
      },
    ]),
} satisfies Record<string, Make>;

const tasks = ['task', 'user_task', 'service_task', 'script_task', 'send_task', 'call_activity'].map(bpmn);
const gateways = ['exclusive_gateway', 'parallel_gateway', 'inclusive_gateway', 'event_based_gateway'].map(bpmn);

function bpmn(kind: string): string {
  return `bpmn::${kind}`;
}

const somewhere = (random: Random) => ({ x: random.below(2000), y: random.below(1000), width: 100, height: 80 });

export type EditKind = keyof typeof makers;
export const editKinds = Object.keys(makers) as readonly EditKind[];

/** The operations of one random edit; undefined where the model has nothing for it. */
export function randomEdit(kind: EditKind, model: Editable, random: Random): Operation[] | undefined {
  const make: Make = makers[kind];
  return make(model, random)?.map(
    (bare, at): Operation => ({ id: `op-${at + 1}`, pre: [], post: [], rationale: '', ...bare }),
  );
}

function addNode(model: Editable, random: Random): Bare[] | undefined {
  const host = node(model, random, ACTIVITY);
  if (host?.parent && random.once(5)) {
    const properties = { attachedTo: host.id, cancelActivity: random.once(2), eventDefinition: 'timer', timer: 'PT5M' };
    return [{ type: 'add_node', node: newNode(random, 'bpmn::boundary_event', properties), parent: byId(host.parent) }];
  }
  const collaboration = node(model, random, /::collaboration$/);
  if (collaboration && random.once(8)) {
    return [{ type: 'add_node', node: newNode(random, 'bpmn::participant'), parent: byId(collaboration.id) }];
  }
  return some(node(model, random, FLOW_CONTAINER), ({ id }) => {
    const lane = node(model, random, /::lane$/, ({ parent }) => parent === id);
    const properties: Properties = lane && random.once(2) ? { lane: lane.id } : {};
    const kind = random.once(3) ? random.one(others)! : random.one(steps)!;
    return [
      {
        type: 'add_node',
        node: newNode(random, kind, /lane|annotation|group/.test(kind) ? {} : properties),
        parent: byId(id),
      },
    ];
  });
}

function updateNode(model: Editable, random: Random): Bare[] | undefined {
  return some(node(model, random), ({ id, kind, properties }) => {
    const known = Object.keys(properties);
    const set = random.once(4) && known.length > 0 ? { [random.one(known)!]: null } : nodeValues(kind, random);
    return [{ type: 'update_node', selector: byId(id), properties: set }];
  });
}

function connect(model: Editable, random: Random): Bare[] | undefined {
  const source = node(model, random, FLOW_NODE);
  if (source === undefined) return undefined;
  const make = (kind: string, from: GraphNode, to: GraphNode | undefined): Bare[] | undefined =>
    to && [
      {
        type: 'connect',
        edge: { ...flow(kind), name: random.once(3) ? text(random) : '' },
        source: byId(from.id),
        target: byId(to.id),
      },
    ];
  switch (random.below(6)) {
    case 0:
      return make(
        'bpmn::message_flow',
        source,
        node(model, random, FLOW_NODE, ({ parent }) => parent !== source.parent),
      );
    case 1:
      return some(node(model, random, /::text_annotation$/), (note) => make('bpmn::association', note, source));
    case 2:
      return some(node(model, random, ACTIVITY), (activity) =>
        some(node(model, random, DATA), (data) => make('bpmn::data_input_association', data, activity)),
      );
    case 3:
      return some(node(model, random, ACTIVITY), (activity) =>
        make('bpmn::data_output_association', activity, node(model, random, DATA)),
      );
    default:
      return make(
        'bpmn::sequence_flow',
        source,
        node(model, random, FLOW_NODE, ({ parent }) => parent === source.parent),
      );
  }
}

/** A step on a sequence flow, as agents put it: the flow is led to the step, and a new one goes on. */
function insert(model: Editable, random: Random): Bare[] | undefined {
  const led = edge(model, random, /::sequence_flow$/);
  const source = led && model.graph.nodes.get(led.source);
  if (led === undefined || source?.parent == null) return undefined;
  const { lane } = source.properties;
  const step = {
    ...newNode(random, random.one(steps.slice(0, 8))!, lane === undefined ? {} : { lane }),
    key: 'inserted',
  };
  return [
    { type: 'add_node', node: step, parent: byId(source.parent) },
    { type: 'disconnect', edgeId: led.id, source: null, target: null, edgeKind: '' },
    { type: 'connect', edge: flow(), source: byId(led.source), target: { by: 'key', key: 'inserted' } },
    { type: 'connect', edge: flow(), source: { by: 'key', key: 'inserted' }, target: byId(led.target) },
  ];
}

function replaceSubgraph(model: Editable, random: Random): Bare[] | undefined {
  return some(node(model, random, FLOW_NODE), ({ id, properties }) => {
    const lane: Record<string, Json> = properties.lane === undefined ? {} : { lane: properties.lane };
    const nodes = Array.from({ length: 1 + random.below(3) }, (_, at) => ({
      ...newNode(random, random.one(steps.slice(0, 6))!, lane),
      id: '',
      key: `new-${at}`,
    }));
    const edges = nodes.slice(1).map((_, at) => ({ ...flow(), source: `new-${at}`, target: `new-${at + 1}` }));
    return [
      {
        type: 'replace_subgraph',
        remove: byId(id),
        parent: null,
        nodes,
        edges,
        entry: 'new-0',
        exit: `new-${nodes.length - 1}`,
      },
    ];
  });
}
