import { kinds } from '@ameide/graph-model';
import {
  activities,
  catchEvents,
  choreographyActivities,
  conversationNodes,
  dataElements,
  events,
  flowNodes,
  gateways,
  subProcesses,
  undrawn,
} from '../kinds.ts';
import { attribute } from './attributes.ts';
import type { PropertyCodec } from './codec.ts';
import { fill, stroke } from './colours.ts';
import {
  dataState,
  documentation,
  expressionChild,
  isExpanded,
  lane,
  loop,
  referenceList,
  textChild,
} from './content.ts';
import { condition, definitionReference, eventDefinition, linkName, timer } from './event-definitions.ts';

const byKind = new Map<string, PropertyCodec[]>();

function give(kinds: Iterable<string> | string, ...codecs: PropertyCodec[]): void {
  for (const kind of typeof kinds === 'string' ? [kinds] : kinds) {
    byKind.set(kind, [...(byKind.get(kind) ?? [documentation]), ...codecs]);
  }
}

give(flowNodes, lane);
give(dataElements, lane);
give(
  activities,
  loop,
  attribute('reference', 'default'),
  attribute('boolean', 'isForCompensation'),
  attribute('integer', 'startQuantity'),
  attribute('integer', 'completionQuantity'),
);
for (const kind of ['business_rule_task', 'receive_task', 'send_task', 'service_task', 'user_task']) {
  give(`bpmn::${kind}`, attribute('string', 'implementation'));
}
for (const kind of ['receive_task', 'send_task']) give(`bpmn::${kind}`, attribute('reference', 'messageRef'));
for (const kind of ['receive_task', 'send_task', 'service_task']) {
  give(`bpmn::${kind}`, attribute('reference', 'operationRef'));
}
give('bpmn::receive_task', attribute('boolean', 'instantiate'));
give('bpmn::script_task', attribute('string', 'scriptFormat'), textChild('script', 'script'));
give('bpmn::call_activity', attribute('string', 'calledElement'));
give(subProcesses, isExpanded, attribute('boolean', 'triggeredByEvent'));
give(
  'bpmn::ad_hoc_sub_process',
  attribute('boolean', 'cancelRemainingInstances'),
  attribute(['Parallel', 'Sequential'], 'ordering'),
  expressionChild('completionCondition', 'completionCondition'),
);
give('bpmn::transaction', attribute('string', 'method'));

give(
  'bpmn::boundary_event',
  attribute('reference', 'attachedTo', 'attachedToRef'),
  attribute('boolean', 'cancelActivity'),
);
give('bpmn::start_event', attribute('boolean', 'isInterrupting'));
give(catchEvents, attribute('boolean', 'parallelMultiple'));
give(
  events,
  eventDefinition,
  timer,
  definitionReference('message', 'messageRef'),
  definitionReference('signal', 'signalRef'),
  definitionReference('error', 'errorRef'),
  definitionReference('escalation', 'escalationRef'),
  definitionReference('compensate', 'activityRef'),
  linkName,
  condition,
);

give(gateways, attribute(['Unspecified', 'Converging', 'Diverging', 'Mixed'], 'gatewayDirection'));
for (const kind of ['exclusive_gateway', 'inclusive_gateway', 'complex_gateway']) {
  give(`bpmn::${kind}`, attribute('reference', 'default'));
}
give('bpmn::complex_gateway', expressionChild('activationCondition', 'activationCondition'));
give(
  'bpmn::event_based_gateway',
  attribute('boolean', 'instantiate'),
  attribute(['Parallel', 'Exclusive'], 'eventGatewayType'),
);

give(
  'bpmn::process',
  attribute('boolean', 'isExecutable'),
  attribute(['None', 'Public', 'Private'], 'processType'),
  attribute('boolean', 'isClosed'),
);
give(['bpmn::collaboration', 'bpmn::choreography'], attribute('boolean', 'isClosed'));
give('bpmn::participant', attribute('reference', 'processRef'));
give('bpmn::lane', attribute('reference', 'partitionElementRef'));

for (const kind of [
  'data_object',
  'data_object_reference',
  'data_store',
  'data_store_reference',
  'data_input',
  'data_output',
]) {
  give(`bpmn::${kind}`, attribute('reference', 'itemSubjectRef'), dataState);
}
for (const kind of ['data_object', 'data_input', 'data_output'])
  give(`bpmn::${kind}`, attribute('boolean', 'isCollection'));
give('bpmn::data_object_reference', attribute('reference', 'dataObjectRef'));
give('bpmn::data_store_reference', attribute('reference', 'dataStoreRef'));
give('bpmn::data_store', attribute('integer', 'capacity'), attribute('boolean', 'isUnlimited'));
give('bpmn::text_annotation', attribute('string', 'textFormat'));
give('bpmn::group');

give(
  choreographyActivities,
  referenceList('participants', 'participantRef'),
  attribute('reference', 'initiatingParticipantRef'),
  attribute(['None', 'Standard', 'MultiInstanceSequential', 'MultiInstanceParallel'], 'loopType'),
);
give('bpmn::choreography_task', referenceList('messageFlows', 'messageFlowRef'));
give('bpmn::call_choreography', attribute('reference', 'calledChoreographyRef'));
give(
  conversationNodes,
  referenceList('participants', 'participantRef'),
  referenceList('messageFlows', 'messageFlowRef'),
);
give('bpmn::call_conversation', attribute('reference', 'calledCollaborationRef'));

give(
  'bpmn::sequence_flow',
  expressionChild('conditionExpression', 'conditionExpression'),
  attribute('boolean', 'isImmediate'),
);
give('bpmn::message_flow', attribute('reference', 'messageRef'));
give('bpmn::message', attribute('reference', 'itemRef'));
for (const kind of ['signal', 'error', 'escalation']) give(`bpmn::${kind}`, attribute('reference', 'structureRef'));
for (const kind of ['error', 'escalation']) give(`bpmn::${kind}`, attribute('string', `${kind}Code`));
give('bpmn::association', attribute(['None', 'One', 'Both'], 'associationDirection'));

for (const { kind, element } of kinds) {
  if (!kind.startsWith('bpmn::') || undrawn.has(kind)) continue;
  if (element === 'node') give(kind, fill, stroke);
  else give(kind, stroke);
}

/** The properties that BPMN itself can hold for a kind, in the order in which they are read. */
export function codecsOf(kind: string): readonly PropertyCodec[] {
  return byKind.get(kind) ?? [documentation];
}
