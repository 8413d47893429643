import type { Element } from '../../data/elements.ts';

/** The parts of the panel, in their order. */
export type Part = 'general' | 'event' | 'flow' | 'behaviour' | 'implementation' | 'drawing';

/** Elements of the document that others refer to, and that are not drawn. */
export type GlobalType = 'Message' | 'Signal' | 'Error' | 'Escalation';

/** How a property is set. */
export type Control =
  | { readonly is: 'line' | 'lines' | 'code' | 'flag' | 'timer' }
  /** One of these values, or none. */
  | { readonly is: 'choice'; readonly values: readonly string[] }
  | { readonly is: 'global'; readonly type: GlobalType }
  /** A sequence flow that leaves the element. */
  | { readonly is: 'outgoing' }
  | { readonly is: 'activity' }
  /** Of a sequence flow: whether its source goes there when no condition holds. */
  | { readonly is: 'default' };

export interface PropertyField {
  /** The notation's own name, or `name`. */
  readonly name: string;
  readonly part: Part;
  readonly control: Control;
  /** What a flag is when nothing is said. */
  readonly byDefault?: boolean;
  /** Only for events that are triggered so. */
  readonly trigger?: string;
}

const field = (part: Part, name: string, control: Control | Control['is'], more: Partial<PropertyField> = {}) => ({
  name,
  part,
  control: (typeof control === 'string' ? { is: control } : control) as Control,
  ...more,
});
const choice = (...values: string[]): Control => ({ is: 'choice', values });
const flag = (part: Part, name: string, byDefault = false) => field(part, name, 'flag', { byDefault });
const global = (type: GlobalType): Control => ({ is: 'global', type });

const ACTIVITY = /^bpmn::((\w+_)?task|call_activity|(ad_hoc_)?sub_process|transaction)$/;
const EVENT = /^bpmn::\w+_event$/;
const DEFAULTING = /^bpmn::((exclusive|inclusive|complex)_gateway|(\w+_)?task|call_activity|(ad_hoc_)?sub_process)$/;

const triggers: Readonly<Record<string, readonly string[]>> = {
  start_event: ['message', 'timer', 'conditional', 'signal', 'error', 'escalation', 'compensate'],
  intermediate_catch_event: ['message', 'timer', 'conditional', 'signal', 'link'],
  boundary_event: ['message', 'timer', 'conditional', 'signal', 'error', 'escalation', 'compensate', 'cancel'],
  intermediate_throw_event: ['message', 'signal', 'escalation', 'compensate', 'link'],
  end_event: ['message', 'signal', 'error', 'escalation', 'compensate', 'cancel', 'terminate'],
};

/** The fields of a kind, whatever its elements say now; those of a sequence flow depend on where it starts. */
const rules: readonly (readonly [kinds: RegExp, fields: readonly PropertyField[]])[] = [
  [/^bpmn::call_activity$/, [field('implementation', 'calledElement', 'line')]],
  [/^bpmn::script_task$/, [field('implementation', 'scriptFormat', 'line'), field('implementation', 'script', 'code')]],
  [/^bpmn::(business_rule|receive|send|service|user)_task$/, [field('implementation', 'implementation', 'line')]],
  [/^bpmn::(receive|send)_task$/, [field('implementation', 'messageRef', global('Message'))]],
  [/^bpmn::receive_task$/, [flag('behaviour', 'instantiate')]],
  [
    ACTIVITY,
    [field('behaviour', 'loop', choice('standard', 'parallel', 'sequential')), flag('behaviour', 'isForCompensation')],
  ],
  [/^bpmn::ad_hoc_sub_process$/, [field('behaviour', 'completionCondition', 'code')]],
  [/^bpmn::sub_process$/, [flag('behaviour', 'triggeredByEvent')]],
  [/sub_process$/, [flag('drawing', 'isExpanded')]],
  [DEFAULTING, [field('flow', 'default', 'outgoing')]],
  [/^bpmn::start_event$/, [flag('event', 'isInterrupting', true)]],
  [/^bpmn::boundary_event$/, [flag('event', 'cancelActivity', true)]],
  [
    EVENT,
    [
      field('event', 'timer', 'timer', { trigger: 'timer' }),
      field('event', 'messageRef', global('Message'), { trigger: 'message' }),
      field('event', 'signalRef', global('Signal'), { trigger: 'signal' }),
      field('event', 'errorRef', global('Error'), { trigger: 'error' }),
      field('event', 'escalationRef', global('Escalation'), { trigger: 'escalation' }),
      field('event', 'activityRef', 'activity', { trigger: 'compensate' }),
      field('event', 'linkName', 'line', { trigger: 'link' }),
      field('event', 'condition', 'code', { trigger: 'conditional' }),
    ],
  ],
  [
    /^bpmn::event_based_gateway$/,
    [flag('behaviour', 'instantiate'), field('behaviour', 'eventGatewayType', choice('Exclusive', 'Parallel'))],
  ],
  [/^bpmn::complex_gateway$/, [field('behaviour', 'activationCondition', 'code')]],
  [/^bpmn::process$/, [flag('behaviour', 'isExecutable')]],
  [/^bpmn::sequence_flow$/, [field('flow', 'conditionExpression', 'code')]],
  [/^bpmn::message_flow$/, [field('flow', 'messageRef', global('Message'))]],
  [/^bpmn::association$/, [field('flow', 'associationDirection', choice('None', 'One', 'Both'))]],
  [/^bpmn::(data_object|data_object_reference|data_store_reference)$/, [field('general', 'state', 'line')]],
];

const NAMELESS = /^bpmn::(association|data_\w+_association)$/;

/** What can be set of an element. @param source of a sequence flow */
export function fieldsOf({ kind, properties }: Element, source?: Element): PropertyField[] {
  const own = rules.filter(([kinds]) => kinds.test(kind)).flatMap(([, fields]) => fields);
  const known = triggers[kind.slice('bpmn::'.length)];
  const { eventDefinition } = properties;
  const said = Array.isArray(eventDefinition) ? eventDefinition : [eventDefinition];
  return [
    ...(NAMELESS.test(kind) ? [] : [field('general', 'name', kind.endsWith('annotation') ? 'lines' : 'line')]),
    field('general', 'documentation', 'lines'),
    // Several triggers are not chosen from a list.
    ...(known && said.length === 1 ? [field('event', 'eventDefinition', choice(...known))] : []),
    ...own.filter(({ trigger }) => trigger === undefined || said.includes(trigger)),
    ...(source !== undefined && DEFAULTING.test(source.kind) ? [field('flow', 'isDefault', 'default')] : []),
  ];
}
