import { kinds } from '@ameide/graph-model';
import { namespaces } from './namespaces.ts';
import type { XmlElement } from './xml/tree.ts';

const camel = (snake: string) => snake.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const localByKind = new Map<string, string>();
const nodeKindByLocal = new Map<string, string>();
const edgeKindByLocal = new Map<string, string>();
for (const { kind, element } of kinds) {
  if (!kind.startsWith('bpmn::')) continue;
  const local = camel(kind.slice('bpmn::'.length));
  localByKind.set(kind, local);
  (element === 'node' ? nodeKindByLocal : edgeKindByLocal).set(local, kind);
}

/** The local name of the BPMN element of a kind; undefined for kinds of other notations. */
export function localOf(kind: string): string | undefined {
  return localByKind.get(kind);
}

export function nodeKindOf(element: XmlElement): string | undefined {
  return element.uri === namespaces.bpmn ? nodeKindByLocal.get(element.local) : undefined;
}

export function edgeKindOf(element: XmlElement): string | undefined {
  return element.uri === namespaces.bpmn ? edgeKindByLocal.get(element.local) : undefined;
}

const set = (...names: string[]): ReadonlySet<string> => new Set(names.map((name) => `bpmn::${name}`));

export const tasks = set(
  'task',
  'user_task',
  'manual_task',
  'service_task',
  'send_task',
  'receive_task',
  'script_task',
  'business_rule_task',
);
export const subProcesses = set('sub_process', 'ad_hoc_sub_process', 'transaction');
export const activities: ReadonlySet<string> = new Set([...tasks, ...subProcesses, 'bpmn::call_activity']);
const throwEvents = set('end_event', 'intermediate_throw_event', 'implicit_throw_event');
export const catchEvents = set('start_event', 'intermediate_catch_event', 'boundary_event');
export const events: ReadonlySet<string> = new Set([...throwEvents, ...catchEvents]);
export const gateways = set(
  'exclusive_gateway',
  'parallel_gateway',
  'inclusive_gateway',
  'complex_gateway',
  'event_based_gateway',
);
export const choreographyActivities = set('choreography_task', 'sub_choreography', 'call_choreography');
export const flowNodes: ReadonlySet<string> = new Set([
  ...activities,
  ...events,
  ...gateways,
  ...choreographyActivities,
]);
export const conversationNodes = set('conversation', 'sub_conversation', 'call_conversation');
export const artifacts = set('text_annotation', 'group');
/** What data associations connect to. */
export const itemAwareElements = set(
  'data_object',
  'data_object_reference',
  'data_store',
  'data_store_reference',
  'data_input',
  'data_output',
);
/** Flow elements of a process that are neither flow nodes nor flows. */
export const dataElements = set('data_object', 'data_object_reference', 'data_store_reference');
export const collaborations = set('collaboration', 'choreography');
/** What others only name: events by what triggers them, tasks and message flows by what they carry. */
export const definitions = set('message', 'signal', 'error', 'escalation');
/** Kinds without a shape: what they stand for is drawn by others, or not at all. */
export const undrawn: ReadonlySet<string> = new Set([
  ...set('process', 'collaboration', 'choreography', 'data_object', 'data_store'),
  ...definitions,
]);

const interchangeable: readonly ReadonlySet<string>[] = [
  new Set([...activities, ...events, ...gateways]),
  set('data_object_reference', 'data_store_reference'),
];

/** Whether a node of a kind can become one of another kind: steps among each other, and references to data. */
export function canBecome(from: string, to: string): boolean {
  return interchangeable.some((kinds) => kinds.has(from) && kinds.has(to));
}

/** The kinds of node that may contain a node of the given kind; null stands for the top of the model. */
export function allowedParents(kind: string): ReadonlySet<string | null> {
  return parents.get(kind) ?? new Set();
}

const flowContainers = [...subProcesses, 'bpmn::process'];
const parents = new Map<string, ReadonlySet<string | null>>();
const allow = (kindsOf: Iterable<string>, ...containers: (string | null)[]) => {
  for (const kind of kindsOf) parents.set(kind, new Set(containers));
};
allow([...set('process', 'collaboration', 'choreography', 'data_store'), ...definitions], null);
allow(set('participant'), ...collaborations);
allow(set('lane'), 'bpmn::lane', ...flowContainers);
allow([...activities], ...flowContainers);
allow([...events, ...gateways], ...flowContainers, 'bpmn::choreography', 'bpmn::sub_choreography');
allow(artifacts, ...flowContainers, ...collaborations, 'bpmn::sub_choreography');
allow([...choreographyActivities], 'bpmn::choreography', 'bpmn::sub_choreography');
allow(dataElements, ...flowContainers);
allow(set('data_input', 'data_output'), 'bpmn::process');
allow(conversationNodes, 'bpmn::sub_conversation', ...collaborations);
