import type { Diagnostic, Graph, GraphEdge, GraphNode } from '@ameide/graph-model';
import { isSyntheticId } from './document.ts';
import { activities, allowedParents, catchEvents, flowNodes, itemAwareElements } from './kinds.ts';
import { typesIn } from './properties/event-definitions.ts';
import { isLegalText } from './xml/escape.ts';

type Report = (severity: Diagnostic['severity'], code: string, message: string, ...ids: string[]) => void;

/** The rules of BPMN for the touched elements, or for all. Rules that valid models in the field break are warnings. */
export function checkBpmn(graph: Graph, touched?: ReadonlySet<string>): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (severity, code, message, ...elementIds) =>
    diagnostics.push({ severity, code, message, elementIds });
  const outgoing = outgoingFlows(graph);
  for (const node of graph.nodes.values()) {
    if (touched !== undefined && !touched.has(node.id)) continue;
    checkText(node, report);
    if (touched !== undefined) checkEditable(node.id, report);
    checkContainment(graph, node, report);
    checkReferences(graph, node, report);
    checkTrigger(graph, node, report);
    checkGateway(node, outgoing.get(node.id) ?? [], report);
  }
  for (const edge of graph.edges.values()) {
    const own = touched?.has(edge.id) ?? true;
    if (!own && !touched!.has(edge.source) && !touched!.has(edge.target)) continue;
    if (own) checkText(edge, report);
    if (own && touched !== undefined) for (const id of [edge.id, edge.source, edge.target]) checkEditable(id, report);
    checkEdge(graph, edge, report);
  }
  return diagnostics;
}

function outgoingFlows(graph: Graph): ReadonlyMap<string, readonly GraphEdge[]> {
  const flows = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges.values()) {
    if (edge.kind !== 'bpmn::sequence_flow') continue;
    const known = flows.get(edge.source);
    if (known === undefined) flows.set(edge.source, [edge]);
    else known.push(edge);
  }
  return flows;
}

const label = (node: GraphNode | undefined, id: string) => (node?.name ? `“${node.name.replace(/\s+/g, ' ')}”` : id);

function checkText(element: GraphNode | GraphEdge, report: Report): void {
  const key = 'key' in element ? element.key : '';
  if (isLegalText(element.name) && isLegalText(key)) return;
  const message = `The name or key of ${element.id} has control characters that XML cannot hold. Remove them.`;
  report('error', 'bpmn_illegal_character', message, element.id);
}

function checkEditable(id: string, report: Report): void {
  if (!isSyntheticId(id)) return;
  const message = `${id} has no id of its own in the document, so it cannot be edited or connected. Give it an id first.`;
  report('error', 'bpmn_element_without_id', message, id);
}

function checkContainment(graph: Graph, node: GraphNode, report: Report): void {
  const parent = node.parent === null ? undefined : graph.nodes.get(node.parent);
  const allowed = allowedParents(node.kind);
  if (allowed.has(parent?.kind ?? null)) return;
  const place = parent === undefined ? 'at the top of the model' : `in ${label(parent, parent.id)} (${parent.kind})`;
  const process = parent?.properties.processRef;
  const hint =
    parent?.kind === 'bpmn::participant' && typeof process === 'string'
      ? ` Put it in the pool's process ${process}.`
      : parent?.kind === 'bpmn::lane'
        ? ` Put it in the lane's process, with the property lane set to ${parent.id}.`
        : ` It belongs in: ${[...allowed].map((kind) => kind ?? 'the top').join(', ')}.`;
  report('error', 'bpmn_containment', `${label(node, node.id)} (${node.kind}) cannot stand ${place}.${hint}`, node.id);
}

const references: { readonly [property: string]: (target: GraphNode) => boolean } = {
  lane: (target) => target.kind === 'bpmn::lane',
  attachedTo: (target) => activities.has(target.kind),
  processRef: (target) => target.kind === 'bpmn::process',
};

function checkReferences(graph: Graph, node: GraphNode, report: Report): void {
  for (const [property, fits] of Object.entries(references)) {
    const id = node.properties[property];
    if (typeof id !== 'string') continue;
    const target = graph.nodes.get(id);
    if (target !== undefined && fits(target)) continue;
    const severity = property === 'processRef' && target === undefined ? 'warning' : 'error';
    const why = target === undefined ? 'is not in the model' : `is a ${target.kind}`;
    const message = `The property ${property} of ${label(node, node.id)} names ${id}, which ${why}.`;
    report(severity, 'bpmn_reference', message, node.id);
  }
  const flow = node.properties.default;
  if (typeof flow === 'string' && graph.edges.get(flow)?.source !== node.id) {
    const message = `The default flow ${flow} of ${label(node, node.id)} does not leave it. Clear the property default.`;
    report('error', 'bpmn_default_flow', message, node.id);
  }
  if (node.kind === 'bpmn::boundary_event' && typeof node.properties.attachedTo !== 'string') {
    const message = `The boundary event ${label(node, node.id)} is not attached. Set attachedTo to the id of an activity.`;
    report('error', 'bpmn_boundary_unattached', message, node.id);
  }
}

/** Triggers that always end what they interrupt. */
const interrupting = ['error', 'cancel'];

function checkTrigger(graph: Graph, node: GraphNode, report: Report): void {
  if (!catchEvents.has(node.kind)) return;
  const types = typesIn(node.properties.eventDefinition);
  const flag = node.kind === 'bpmn::boundary_event' ? 'cancelActivity' : 'isInterrupting';
  const ending = interrupting.find((type) => types.includes(type));
  const name = label(node, node.id);
  if (ending !== undefined && node.properties[flag] === false) {
    const message = `The ${ending} event ${name} cannot be non-interrupting. Clear ${flag} or choose another eventDefinition.`;
    report('error', 'bpmn_event_interrupts', message, node.id);
  }
  const host = graph.nodes.get(String(node.properties.attachedTo));
  if (types.includes('cancel') && host !== undefined && host.kind !== 'bpmn::transaction') {
    const message = `The cancel event ${name} stands on ${label(host, host.id)}; only transactions can be cancelled.`;
    report('warning', 'bpmn_cancel_without_transaction', message, node.id);
  }
  if (node.kind === 'bpmn::boundary_event' && types.length === 0) {
    const message = `The boundary event ${name} has no trigger. Set eventDefinition, for instance to timer with a timer of PT1H.`;
    report('warning', 'bpmn_boundary_without_trigger', message, node.id);
  }
}

function checkGateway(node: GraphNode, outgoing: readonly GraphEdge[], report: Report): void {
  const name = label(node, node.id);
  if (node.kind === 'bpmn::event_based_gateway' && outgoing.length === 1) {
    const message = `The event-based gateway ${name} has one outgoing flow; it needs at least two to wait for one of them.`;
    report('warning', 'bpmn_event_based_gateway', message, node.id);
  }
  if (node.kind === 'bpmn::exclusive_gateway' && outgoing.length > 1) {
    const open = outgoing.filter(
      (flow) =>
        flow.properties.conditionExpression === undefined && flow.id !== node.properties.default && flow.name === '',
    );
    if (open.length > 1) {
      const message = `The exclusive gateway ${name} has ${open.length} outgoing flows with neither name nor condition.`;
      report('warning', 'bpmn_gateway_unclear', message, node.id, ...open.map((flow) => flow.id));
    }
  }
}

function checkEdge(graph: Graph, edge: GraphEdge, report: Report): void {
  const source = graph.nodes.get(edge.source);
  const target = graph.nodes.get(edge.target);
  const name = `${label(source, edge.source)} → ${label(target, edge.target)}`;
  switch (edge.kind) {
    case 'bpmn::sequence_flow':
      checkSequenceFlow(graph, edge, source, target, name, report);
      return;
    case 'bpmn::message_flow':
      checkMessageFlow(graph, edge, source, target, name, report);
      return;
    case 'bpmn::data_input_association':
    case 'bpmn::data_output_association': {
      const [data, owner] = edge.kind === 'bpmn::data_input_association' ? [source, target] : [target, source];
      const fits = owner !== undefined && (activities.has(owner.kind) || ownsData(edge.kind, owner.kind));
      if (fits && data !== undefined && itemAwareElements.has(data.kind)) return;
      const message = `The data association ${name} must connect data with an activity or a fitting event.`;
      report('error', 'bpmn_data_association', message, edge.id);
      return;
    }
    default:
  }
}

/** Catch events hand data out, throw events take it in. */
function ownsData(edgeKind: string, ownerKind: string): boolean {
  if (edgeKind === 'bpmn::data_output_association') return catchEvents.has(ownerKind);
  return ownerKind.endsWith('_event') && !catchEvents.has(ownerKind);
}

function checkSequenceFlow(
  graph: Graph,
  edge: GraphEdge,
  source: GraphNode | undefined,
  target: GraphNode | undefined,
  name: string,
  report: Report,
): void {
  if (source === undefined || target === undefined || !flowNodes.has(source.kind) || !flowNodes.has(target.kind)) {
    report('error', 'bpmn_sequence_flow_ends', `The sequence flow ${name} must connect two flow nodes.`, edge.id);
    return;
  }
  if (source.parent !== target.parent) {
    const crossesPools = rootOf(graph, source) !== rootOf(graph, target);
    const message = crossesPools
      ? `The sequence flow ${name} leaves its pool. Use a message flow between pools.`
      : `The sequence flow ${name} crosses the border of a sub-process. Connect the sub-process itself.`;
    report(
      'error',
      crossesPools ? 'bpmn_sequence_flow_crosses_pool' : 'bpmn_sequence_flow_crosses_sub_process',
      message,
      edge.id,
    );
  }
  if (source.kind === 'bpmn::end_event') {
    report(
      'error',
      'bpmn_end_event_outgoing',
      `The end event ${label(source, source.id)} has an outgoing flow.`,
      edge.id,
    );
  }
  if (target.kind === 'bpmn::start_event' || target.kind === 'bpmn::boundary_event') {
    report(
      'error',
      `${target.kind.replace('::', '_')}_incoming`,
      `The sequence flow ${name} enters an event that takes none. Remove it.`,
      edge.id,
    );
  }
}

function rootOf(graph: Graph, node: GraphNode): string {
  let root = node;
  for (let steps = 0; root.parent !== null && steps <= graph.nodes.size; steps += 1) {
    const parent = graph.nodes.get(root.parent);
    if (parent === undefined) break;
    root = parent;
  }
  return root.id;
}

function checkMessageFlow(
  graph: Graph,
  edge: GraphEdge,
  source: GraphNode | undefined,
  target: GraphNode | undefined,
  name: string,
  report: Report,
): void {
  const fits = (node: GraphNode | undefined) =>
    node !== undefined &&
    (node.kind === 'bpmn::participant' || flowNodes.has(node.kind) || node.kind.includes('conversation'));
  if (source === undefined || target === undefined || !fits(source) || !fits(target)) {
    report(
      'error',
      'bpmn_message_flow_ends',
      `The message flow ${name} must connect pools or their elements.`,
      edge.id,
    );
    return;
  }
  const from = poolOf(graph, source);
  const to = poolOf(graph, target);
  if (from === to) {
    report(
      'error',
      'bpmn_message_flow_same_pool',
      `The message flow ${name} stays in one pool. Use a sequence flow.`,
      edge.id,
    );
  }
}

/** The pool, or the process that no pool shows, that a node belongs to. */
function poolOf(graph: Graph, node: GraphNode): string {
  if (node.kind === 'bpmn::participant') return String(node.properties.processRef ?? node.id);
  return rootOf(graph, node);
}
