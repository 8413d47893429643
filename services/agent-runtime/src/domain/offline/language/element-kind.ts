import {
  isActivity,
  isContainer,
  isData,
  isEvent,
  isFlowNode,
  isGateway,
  isSubProcess,
  isTask,
  localKind,
} from '../model/kind.ts';
import type { ViewNode } from '../model/model-view.ts';

/** What a phrase such as `user task`, `gateway` or `message start event` stands for. */
export interface ElementKind {
  /** What it makes when something is added; undefined for what can only be looked for. */
  readonly make?: { readonly kind: string; readonly eventDefinition?: string };
  /** Whether an element is meant when it is looked for. */
  matches(node: ViewNode): boolean;
}

const taskTypes: Readonly<Record<string, string>> = {
  '': 'task',
  user: 'user_task',
  human: 'user_task',
  manual: 'manual_task',
  service: 'service_task',
  system: 'service_task',
  automated: 'service_task',
  send: 'send_task',
  receive: 'receive_task',
  script: 'script_task',
  rule: 'business_rule_task',
  'business rule': 'business_rule_task',
};

const gatewayTypes: Readonly<Record<string, string>> = {
  exclusive: 'exclusive_gateway',
  xor: 'exclusive_gateway',
  'x or': 'exclusive_gateway',
  decision: 'exclusive_gateway',
  parallel: 'parallel_gateway',
  and: 'parallel_gateway',
  inclusive: 'inclusive_gateway',
  or: 'inclusive_gateway',
  complex: 'complex_gateway',
  'event based': 'event_based_gateway',
};

const triggers: Readonly<Record<string, string>> = {
  message: 'message',
  timer: 'timer',
  time: 'timer',
  signal: 'signal',
  error: 'error',
  escalation: 'escalation',
  conditional: 'conditional',
  link: 'link',
  compensation: 'compensate',
  compensate: 'compensate',
  terminate: 'terminate',
  cancel: 'cancel',
};

const plainNouns: Readonly<Record<string, ElementKind>> = {
  activity: { make: { kind: 'bpmn::task' }, matches: (node) => isActivity(node.kind) },
  step: { make: { kind: 'bpmn::task' }, matches: (node) => isActivity(node.kind) },
  subprocess: { make: { kind: 'bpmn::sub_process' }, matches: (node) => isSubProcess(node.kind) },
  'sub process': { make: { kind: 'bpmn::sub_process' }, matches: (node) => isSubProcess(node.kind) },
  'call activity': exactly('call_activity'),
  transaction: exactly('transaction'),
  decision: exactly('exclusive_gateway'),
  timer: event('intermediate_catch_event', 'timer'),
  lane: only((kind) => localKind(kind) === 'lane'),
  pool: only((kind) => localKind(kind) === 'participant'),
  participant: only((kind) => localKind(kind) === 'participant'),
  process: only((kind) => localKind(kind) === 'process'),
  container: only(isContainer),
  element: only(() => true),
  node: only(isFlowNode),
  'data object': only((kind) => localKind(kind).startsWith('data_object')),
  'data store': only((kind) => localKind(kind).startsWith('data_store')),
  data: only(isData),
  document: only(isData),
  annotation: only((kind) => localKind(kind) === 'text_annotation'),
  'text annotation': only((kind) => localKind(kind) === 'text_annotation'),
};

const singular = new Map([
  ['activities', 'activity'],
  ['processes', 'process'],
  ['subprocesses', 'subprocess'],
]);

/**
 * What a phrase stands for, in any case, singular or plural, with `-` or a space; undefined when it is no kind of
 * element. The words before the noun must all be known: `check task` is not a kind.
 */
export function elementKind(phrase: string): ElementKind | undefined {
  const words = phrase.toLowerCase().replaceAll('-', ' ').split(' ').filter(Boolean);
  const last = words.at(-1);
  if (last === undefined || words.length > 5) return undefined;
  words[words.length - 1] = singular.get(last) ?? (/[^s]s$/.test(last) ? last.slice(0, -1) : last);
  const all = words.join(' ');
  const noun = words.at(-1)!;
  const before = words.slice(0, -1).join(' ');
  if (Object.hasOwn(plainNouns, all)) return plainNouns[all];
  if (noun === 'task' || noun === 'activity' || noun === 'step') return task(before);
  if (noun === 'gateway' || noun === 'split' || noun === 'join' || noun === 'fork') return gateway(noun, before);
  if (noun === 'event') return eventPhrase(before.split(' ').filter(Boolean));
  return undefined;
}

function task(type: string): ElementKind | undefined {
  if (!Object.hasOwn(taskTypes, type)) return undefined;
  if (type === '') return { make: { kind: 'bpmn::task' }, matches: (node) => isTask(node.kind) };
  return exactly(taskTypes[type]!);
}

function gateway(noun: string, type: string): ElementKind | undefined {
  if (type === '') {
    const kind = noun === 'gateway' ? 'bpmn::exclusive_gateway' : 'bpmn::parallel_gateway';
    return { make: { kind }, matches: (node) => isGateway(node.kind) };
  }
  return Object.hasOwn(gatewayTypes, type) ? exactly(gatewayTypes[type]!) : undefined;
}

/** Words such as `timer start`, `start timer`, `intermediate message catch` or none. */
function eventPhrase(words: readonly string[]): ElementKind | undefined {
  let trigger: string | undefined;
  let place: 'start' | 'end' | 'boundary' | 'intermediate' | undefined;
  let direction: 'catch' | 'throw' | undefined;
  for (const word of words) {
    if (Object.hasOwn(triggers, word) && trigger === undefined) trigger = triggers[word];
    else if (word === 'start' || word === 'end' || word === 'boundary' || word === 'intermediate') place = word;
    else if (word === 'catch' || word === 'catching' || word === 'receive') direction = 'catch';
    else if (word === 'throw' || word === 'throwing' || word === 'send') direction = 'throw';
    else return undefined;
  }
  if (trigger === 'terminate' || trigger === 'cancel') place ??= 'end';
  if (place === 'start' || place === 'end' || place === 'boundary') return event(`${place}_event`, trigger);
  if (direction !== undefined) return event(`intermediate_${direction}_event`, trigger);
  const throws = trigger === undefined || trigger === 'escalation' || trigger === 'compensate';
  const made = event(throws ? 'intermediate_throw_event' : 'intermediate_catch_event', trigger);
  if (place === 'intermediate') {
    return { ...made, matches: (node) => localKind(node.kind).startsWith('intermediate_') && fits(node, trigger) };
  }
  return { ...made, matches: (node) => isEvent(node.kind) && fits(node, trigger) };
}

function event(local: string, trigger: string | undefined): ElementKind {
  const kind = `bpmn::${local}`;
  return {
    make: trigger === undefined ? { kind } : { kind, eventDefinition: trigger },
    matches: (node) => node.kind === kind && fits(node, trigger),
  };
}

function fits(node: ViewNode, trigger: string | undefined): boolean {
  return trigger === undefined || node.properties.eventDefinition === trigger;
}

function exactly(local: string): ElementKind {
  const kind = `bpmn::${local}`;
  return { make: { kind }, matches: (node) => node.kind === kind };
}

function only(test: (kind: string) => boolean): ElementKind {
  return { matches: (node) => test(node.kind) };
}
