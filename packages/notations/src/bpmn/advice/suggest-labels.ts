import type { GraphEdge, GraphNode, Suggestion } from '@ameide/graph-model';
import { activities, catchEvents, events, subProcesses } from '../kinds.ts';
import { rootOf } from '../rules/report.ts';
import { areEditable, type FlowModel, push } from './flows.ts';
import type { LabelWords } from './label-words.ts';
import { operationsOf, rename } from './operations.ts';
import { because, type Reason } from './reasons.ts';

/** A name from farther away says little. */
const MAX_STEPS_BACK = 5;
/** Names are at most as long as this on a canvas. */
const MAX_LABEL = 60;

interface Label {
  readonly name: string;
  readonly confidence: number;
  readonly why: Reason;
}

/** Names for what has none, from what the model says about it. */
export function suggestLabels(model: FlowModel, words: LabelWords): readonly Suggestion[] {
  const messages = messageFlowsAt(model);
  return [...model.graph.nodes.values()].flatMap((node) => {
    if (node.name.trim() !== '' || !areEditable(node)) return [];
    const label = labelFor(model, node, messages.get(node.id) ?? [], words);
    if (label === undefined || label.name.trim() === '') return [];
    const { why, confidence } = label;
    const name = shortened(label.name);
    const operations = operationsOf(rename(node.id, name));
    return [
      { code: 'label_element', title: `Name it “${name}”`, ...why, confidence, elementIds: [node.id], operations },
    ];
  });
}

const shortened = (name: string) => {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length > MAX_LABEL ? `${line.slice(0, MAX_LABEL - 1)}…` : line;
};

function labelFor(
  model: FlowModel,
  node: GraphNode,
  messages: readonly GraphEdge[],
  words: LabelWords,
): Label | undefined {
  const { kind } = node;
  if (kind === 'bpmn::participant') return fromProcess(model, node);
  if (activities.has(kind)) return forActivity(model, node, messages, words);
  if (events.has(kind)) return forEvent(model, node, messages, words);
  if (kind === 'bpmn::exclusive_gateway' || kind === 'bpmn::inclusive_gateway') return forSplit(model, node, words);
  return undefined;
}

function fromProcess({ graph }: FlowModel, { properties }: GraphNode): Label | undefined {
  const name = graph.nodes.get(String(properties.processRef))?.name ?? '';
  return { name, confidence: 0.8, why: because('process_in_pool') };
}

function forActivity(
  model: FlowModel,
  node: GraphNode,
  messages: readonly GraphEdge[],
  words: LabelWords,
): Label | undefined {
  const called = node.properties.calledElement;
  if (typeof called === 'string') {
    return { name: spelled(called), confidence: 0.7, why: because('called_element') };
  }
  const message = messages.find(({ name }) => name.trim() !== '');
  if (message !== undefined) {
    const name = (message.source === node.id ? words.send : words.receive)(message.name);
    return { name, confidence: 0.7, why: because('message_flow', { value: message.name }) };
  }
  if (subProcesses.has(node.kind)) {
    const names = (model.steps.get(node.id) ?? []).flatMap(({ kind, name }) =>
      activities.has(kind) && name ? [name] : [],
    );
    const [first, last] = [names[0], names.at(-1)];
    if (first !== undefined) {
      return {
        name: first === last ? first : `${first} … ${last}`,
        confidence: 0.5,
        why: because('what_happens_in_it'),
      };
    }
  }
  const before = nameBefore(model, node);
  if (before === undefined) return undefined;
  return {
    name: words.after(before),
    confidence: 0.2,
    why: because('name_to_begin_with'),
  };
}

function forEvent(
  model: FlowModel,
  node: GraphNode,
  messages: readonly GraphEdge[],
  words: LabelWords,
): Label | undefined {
  const message = messages.find(({ name }) => name.trim() !== '');
  if (message !== undefined) {
    const name = catchEvents.has(node.kind) ? words.received(message.name) : words.send(message.name);
    return { name, confidence: 0.7, why: because('message_flow', { value: message.name }) };
  }
  const host = model.graph.nodes.get(String(node.properties.attachedTo));
  const [trigger] = [node.properties.eventDefinition].flat();
  const triggerName = words.triggers[String(trigger)];
  if (host !== undefined) {
    if (triggerName === undefined || host.name === '') return undefined;
    return {
      name: words.at(triggerName, host.name),
      confidence: 0.5,
      why: because('trigger_and_place'),
    };
  }
  const outcome = model.incoming(node.id).find(({ name }) => name.trim() !== '')?.name;
  if (outcome !== undefined) {
    const name = outcome.charAt(0).toUpperCase() + outcome.slice(1);
    return { name, confidence: 0.6, why: because('incoming_flow') };
  }
  if (node.kind === 'bpmn::start_event') {
    const { name } = model.graph.nodes.get(rootOf(model.graph, node))!;
    return name === '' ? undefined : { name: words.begins(name), confidence: 0.4, why: because('process_name') };
  }
  const before = nameBefore(model, node);
  if (before === undefined) return undefined;
  return { name: words.done(before), confidence: 0.4, why: because('follows', { value: before }) };
}

function forSplit(model: FlowModel, node: GraphNode, words: LabelWords): Label | undefined {
  const outgoing = model.outgoing(node.id);
  if (outgoing.length < 2) return undefined;
  const names = outgoing.map(({ name }) => name.trim()).filter((name) => name !== '');
  const areTelling = names.length > 1 && names.every((name) => name.length > 3);
  if (areTelling) {
    return { name: words.or(names.slice(0, 3)), confidence: 0.6, why: because('outgoing_flows') };
  }
  const before = nameBefore(model, node);
  if (before === undefined) return undefined;
  return { name: words.whichWay(before), confidence: 0.3, why: because('follows', { value: before }) };
}

/** The name of the nearest named step before, through what has no name itself. */
function nameBefore(model: FlowModel, node: GraphNode): string | undefined {
  let current = node;
  for (let steps = 0; steps < MAX_STEPS_BACK; steps += 1) {
    const source = model.graph.nodes.get(model.incoming(current.id)[0]?.source ?? '');
    if (source === undefined || source === node) return undefined;
    if (source.name.trim() !== '') return source.name;
    current = source;
  }
  return undefined;
}

function messageFlowsAt({ graph }: FlowModel): ReadonlyMap<string, readonly GraphEdge[]> {
  const at = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges.values()) {
    if (edge.kind !== 'bpmn::message_flow') continue;
    for (const end of [edge.source, edge.target]) push(at, end, edge);
  }
  return at;
}

/** `checkOrder-v2` as people write it: `Check order v2`. */
function spelled(id: string): string {
  const local = id.slice(id.lastIndexOf(':') + 1);
  const words = local
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
