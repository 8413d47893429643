import type { Graph, GraphEdge, GraphNode } from '@ameide/graph-model';
import { activities, catchEvents, flowNodes } from '../kinds.ts';
import { typesIn } from '../properties/event-definitions.ts';
import { label, type Report, rootOf } from './report.ts';

/** Triggers that always end what they interrupt. */
const interrupting = ['error', 'cancel'];

export function checkTrigger(graph: Graph, node: GraphNode, report: Report): void {
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

/** Kinds whose flows without a condition are all taken at once. */
const splitsImplicitly = (kind: string) => activities.has(kind) || catchEvents.has(kind);

export function checkOutgoing(node: GraphNode, outgoing: readonly GraphEdge[], report: Report): void {
  const name = label(node, node.id);
  const fallback = node.properties.default;
  if (node.kind === 'bpmn::event_based_gateway' && outgoing.length === 1) {
    const message = `The event-based gateway ${name} has one outgoing flow; it needs at least two to wait for one of them.`;
    report('warning', 'bpmn_event_based_gateway', message, node.id);
  }
  const unconditional = outgoing.filter(
    (flow) => flow.properties.conditionExpression === undefined && flow.id !== fallback,
  );
  const unclear = unconditional.filter((flow) => flow.name === '');
  if (node.kind === 'bpmn::exclusive_gateway' && unclear.length > 1) {
    const message = `The exclusive gateway ${name} has ${unclear.length} outgoing flows with neither name nor condition.`;
    report('warning', 'bpmn_gateway_unclear', message, node.id, ...unclear.map((flow) => flow.id));
  }
  if (splitsImplicitly(node.kind) && unconditional.length > 1) {
    const message = `${name} has ${unconditional.length} outgoing flows without a condition: all of them are taken. Put a gateway behind it, or remove a flow.`;
    report('warning', 'bpmn_implicit_split', message, node.id, ...unconditional.map((flow) => flow.id));
  }
  const conditional = outgoing.find(
    (flow) => flow.id === fallback && flow.properties.conditionExpression !== undefined,
  );
  if (conditional !== undefined) {
    const message = `The default flow ${conditional.id} of ${name} has a condition, which nothing asks. Clear its conditionExpression or the property default.`;
    report('warning', 'bpmn_default_with_condition', message, node.id, conditional.id);
  }
}

/** Says which flow nodes of a process with lanes are in none. */
export function laneCheck({ nodes }: Graph, report: Report): (node: GraphNode) => void {
  const lanes = new Map<string | null, GraphNode[]>();
  for (const node of nodes.values()) {
    if (node.kind === 'bpmn::lane') lanes.set(node.parent, [...(lanes.get(node.parent) ?? []).slice(0, 10), node]);
  }
  return (node) => {
    const choice = flowNodes.has(node.kind) && node.properties.lane === undefined ? lanes.get(node.parent) : undefined;
    if (choice === undefined || nodes.get(node.parent ?? '')?.kind !== 'bpmn::process') return;
    const names = choice.map(({ id, name }) => `${id}${name === '' ? '' : ` (${name})`}`);
    const message = `${label(node, node.id)} belongs to no lane. Set its property lane, for instance to ${names.join(' or ')}.`;
    report('warning', 'bpmn_no_lane', message, node.id);
  };
}

/** Links lead from throwing to catching events of one name in one process. What is left alone is nobody's own change. */
export function checkLinks(graph: Graph, report: Report): void {
  const ends = new Map<string, { throwing: GraphNode[]; catching: GraphNode[] }>();
  for (const node of graph.nodes.values()) {
    const isCatching = node.kind === 'bpmn::intermediate_catch_event';
    if (!isCatching && node.kind !== 'bpmn::intermediate_throw_event') continue;
    if (!typesIn(node.properties.eventDefinition).includes('link')) continue;
    const key = JSON.stringify([rootOf(graph, node), node.properties.linkName ?? '']);
    const link = ends.get(key) ?? { throwing: [], catching: [] };
    ends.set(key, link);
    link[isCatching ? 'catching' : 'throwing'].push(node);
  }
  for (const { throwing, catching } of ends.values()) {
    if (throwing.length > 0 && catching.length > 0) continue;
    for (const node of [...throwing, ...catching]) {
      const missing = throwing.length > 0 ? 'catching' : 'throwing';
      const message = `The link event ${label(node, node.id)} has no ${missing} link event with its linkName in the process.`;
      report('warning', 'bpmn_link_without_partner', message, node.id);
    }
  }
}

/** Beside pools, a process that none of them shows is not drawn. */
export function checkPools(graph: Graph, report: Report): void {
  const pools = [...graph.nodes.values()].filter(({ kind }) => kind === 'bpmn::participant');
  if (pools.length === 0) return;
  const shown = new Set(pools.map(({ properties }) => properties.processRef));
  const filled = new Set([...graph.nodes.values()].map(({ parent }) => parent));
  for (const node of graph.nodes.values()) {
    if (node.kind !== 'bpmn::process' || shown.has(node.id) || !filled.has(node.id)) continue;
    const message = `No pool shows the process ${label(node, node.id)}. Set the property processRef of one to ${node.id}, or remove it.`;
    report('warning', 'bpmn_process_without_pool', message, node.id);
  }
}
