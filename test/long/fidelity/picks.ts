import type {
  Graph,
  GraphEdge,
  GraphNode,
  Layout,
  NewNode,
  Operation,
  Properties,
  Selector,
} from '@ameide/graph-model';
import type { Random } from '../random.ts';

/** A model to edit. */
export interface Editable {
  readonly graph: Graph;
  readonly layout: Layout;
}

/** An operation without what every operation has. */
export type Bare = {
  readonly [Type in Operation['type']]: Omit<Extract<Operation, { type: Type }>, 'id' | 'pre' | 'post' | 'rationale'>;
}[Operation['type']];

export const byId = (id: string): Selector => ({ by: 'id', id });
export const some = <T, R>(value: T | undefined, make: (value: T) => R): R | undefined =>
  value === undefined ? undefined : make(value);

export const ACTIVITY = /::(\w*task|\w*sub_process|transaction|call_activity)$/;
export const FLOW_NODE = /::((?!choreography)\w*task|\w*sub_process|transaction|call_activity|\w*event|\w*gateway)$/;
export const FLOW_CONTAINER = /::(process|\w*sub_process|transaction)$/;
export const DATA = /::data_(object_reference|store_reference)$/;
export const steps = [
  'bpmn::task',
  'bpmn::user_task',
  'bpmn::service_task',
  'bpmn::script_task',
  'bpmn::call_activity',
  'bpmn::exclusive_gateway',
  'bpmn::parallel_gateway',
  'bpmn::intermediate_catch_event',
  'bpmn::sub_process',
  'bpmn::end_event',
  'bpmn::start_event',
];
export const others = [
  'bpmn::text_annotation',
  'bpmn::group',
  'bpmn::data_object_reference',
  'bpmn::data_store_reference',
  'bpmn::data_object',
  'bpmn::lane',
];
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
  '😀',
  ']]>',
  '&amp;',
  'x'.repeat(300),
];
export const text = (random: Random) => random.one(names)!;

function nodes({ graph }: Editable, kind: RegExp = /./, fits: (node: GraphNode) => boolean = () => true): GraphNode[] {
  return [...graph.nodes.values()].filter((node) => kind.test(node.kind) && fits(node));
}
export function node(
  model: Editable,
  random: Random,
  kind?: RegExp,
  fits?: (node: GraphNode) => boolean,
): GraphNode | undefined {
  return random.one(nodes(model, kind, fits));
}
export function edge({ graph }: Editable, random: Random, kind: RegExp = /./): GraphEdge | undefined {
  return random.one([...graph.edges.values()].filter((edge) => kind.test(edge.kind)));
}

export function newNode(random: Random, kind: string, properties: Properties = {}): NewNode {
  const key = random.once(5) ? `key-${random.below(1e6)}` : '';
  return {
    id: random.once(8) ? `New_${random.below(1e6)}` : '',
    key,
    kind,
    name: text(random),
    properties,
    lifecycle: random.once(10) ? 'planned' : 'current',
  };
}

export const flow = (kind = 'bpmn::sequence_flow') => ({ id: '', kind, name: '', properties: {} });
