import type { GraphEdge, GraphNode, Suggestion } from '@ameide/graph-model';
import { kindLabel } from '@ameide/graph-model';
import { label } from '../rules/report.ts';
import { areEditable, type FlowModel, needsFlow } from './flows.ts';
import { type Nearby, nearbyOf } from './nearby.ts';
import { add, connect, cut, operationsOf, update } from './operations.ts';
import { type ThoughtFlow, unreachable } from './reach.ts';
import { because, type Reason } from './reasons.ts';

/** Without an id, as versions are told so; the ids stand beside the title of a suggestion. */
const called = (node: GraphNode | undefined) => label(node, node ? `the ${kindLabel(node.kind)}` : 'a step');

const OTHERWISE = /^(else|otherwise|other|default|sonst|andernfalls|andere)\b/i;
const NO = /^(no|not|nein|nicht)\b/i;

/** Flows for gateways that may leave nothing to do: which of them is taken when no other is. */
export function suggestDefaultFlows(model: FlowModel): readonly Suggestion[] {
  return [...model.graph.nodes.values()].flatMap((node) => {
    if (node.kind !== 'bpmn::exclusive_gateway' && node.kind !== 'bpmn::inclusive_gateway') return [];
    const outgoing = model.outgoing(node.id);
    if (node.properties.default !== undefined || outgoing.length < 2) return [];
    const choice = defaultOf(outgoing);
    if (choice === undefined || !areEditable(node, choice.flow)) return [];
    const { flow, confidence, why } = choice;
    const name =
      flow.name.trim() === '' ? `the flow to ${called(model.graph.nodes.get(flow.target))}` : `“${flow.name}”`;
    return [
      {
        ...{ code: 'default_flow', title: `Make ${name} the default flow`, ...why, confidence },
        elementIds: [node.id, flow.id],
        operations: operationsOf(update(node.id, { default: flow.id })),
      },
    ];
  });
}

function defaultOf(outgoing: readonly GraphEdge[]): { flow: GraphEdge; confidence: number; why: Reason } | undefined {
  const free = outgoing.filter(({ properties }) => properties.conditionExpression === undefined);
  const named = free.find(({ name }) => OTHERWISE.test(name.trim()));
  if (named !== undefined) return { flow: named, confidence: 0.9, why: because('named_otherwise') };
  const [only] = free;
  if (only !== undefined && free.length === 1) {
    return { flow: only, confidence: 0.8, why: because('only_without_condition') };
  }
  const no = free.filter(({ name }) => NO.test(name.trim()));
  if (no.length !== 1) return undefined;
  return { flow: no[0]!, confidence: 0.5, why: because('answer_is_no') };
}

/** Of a container. Each is compared with everything in it, and nobody looks at more. */
const MAX_LOOSE = 200;

/** Flows for what is in none. */
export function suggestConnections(model: FlowModel): readonly Suggestion[] {
  const suggestions: Suggestion[] = [];
  for (const steps of model.steps.values()) {
    const taken: Taken = { steps, ends: new Set(), flows: [] };
    const loose = steps.filter((node) => {
      const needs = needsFlow(model, node);
      const isAlone = model.incoming(node.id).length === 0 && model.outgoing(node.id).length === 0;
      return isAlone && (needs.incoming || needs.outgoing) && areEditable(node);
    });
    if (loose.length === 0 || steps.length === 1) continue;
    const nearby = nearbyOf(model, steps);
    for (const node of loose.slice(0, MAX_LOOSE)) {
      const found = connectionOf(model, node, nearby, taken);
      if (found !== undefined) suggestions.push(found);
    }
  }
  return suggestions;
}

/** What is suggested already in one container: all of it may be accepted. */
interface Taken {
  readonly steps: readonly GraphNode[];
  readonly ends: Set<string>;
  readonly flows: ThoughtFlow[];
}

function connectionOf(model: FlowModel, node: GraphNode, nearby: Nearby, taken: Taken): Suggestion | undefined {
  const needs = needsFlow(model, node);
  const before = needs.incoming ? nearby.openEnd(node, taken.ends) : undefined;
  const beginning = needs.outgoing ? nearby.openBeginning(node, taken.ends) : undefined;
  const flowsTo = (after: GraphNode | undefined) => [
    ...(before ? [{ source: before.id, target: node.id }] : []),
    ...(after ? [{ source: node.id, target: after.id }] : []),
  ];
  const isStranded = unreachable(model, taken.steps, [...taken.flows, ...flowsTo(beginning)]).has(node.id);
  const after = isStranded || node.properties.attachedTo === beginning?.id ? undefined : beginning;
  const name = called(node);
  if (before ?? after) {
    for (const end of [before, after]) if (end) taken.ends.add(end.id);
    const thought = flowsTo(after);
    taken.flows.push(...thought);
    const flows = thought.map(({ source, target }) => connect(source, target));
    const ends = [before && `after ${called(before)}`, after && `before ${called(after)}`];
    return {
      ...{
        code: 'connect_element',
        title: `Connect ${name} ${ends.filter(Boolean).join(' and ')}`,
        confidence: before && after ? 0.6 : 0.5,
      },
      ...because('neighbour_lacks_flow', { about: name }),
      elementIds: [node.id, ...(before ? [before.id] : []), ...(after ? [after.id] : [])],
      operations: operationsOf(...flows),
    };
  }
  const flow = needs.incoming && needs.outgoing ? nearby.flow(node) : undefined;
  if (flow === undefined) return undefined;
  const ends = [flow.edge.source, flow.edge.target].map((id) => called(model.graph.nodes.get(id)));
  return {
    ...{
      code: 'connect_element',
      title: `Put ${name} between ${ends[0]} and ${ends[1]}`,
      confidence: flow.isUnder ? 0.7 : 0.3,
    },
    ...because(flow.isUnder ? 'lies_on_flow' : 'nearest_flow', { about: name }),
    elementIds: [node.id, flow.edge.id],
    operations: operationsOf(cut(flow.edge.id), connect(flow.edge.source, node.id), connect(node.id, flow.edge.target)),
  };
}

const lacking = { start: 'bpmn::start_event', end: 'bpmn::end_event' } as const;

/** Events where a process begins or ends without one. */
export function suggestEvents(model: FlowModel): readonly Suggestion[] {
  return [...model.steps].flatMap(([container, steps]) => {
    const parent = model.graph.nodes.get(container);
    if (parent === undefined || parent.kind === 'bpmn::ad_hoc_sub_process' || !areEditable(parent)) return [];
    const hasStart = steps.some(({ kind }) => kind === lacking.start);
    return steps.flatMap((node) => {
      const [into, outOf] = [model.incoming(node.id).length, model.outgoing(node.id).length];
      const isAttached = node.kind === 'bpmn::boundary_event';
      if (!areEditable(node) || (into + outOf === 0 && steps.length > 1 && !isAttached)) return [];
      const needs = needsFlow(model, node);
      return [
        ...(needs.incoming && into === 0 && !hasStart ? [eventAt(node, container, 'start')] : []),
        ...(needs.outgoing && outOf === 0 ? [eventAt(node, container, 'end')] : []),
      ];
    });
  });
}

function eventAt(node: GraphNode, container: string, which: keyof typeof lacking): Suggestion {
  const name = called(node);
  const { lane } = node.properties;
  const event = { key: `${which} of ${node.id}` };
  const added = add(
    event,
    { kind: lacking[which], name: '', properties: lane === undefined ? {} : { lane } },
    container,
  );
  const isStart = which === 'start';
  const flow = isStart ? connect(event, node.id) : connect(node.id, event);
  return {
    code: `${which}_event`,
    title: isStart ? `Begin with a start event before ${name}` : `End with an end event after ${name}`,
    ...because(isStart ? 'no_beginning' : 'no_end', { about: name }),
    confidence: 0.6,
    elementIds: [node.id],
    operations: operationsOf(added, flow),
  };
}
