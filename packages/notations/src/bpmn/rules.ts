import type { Diagnostic, Graph, GraphEdge, GraphNode } from '@ameide/graph-model';
import { isSyntheticId } from './document.ts';
import { activities, allowedParents } from './kinds.ts';
import { checkEdge, collaborationsIn } from './rules/edge-rules.ts';
import { checkLinks, checkOutgoing, checkPools, checkTrigger, laneCheck } from './rules/meaning-rules.ts';
import { label, type Report } from './rules/report.ts';
import { isLegalText } from './xml/escape.ts';

/** The rules of BPMN for the touched elements, or for all. Rules that valid models in the field break are warnings. */
export function checkBpmn(graph: Graph, touched?: ReadonlySet<string>): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (severity, code, message, ...elementIds) =>
    diagnostics.push({ severity, code, message, elementIds });
  const outgoing = outgoingFlows(graph);
  const checkLane = laneCheck(graph, report);
  const pools = collaborationsIn(graph);
  for (const node of graph.nodes.values()) {
    if (touched !== undefined && !touched.has(node.id)) continue;
    checkText(node, report);
    if (touched !== undefined) checkEditable(node.id, report);
    checkContainment(graph, node, report);
    checkReferences(graph, node, report);
    checkTrigger(graph, node, report);
    checkOutgoing(node, outgoing.get(node.id) ?? [], report);
    checkLane(node);
  }
  checkLinks(graph, report);
  checkPools(graph, report);
  for (const edge of graph.edges.values()) {
    const own = touched?.has(edge.id) ?? true;
    if (!own && !touched!.has(edge.source) && !touched!.has(edge.target)) continue;
    if (own) checkText(edge, report);
    if (own && touched !== undefined) for (const id of [edge.id, edge.source, edge.target]) checkEditable(id, report);
    checkEdge(graph, edge, pools, report);
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
