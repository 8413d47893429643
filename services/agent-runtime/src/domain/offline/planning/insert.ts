import { answer, type Decision, type PatchOperation, resolve } from '../decision.ts';
import { elementKind } from '../language/element-kind.ts';
import type { Place, Request } from '../language/request.ts';
import { label, laneOf, reference } from '../model/containers.ts';
import { isActivity, isFlowNode, isGateway } from '../model/kind.ts';
import { type ModelView, SEQUENCE_FLOW, type ViewEdge, type ViewNode } from '../model/model-view.ts';
import { fold } from '../model/name.ts';
import { askBranch, askWhere } from './ask-place.ts';
import { describe, type NewElement } from './new-element.ts';

/** The new node's name within the patch. */
const NEW = 'new_element';

/** Plans `add`: where one flow leads on, the new element goes into it; see the README for several flows and none. */
export function planAddition(view: ModelView, request: Extract<Request, { type: 'add' }>): Decision {
  const make = elementKind(request.kind)?.make;
  if (make === undefined) {
    return answer(0.1, `I can add tasks, gateways, events and sub-processes, but no ${request.kind}.`);
  }
  if (/"(?:,| and| &) "/.test(request.name)) {
    return answer(0.1, 'I add one element at a time: ask for the first one, then for what comes after it.');
  }
  const name = request.name === '' && isActivity(make.kind) ? 'New task' : request.name;
  const element: NewElement = { ...make, name };
  const { place } = request;
  if (place.at === 'unsaid') return askWhere(view, element);
  if (place.at === 'between') return between(view, element, place);
  const isBoundary = make.kind === 'bpmn::boundary_event';
  if (place.at === 'on' && !isBoundary) return askWhere(view, element);
  const anchor = resolve(view, place.element, 'step', (node) => isFlowNode(node.kind));
  if (!anchor.ok) return anchor.decision;
  const { node, quality } = anchor;
  if (place.at === 'on' || isBoundary) return attach(view, element, node, quality);
  return place.at === 'after'
    ? insertAfter(view, element, node, place.branch, quality)
    : insertBefore(view, element, node, place.branch, quality);
}

function insertAfter(view: ModelView, element: NewElement, node: ViewNode, branch: string, quality: number): Decision {
  const title = `Add ${describe(element)} after ${label(view, node)}`;
  if (element.kind === 'bpmn::start_event') {
    return answer(quality, `A start event has nothing before it. Ask for it before ${reference(view, node)} instead.`);
  }
  if (node.kind === 'bpmn::end_event') {
    return answer(
      quality,
      `Nothing can follow ${label(view, node)}: it is an end. Shall it go before ${reference(view, node)}?`,
    );
  }
  const add = addNode(view, element, node);
  const flows = view.outgoing(node.id);
  const only = oneOf(view, flows, branch, 'target');
  if (element.kind === 'bpmn::end_event' || flows.length === 0) {
    return { type: 'propose', quality, title, operations: [add, connect(node.id, NEW)] };
  }
  if (only !== undefined) return split(view, title, add, only, quality);
  // An activity that names a default decides like a gateway.
  const decides = isGateway(node.kind) || node.properties.default !== undefined;
  if (decides || branch !== '') return askBranch(view, element, node, flows, 'target', quality);
  const moved = flows.flatMap((flow) => [disconnect(flow), connect(NEW, flow.target, flow.name)]);
  return checked(view, flows, { type: 'propose', quality, title, operations: [add, ...moved, connect(node.id, NEW)] });
}

function insertBefore(view: ModelView, element: NewElement, node: ViewNode, branch: string, quality: number): Decision {
  const title = `Add ${describe(element)} before ${label(view, node)}`;
  if (element.kind === 'bpmn::end_event') {
    return answer(quality, `Nothing can follow an end event. Ask for it after ${reference(view, node)} instead.`);
  }
  if (node.kind === 'bpmn::start_event' || node.kind === 'bpmn::boundary_event') {
    return answer(quality, `Nothing can come before ${label(view, node)}. Shall it go after ${reference(view, node)}?`);
  }
  const add = addNode(view, element, node);
  const flows = view.incoming(node.id);
  const only = oneOf(view, flows, branch, 'source');
  if (element.kind === 'bpmn::start_event' || flows.length === 0) {
    return { type: 'propose', quality, title, operations: [add, connect(NEW, node.id)] };
  }
  if (only !== undefined) return split(view, title, add, only, quality);
  if (isGateway(node.kind) || branch !== '') return askBranch(view, element, node, flows, 'source', quality);
  const moved = flows.flatMap((flow) => [disconnect(flow), connect(flow.source, NEW, flow.name)]);
  return checked(view, flows, { type: 'propose', quality, title, operations: [add, ...moved, connect(NEW, node.id)] });
}

function between(view: ModelView, element: NewElement, place: Extract<Place, { at: 'between' }>): Decision {
  const from = resolve(view, place.from, 'step', (node) => isFlowNode(node.kind));
  if (!from.ok) return from.decision;
  const to = resolve(view, place.to, 'step', (node) => isFlowNode(node.kind));
  if (!to.ok) return to.decision;
  const quality = (from.quality + to.quality) / 2;
  const direct = view.outgoing(from.node.id).find((flow) => flow.target === to.node.id);
  const flow = direct ?? view.outgoing(to.node.id).find((one) => one.target === from.node.id);
  if (flow === undefined) {
    const next = view.outgoing(from.node.id).map((one) => view.nodes.get(one.target));
    const known = next.filter((one) => one !== undefined).map((one) => reference(view, one));
    const hint = known.length > 0 ? ` ${label(view, from.node)} leads to ${known.join(' and ')}.` : '';
    return answer(quality, `No flow leads from ${label(view, from.node)} to ${label(view, to.node)}.${hint}`);
  }
  const source = view.nodes.get(flow.source) ?? from.node;
  const title = `Add ${describe(element)} between ${label(view, from.node)} and ${label(view, to.node)}`;
  return split(view, title, addNode(view, element, source), flow, quality);
}

function attach(view: ModelView, element: NewElement, host: ViewNode, quality: number): Decision {
  if (!isActivity(host.kind))
    return answer(quality, `A boundary event needs a task or sub-process; ${label(view, host)} is none.`);
  const add = addNode(view, element, host);
  const properties = { ...(add.properties as object | undefined), attachedTo: host.id };
  const title = `Add ${describe(element)} to ${label(view, host)}`;
  return { type: 'propose', quality, title, operations: [{ ...add, properties }] };
}

/** Puts the new node into a flow. What leads to it keeps the flow's identity and label. */
function split(view: ModelView, title: string, add: PatchOperation, flow: ViewEdge, quality: number): Decision {
  const operations = [add, disconnect(flow), connect(flow.source, NEW, flow.name), connect(NEW, flow.target)];
  return checked(view, [flow], { type: 'propose', quality, title, operations });
}

/** A flow that stands for a collapsed chain cannot be changed. */
function checked(view: ModelView, flows: readonly ViewEdge[], decision: Decision): Decision {
  if (flows.every((flow) => flow.id !== '')) return decision;
  return answer(
    decision.quality,
    `This model of ${view.totalNodes} elements is too large to see that part of it in detail.`,
  );
}

function oneOf(
  view: ModelView,
  flows: readonly ViewEdge[],
  branch: string,
  end: 'source' | 'target',
): ViewEdge | undefined {
  if (branch === '') return flows.length === 1 ? flows[0] : undefined;
  const wanted = fold(branch);
  const chosen = flows.filter((flow) =>
    [flow.name, view.nodes.get(flow[end])?.name ?? ''].some((one) => fold(one) === wanted),
  );
  return chosen.length === 1 ? chosen[0] : undefined;
}

/** Beside `neighbour`: in the same container and lane. */
function addNode(view: ModelView, { kind, name, eventDefinition }: NewElement, neighbour: ViewNode): PatchOperation {
  const host = view.nodes.get(neighbour.properties.attachedTo ?? '');
  const lane = laneOf(view, neighbour) ?? (host === undefined ? undefined : laneOf(view, host));
  const properties = {
    ...(eventDefinition && { eventDefinition }),
    ...(lane && neighbour.parent !== lane.id && { lane: lane.id }),
  };
  return {
    op: 'add_node',
    ref: NEW,
    kind,
    ...(name !== '' && { name }),
    ...(neighbour.parent !== '' && { parent: neighbour.parent }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

function connect(source: string, target: string, name = ''): PatchOperation {
  return { op: 'connect', kind: SEQUENCE_FLOW, source, target, ...(name !== '' && { name }) };
}

function disconnect(flow: ViewEdge): PatchOperation {
  return { op: 'disconnect', edge: flow.id };
}
