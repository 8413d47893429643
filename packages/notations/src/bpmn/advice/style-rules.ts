import type { Bounds, Finding, Fix, GraphEdge, GraphNode } from '@ameide/graph-model';
import { activities, events, flowNodes, gateways, subProcesses } from '../kinds.ts';
import { label } from '../rules/report.ts';
import { areEditable, type FlowModel, needsFlow } from './flows.ts';
import { connect, cut, operationsOf, remove, update } from './operations.ts';
import { overlaps } from './overlaps.ts';
import { adviseRings, adviseTimer } from './step-rules.ts';

export type Advise = (
  severity: 'warning' | 'info',
  code: string,
  message: string,
  elementIds: readonly string[],
  fixes?: readonly (Fix | false)[],
) => void;

/** What good style has to say about a model. */
export function styleFindings(model: FlowModel): readonly Finding[] {
  const found: Finding[] = [];
  const advise: Advise = (severity, code, message, elementIds, fixes = []) =>
    found.push({
      ...{ source: 'style', severity, code, message, elementIds },
      fixes: fixes.filter((fix) => fix !== false),
    });
  for (const node of model.graph.nodes.values()) {
    adviseName(model, node, advise);
    if (!flowNodes.has(node.kind)) continue;
    adviseConnections(model, node, advise);
    adviseGateway(model, node, advise);
    adviseTimer(node, advise);
  }
  for (const [id, steps] of model.steps) adviseContainer(model, id, steps, advise);
  adviseDoubleFlows(model, advise);
  adviseDrawing(model, advise);
  return found;
}

function adviseName({ outgoing }: FlowModel, { id, kind, name }: GraphNode, advise: Advise): void {
  if (name.trim() !== '') return;
  const what = (sentence: string, severity: 'warning' | 'info') => advise(severity, 'style_no_name', sentence, [id]);
  if (activities.has(kind)) what(`${id} has no name. Say what is done there, such as “Check order”.`, 'warning');
  else if (kind === 'bpmn::participant') what(`The pool ${id} has no name. Say who takes part.`, 'warning');
  else if (kind === 'bpmn::lane') what(`The lane ${id} has no name. Say who does what is in it.`, 'warning');
  else if (events.has(kind))
    what(`The event ${id} has no name. Say what has happened, such as “Order received”.`, 'info');
  else if (kind === 'bpmn::exclusive_gateway' || kind === 'bpmn::inclusive_gateway') {
    if (outgoing(id).length > 1)
      what(`The gateway ${id} has no name. Say what is asked there, such as “In stock?”.`, 'info');
  }
}

/** What is in no flow at all; a node that is alone in its process is a beginning. */
function adviseConnections(model: FlowModel, node: GraphNode, advise: Advise): void {
  const { id } = node;
  const needs = needsFlow(model, node);
  const isAlone = model.incoming(id).length === 0 && model.outgoing(id).length === 0;
  if (!isAlone || !(needs.incoming || needs.outgoing) || model.steps.get(node.parent ?? '')?.length === 1) return;
  const fix = areEditable(node) && {
    code: 'remove',
    title: `Remove ${label(node, id)}`,
    operations: operationsOf(remove(id)),
  };
  // Nothing may lead to an attached event.
  const [code, message] =
    node.kind === 'bpmn::boundary_event'
      ? ['style_leads_nowhere', `No flow leads from ${label(node, id)}. Connect it to what follows, or remove it.`]
      : [
          'style_not_connected',
          `${label(node, id)} is not connected: no flow leads to it or from it. Connect it, or remove it.`,
        ];
  advise('warning', code, message, [id], [fix]);
}

function adviseGateway(model: FlowModel, node: GraphNode, advise: Advise): void {
  const { id, kind } = node;
  const [incoming, outgoing] = [model.incoming(id), model.outgoing(id)];
  const name = label(node, id);
  if (!gateways.has(kind)) {
    if (incoming.length > 1 && kind !== 'bpmn::end_event') {
      const message = `${incoming.length} flows lead to ${name}: each of them lets it happen once. Put a gateway in front of it to say whether they are alternatives.`;
      advise('info', 'style_implicit_join', message, [id]);
    }
    return;
  }
  if (incoming.length === 1 && outgoing.length === 1) {
    const message = `The gateway ${name} neither splits nor joins. Remove it and let the flow go through.`;
    advise('info', 'style_needless_gateway', message, [id], [bypass(node, incoming[0]!, outgoing[0]!)]);
  }
  if (incoming.length > 1 && outgoing.length > 1) {
    const message = `The gateway ${name} joins ${incoming.length} flows and splits into ${outgoing.length}. Use one gateway for each.`;
    advise('info', 'style_join_and_split', message, [id]);
  }
  const mayStick = kind === 'bpmn::exclusive_gateway' || kind === 'bpmn::inclusive_gateway';
  const isDecided =
    outgoing.length > 1 && outgoing.every(({ properties }) => properties.conditionExpression !== undefined);
  if (mayStick && isDecided) {
    const message = `Every flow from the gateway ${name} has a condition: when none of them holds, nothing goes on. Make one flow the default.`;
    advise(
      'info',
      'style_no_default',
      message,
      [id],
      outgoing.slice(0, 3).map((flow) => asDefault(node, flow)),
    );
  }
}

function bypass(node: GraphNode, into: GraphEdge, outOf: GraphEdge): Fix | false {
  if (into.source === outOf.target || !areEditable(node, into, outOf, { id: into.source }, { id: outOf.target }))
    return false;
  return {
    code: 'bypass',
    title: `Remove ${label(node, node.id)}, and connect what it was between`,
    operations: operationsOf(remove(node.id), connect(into.source, outOf.target)),
  };
}

/** A default flow has no condition. */
function asDefault(node: GraphNode, flow: GraphEdge): Fix | false {
  if (!areEditable(node, flow)) return false;
  return {
    code: 'set_default',
    title: `Make ${label(flow as never, flow.id)} the default flow`,
    operations: operationsOf(update(flow.id, { conditionExpression: null }), update(node.id, { default: flow.id })),
  };
}

/** Where things begin and end. Ad hoc there is neither. */
function adviseContainer(model: FlowModel, id: string, steps: readonly GraphNode[], advise: Advise): void {
  const container = model.graph.nodes.get(id);
  if (container === undefined || container.kind === 'bpmn::ad_hoc_sub_process') return;
  if (container.kind !== 'bpmn::process' && !subProcesses.has(container.kind)) return;
  const starts = steps.filter(({ kind }) => kind === 'bpmn::start_event');
  const hasEnd = steps.some(({ kind }) => kind === 'bpmn::end_event');
  const name = label(container, id);
  if (starts.length === 0)
    advise('warning', 'style_no_start', `${name} has no start event. Add one to show where it begins.`, [id]);
  if (!hasEnd) advise('warning', 'style_no_end', `${name} has no end event. Add one to show where it ends.`, [id]);
  const blank = starts.filter(({ properties }) => properties.eventDefinition === undefined);
  if (blank.length > 1) {
    const message = `${name} has ${blank.length} start events without a trigger. Say what triggers each, or keep one.`;
    advise(
      'info',
      'style_several_starts',
      message,
      blank.map((start) => start.id),
    );
  }
  adviseRings(model, steps, advise);
  for (const step of steps) {
    const needs = needsFlow(model, step);
    const [into, outOf] = [model.incoming(step.id).length, model.outgoing(step.id).length];
    if (into + outOf === 0) continue;
    if (needs.incoming && into === 0 && starts.length > 0) {
      const message = `No flow leads to ${label(step, step.id)}: it begins together with the process. Connect it, or put a start event in front of it.`;
      advise('info', 'style_implicit_start', message, [step.id]);
    }
    if (needs.outgoing && outOf === 0 && hasEnd) {
      const message = `Nothing follows ${label(step, step.id)}. Connect it, or put an end event behind it.`;
      advise('info', 'style_implicit_end', message, [step.id]);
    }
  }
}

function adviseDoubleFlows({ graph }: FlowModel, advise: Advise): void {
  const seen = new Map<string, GraphEdge>();
  for (const edge of graph.edges.values()) {
    if (edge.kind !== 'bpmn::sequence_flow') continue;
    const key = JSON.stringify([edge.source, edge.target, edge.properties.conditionExpression ?? null]);
    const first = seen.get(key);
    seen.set(key, first ?? edge);
    if (first === undefined) continue;
    const ends = [edge.source, edge.target].map((end) => label(graph.nodes.get(end), end));
    const message = `Two flows lead from ${ends[0]} to ${ends[1]}. Remove one of them.`;
    const fix = areEditable(edge) && {
      code: 'remove',
      title: `Remove the flow ${edge.id}`,
      operations: operationsOf(cut(edge.id)),
    };
    advise('warning', 'style_double_flow', message, [edge.id, first.id], [fix]);
  }
}

function adviseDrawing({ graph, layout, steps }: FlowModel, advise: Advise): void {
  if (layout.bounds.size === 0) return;
  for (const nodes of steps.values()) {
    const drawn: { readonly node: GraphNode; readonly bounds: Bounds }[] = [];
    for (const node of nodes) {
      const bounds = layout.bounds.get(node.id);
      if (bounds !== undefined && node.kind !== 'bpmn::boundary_event') drawn.push({ node, bounds });
      if (bounds === undefined && areEditable(node)) {
        advise(
          'warning',
          'style_not_drawn',
          `${label(node, node.id)} is in the model, but nobody sees it: it is not drawn. Place it, or remove it.`,
          [node.id],
        );
      }
    }
    for (const [one, other] of overlaps(drawn)) {
      const message = `${label(one, one.id)} and ${label(other, other.id)} lie on one another. Move one of them.`;
      advise('warning', 'style_overlap', message, [one.id, other.id]);
    }
  }
  for (const edge of graph.edges.values()) {
    const isSeen = layout.bounds.has(edge.source) && layout.bounds.has(edge.target);
    if (edge.kind !== 'bpmn::sequence_flow' || !isSeen || layout.waypoints.has(edge.id) || !areEditable(edge)) continue;
    const ends = [edge.source, edge.target].map((end) => label(graph.nodes.get(end), end));
    advise(
      'warning',
      'style_not_drawn',
      `The flow from ${ends[0]} to ${ends[1]} is in the model, but it is not drawn.`,
      [edge.id],
    );
  }
}
