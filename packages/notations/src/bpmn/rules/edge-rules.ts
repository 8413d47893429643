import type { Graph, GraphEdge, GraphNode } from '@ameide/graph-model';
import { activities, catchEvents, collaborations, flowNodes, itemAwareElements } from '../kinds.ts';
import { label, type Report, rootOf } from './report.ts';

/** The collaborations that show a process, or a pool without one, in a pool; by its id. */
export type CollaborationsOf = ReadonlyMap<string, ReadonlySet<string>>;

export function collaborationsIn({ nodes }: Graph): CollaborationsOf {
  const found = new Map<string, Set<string>>();
  for (const { id, kind, parent, properties } of nodes.values()) {
    if (kind !== 'bpmn::participant' || parent === null) continue;
    const root = String(properties.processRef ?? id);
    found.set(root, (found.get(root) ?? new Set()).add(parent));
  }
  return found;
}

export function checkEdge(graph: Graph, edge: GraphEdge, pools: CollaborationsOf, report: Report): void {
  const source = graph.nodes.get(edge.source);
  const target = graph.nodes.get(edge.target);
  const name = `${label(source, edge.source)} → ${label(target, edge.target)}`;
  switch (edge.kind) {
    case 'bpmn::sequence_flow':
      checkSequenceFlow(graph, edge, source, target, name, report);
      return;
    case 'bpmn::message_flow':
      checkMessageFlow(graph, edge, source, target, name, pools, report);
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

function checkMessageFlow(
  graph: Graph,
  edge: GraphEdge,
  source: GraphNode | undefined,
  target: GraphNode | undefined,
  name: string,
  pools: CollaborationsOf,
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
    return;
  }
  if (pools.size === 0 && ![...graph.nodes.values()].some(({ kind }) => collaborations.has(kind))) {
    const message = `The message flow ${name} needs a collaboration, which the model does not have. Add one, with a pool for each process.`;
    report('error', 'bpmn_message_flow_without_collaboration', message, edge.id);
    return;
  }
  const [here, there] = [pools.get(from), pools.get(to)];
  if (here !== undefined && there !== undefined && ![...here].some((id) => there.has(id))) {
    const message = `The message flow ${name} leads from one collaboration to another. Both pools must stand in one collaboration.`;
    report('error', 'bpmn_message_flow_across_collaborations', message, edge.id);
  }
}

/** The pool, or the process that no pool shows, that a node belongs to. */
function poolOf(graph: Graph, node: GraphNode): string {
  if (node.kind === 'bpmn::participant') return String(node.properties.processRef ?? node.id);
  return rootOf(graph, node);
}
