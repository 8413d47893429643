import type { Json, Properties } from '@ameide/graph-model';
import type { Random } from '../random.ts';

type Values = readonly (readonly [kind: RegExp, name: string, values: readonly Json[]])[];

const texts = ['x', 'Zahlung < 5 & "mehr"', 'new\r\nline', ' spaced ', '😀', ''];

/** Values that elements can hold, and some that they cannot. */
const ofNodes: Values = [
  [/./, 'documentation', texts],
  [/./, 'acme:owner', ['Finance', 7, true, null, ['a', { b: 1 }], { deep: { er: 'value' } }, '\u2028']],
  [/task|sub_process|call_activity/, 'loop', ['standard', 'parallel', 'sequential']],
  [/task|sub_process|call_activity/, 'isForCompensation', [true, false]],
  [/task|sub_process/, 'startQuantity', [1, 3]],
  [/user_task|service_task|send_task|receive_task|business_rule_task/, 'implementation', ['##WebService', 'x y']],
  [/script_task/, 'script', ['if (a < b) { c("]]>") }', 'x']],
  [/script_task/, 'scriptFormat', ['text/javascript']],
  [/call_activity/, 'calledElement', ['Other']],
  [/sub_process|transaction/, 'isExpanded', [true, false]],
  [/gateway/, 'gatewayDirection', ['Diverging', 'Mixed', 'banana']],
  [/process$/, 'isExecutable', [true, false]],
  [/boundary_event/, 'cancelActivity', [true, false]],
  [/start_event/, 'isInterrupting', [true, false]],
  [/data_object_reference|data_input/, 'state', ['approved', 'a & b']],
  [/text_annotation/, 'textFormat', ['text/plain']],
  [/./, 'name', ['not so']],
  [/./, 'colour', ['red']],
];
const ofEvents: readonly Properties[] = [
  { eventDefinition: 'timer', timer: 'PT5M' },
  { eventDefinition: 'timer', timer: { cycle: '0 0 * * *' } },
  { eventDefinition: 'message' },
  { eventDefinition: 'signal' },
  { eventDefinition: 'conditional', condition: 'a < b' },
  { eventDefinition: ['timer', 'message'] },
  { eventDefinition: 'link', linkName: 'Over there' },
  { eventDefinition: 'terminate' },
  { eventDefinition: 'banana' },
  { eventDefinition: null },
];
const ofEdges: Values = [
  [/./, 'documentation', texts],
  [/./, 'acme:weight', [1.5, 'x']],
  [/sequence_flow/, 'conditionExpression', ['a < b && c', 'x', null]],
  [/sequence_flow/, 'isImmediate', [true, false]],
  [/association/, 'associationDirection', ['One', 'Both', 'banana']],
  [/./, 'colour', ['red']],
];

/** Properties to set on a node of a kind. */
export function nodeValues(kind: string, random: Random): Properties {
  if (/event$/.test(kind) && random.once(2)) return random.one(ofEvents)!;
  return chosen(ofNodes, kind, random);
}

/** Properties to set on an edge of a kind. */
export function edgeValues(kind: string, random: Random): Properties {
  return chosen(ofEdges, kind, random);
}

function chosen(table: Values, kind: string, random: Random): Properties {
  const [, name, values] = random.one(table.filter(([kinds]) => kinds.test(kind)))!;
  return { [name]: random.one(values)! };
}
