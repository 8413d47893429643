/**
 * The registry of kinds: every kind of every notation, lower-case `namespace::kind`, with what it is and the label that
 * people see. The one place where a kind is added. Writes with any other kind are refused.
 */
export interface Kind {
  readonly kind: string;
  readonly element: 'node' | 'edge';
  readonly label: string;
  /** Whether it is the kind of whole models, and so of artifacts. */
  readonly root?: true;
}

const node = (kind: string, label: string): Kind => ({ kind, element: 'node', label });
const root = (kind: string, label: string): Kind => ({ ...node(kind, label), root: true });
const edge = (kind: string, label: string): Kind => ({ kind, element: 'edge', label });

export const kinds: readonly Kind[] = [
  root('bpmn::process', 'Process'),
  root('bpmn::collaboration', 'Collaboration'),
  root('bpmn::choreography', 'Choreography'),
  node('bpmn::participant', 'Pool'),
  node('bpmn::lane', 'Lane'),
  node('bpmn::task', 'Task'),
  node('bpmn::user_task', 'User task'),
  node('bpmn::manual_task', 'Manual task'),
  node('bpmn::service_task', 'Service task'),
  node('bpmn::send_task', 'Send task'),
  node('bpmn::receive_task', 'Receive task'),
  node('bpmn::script_task', 'Script task'),
  node('bpmn::business_rule_task', 'Business rule task'),
  node('bpmn::call_activity', 'Call activity'),
  node('bpmn::sub_process', 'Sub-process'),
  node('bpmn::ad_hoc_sub_process', 'Ad-hoc sub-process'),
  node('bpmn::transaction', 'Transaction'),
  node('bpmn::start_event', 'Start event'),
  node('bpmn::end_event', 'End event'),
  node('bpmn::intermediate_throw_event', 'Intermediate throw event'),
  node('bpmn::intermediate_catch_event', 'Intermediate catch event'),
  node('bpmn::implicit_throw_event', 'Implicit throw event'),
  node('bpmn::boundary_event', 'Boundary event'),
  node('bpmn::exclusive_gateway', 'Exclusive gateway'),
  node('bpmn::parallel_gateway', 'Parallel gateway'),
  node('bpmn::inclusive_gateway', 'Inclusive gateway'),
  node('bpmn::complex_gateway', 'Complex gateway'),
  node('bpmn::event_based_gateway', 'Event-based gateway'),
  node('bpmn::data_object', 'Data object'),
  node('bpmn::data_object_reference', 'Data object reference'),
  node('bpmn::data_store', 'Data store'),
  node('bpmn::data_store_reference', 'Data store reference'),
  node('bpmn::data_input', 'Data input'),
  node('bpmn::data_output', 'Data output'),
  node('bpmn::text_annotation', 'Text annotation'),
  node('bpmn::group', 'Group'),
  node('bpmn::conversation', 'Conversation'),
  node('bpmn::sub_conversation', 'Sub-conversation'),
  node('bpmn::call_conversation', 'Call conversation'),
  node('bpmn::choreography_task', 'Choreography task'),
  node('bpmn::sub_choreography', 'Sub-choreography'),
  node('bpmn::call_choreography', 'Call choreography'),
  node('bpmn::message', 'Message'),
  node('bpmn::signal', 'Signal'),
  node('bpmn::error', 'Error'),
  node('bpmn::escalation', 'Escalation'),
  edge('bpmn::sequence_flow', 'Sequence flow'),
  edge('bpmn::message_flow', 'Message flow'),
  edge('bpmn::association', 'Association'),
  edge('bpmn::data_input_association', 'Data input association'),
  edge('bpmn::data_output_association', 'Data output association'),
  edge('bpmn::conversation_link', 'Conversation link'),
];

const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));

export function findKind(kind: string): Kind | undefined {
  return byKind.get(kind);
}

/** The notation that a kind belongs to, such as `bpmn` of `bpmn::process`. */
export function notationOfKind(kind: string): string {
  return kind.split('::', 1)[0]!;
}
