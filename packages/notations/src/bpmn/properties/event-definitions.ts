import type { Json } from '@ameide/graph-model';
import { bpmnChild, bpmnElement, resolve } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach, setAttribute } from '../xml/edit.ts';
import { isLegalText } from '../xml/escape.ts';
import type { XmlElement } from '../xml/tree.ts';
import { isXmlId, oneOf } from './attributes.ts';
import type { PropertyCodec } from './codec.ts';
import { expression, nonEmpty, trimmedText, writeExpression } from './content.ts';

const SUFFIX = 'EventDefinition';
const types = [
  'cancel',
  'compensate',
  'conditional',
  'error',
  'escalation',
  'link',
  'message',
  'signal',
  'terminate',
  'timer',
];

/** What can trigger an event of a kind, or what it does. */
const typesByKind: { readonly [kind: string]: readonly string[] } = {
  'bpmn::start_event': ['message', 'timer', 'conditional', 'signal', 'error', 'escalation', 'compensate'],
  'bpmn::intermediate_catch_event': ['message', 'timer', 'conditional', 'signal', 'link'],
  'bpmn::boundary_event': ['message', 'timer', 'conditional', 'signal', 'error', 'escalation', 'compensate', 'cancel'],
  'bpmn::intermediate_throw_event': ['message', 'signal', 'escalation', 'compensate', 'link'],
  'bpmn::implicit_throw_event': ['message', 'signal', 'escalation', 'compensate', 'link'],
  'bpmn::end_event': ['message', 'signal', 'error', 'escalation', 'compensate', 'cancel', 'terminate'],
};
const typesOf = (kind: string) => typesByKind[kind] ?? types;

/** The types in the value of `eventDefinition`. */
export function typesIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function definitionsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.uri === namespaces.bpmn && typeOf(child) !== undefined);
}

function typeOf(element: XmlElement): string | undefined {
  const type = element.local.endsWith(SUFFIX) ? element.local.slice(0, -SUFFIX.length) : undefined;
  return type !== undefined && types.includes(type) ? type : undefined;
}

/** `message`, `timer` and so on; a list for an event with several. */
export const eventDefinition: PropertyCodec = {
  name: 'eventDefinition',
  accepts: (kind) => `${oneOf(typesOf(kind))}, or a list of them`,
  admit(value, kind) {
    const wanted = typesIn(value);
    if (!wanted.every((type) => typesOf(kind).includes(type as string))) return undefined;
    return wanted.length > 1 ? [...wanted] : (wanted[0] ?? null);
  },
  read(element) {
    const found = definitionsOf(element).map((definition) => typeOf(definition)!);
    return found.length > 1 ? found : found[0];
  },
  write(element, value, { document }) {
    const wanted = typesIn(value);
    const valid = wanted.every((type) => typeof type === 'string' && types.includes(type));
    const open = valid ? (wanted as string[]) : [];
    const reusable = definitionsOf(element);
    const kept = open.map((type) => {
      const at = reusable.findIndex((definition) => typeOf(definition) === type);
      return at < 0 ? undefined : reusable.splice(at, 1)[0];
    });
    for (const definition of reusable) detach(document.xml, definition);
    const inOrder = kept.every((definition, at) => definition !== undefined || !kept.slice(at).some(Boolean));
    open.forEach((type, at) => {
      const existing = kept[at];
      if (existing !== undefined && inOrder) return;
      if (existing !== undefined) detach(document.xml, existing);
      const definition = existing ?? bpmnElement(element, type + SUFFIX);
      if (existing === undefined && type === 'link')
        setAttribute(definition, 'name', element.attributes.get('name') ?? '');
      insertOrdered(document.xml, element, definition);
      if (existing === undefined && type === 'conditional') {
        insertOrdered(document.xml, definition, expression(document, definition, 'condition', ''));
      }
    });
  },
};

const article = (noun: string) => (/^[aeiou]/.test(noun) ? 'an' : 'a');

const definition = (element: XmlElement, type: string) => bpmnChild(element, type + SUFFIX);

/** The root element (message, signal, error, escalation) or activity that an event's definition refers to. */
export function definitionReference(type: string, name: string): PropertyCodec {
  return {
    name,
    definition: type,
    refers: true,
    accepts: () => (type === 'compensate' ? 'the id of an activity' : `the id of ${article(type)} ${type}`),
    admit: (value) => (typeof value === 'string' && isXmlId(value) ? value : undefined),
    read: (element, { document }) => resolve(document, definition(element, type)?.attributes.get(name)),
    write(element, value) {
      const target = definition(element, type);
      if (target === undefined) return;
      setAttribute(target, name, typeof value === 'string' && isXmlId(value) ? value : undefined);
    },
  };
}

export const linkName: PropertyCodec = {
  name: 'linkName',
  definition: 'link',
  accepts: () => 'text',
  admit: (value) => (typeof value === 'string' && isLegalText(value) ? value || null : undefined),
  read: (element) => definition(element, 'link')?.attributes.get('name') || undefined,
  write(element, value) {
    const target = definition(element, 'link');
    if (target !== undefined)
      setAttribute(target, 'name', typeof value === 'string' && isLegalText(value) ? value : '');
  },
};

/** The condition of a conditional event. */
export const condition: PropertyCodec = {
  name: 'condition',
  definition: 'conditional',
  ...trimmedText,
  read(element) {
    const target = definition(element, 'conditional');
    return target === undefined ? undefined : nonEmpty(bpmnChild(target, 'condition')?.text);
  },
  write(element, value, { document }) {
    const target = definition(element, 'conditional');
    if (target !== undefined) writeExpression(document, target, 'condition', typeof value === 'string' ? value : '');
  },
};

const timerElements: { readonly [type: string]: string } = {
  date: 'timeDate',
  duration: 'timeDuration',
  cycle: 'timeCycle',
};

function impliedTimerType(text: string): string {
  return text.startsWith('P') ? 'duration' : text.startsWith('R') ? 'cycle' : 'date';
}

export function timerOf(value: Json | undefined): { type: string; text: string } | undefined {
  if (typeof value === 'string') return { type: impliedTimerType(value), text: value };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const [entry, ...rest] = Object.entries(value);
  if (entry === undefined || rest.length > 0) return undefined;
  const [type, text] = entry;
  return Object.hasOwn(timerElements, type) && typeof text === 'string' ? { type, text } : undefined;
}

/**
 * When a timer event fires: the expression as a string where its form tells its type (`P…` a duration, `R…` a cycle,
 * else a date), otherwise `{ date | duration | cycle: expression }`.
 */
export const timer: PropertyCodec = {
  name: 'timer',
  definition: 'timer',
  accepts: () =>
    'a duration such as PT5M, a repetition such as R3/PT1H, a date, or { "duration" | "cycle" | "date": "…" }',
  admit(value) {
    const wanted = timerOf(value);
    if (wanted === undefined || !isLegalText(wanted.text)) return undefined;
    const text = wanted.text.trim();
    if (text === '') return null;
    return impliedTimerType(text) === wanted.type ? text : { [wanted.type]: text };
  },
  read(element) {
    const target = definition(element, 'timer');
    if (target === undefined) return undefined;
    for (const [type, local] of Object.entries(timerElements)) {
      const text = nonEmpty(bpmnChild(target, local)?.text);
      if (text !== undefined) return impliedTimerType(text) === type ? text : { [type]: text };
    }
    return undefined;
  },
  write(element, value, { document }) {
    const target = definition(element, 'timer');
    if (target === undefined) return;
    const wanted = timerOf(value);
    for (const [type, local] of Object.entries(timerElements)) {
      writeExpression(document, target, local, type === wanted?.type ? wanted.text : undefined);
    }
  },
};
