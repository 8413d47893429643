import type { JsonValue } from '@bufbuild/protobuf';
import type { Element, Elements } from '../../data/elements.ts';
import type { Step } from '../../editor/gesture.ts';
import { fieldsOf, type PropertyField } from './property-fields.ts';

/** Elements that are selected say different things. */
export const MIXED = Symbol('mixed');

export type Value = JsonValue | undefined;

/** The elements of these ids that there are. */
export function chosen(elements: Elements, ids: readonly string[]): (readonly [id: string, element: Element])[] {
  return ids.flatMap((id) => {
    const element = elements.get(id);
    return element === undefined ? [] : [[id, element] as const];
  });
}

/** The fields that all of these elements have. */
export function commonFields(elements: Elements, ids: readonly string[]): PropertyField[] {
  const [first = [], ...others] = chosen(elements, ids).map(([, element]) =>
    fieldsOf(element, elements.get(element.source)),
  );
  return first.filter((field) =>
    others.every((fields) => fields.some((other) => JSON.stringify(other) === JSON.stringify(field))),
  );
}

/** What all of these elements say, undefined for nothing. */
export function commonValue(elements: Elements, ids: readonly string[], field: PropertyField): Value | typeof MIXED {
  const [first, ...others] = chosen(elements, ids).map(([id, element]) => valueIn(elements, id, element, field));
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : MIXED;
}

function valueIn(elements: Elements, id: string, element: Element, { name, byDefault }: PropertyField): Value {
  if (name === 'name') return element.name;
  if (name === 'isDefault') return elements.get(element.source)?.properties.default === id;
  return element.properties[name] ?? byDefault;
}

/** What sets a property of elements, as one batch. @param value undefined takes it away */
export function stepsFor(elements: Elements, ids: readonly string[], field: PropertyField, value: Value): Step[] {
  return chosen(elements, ids).flatMap(([id, element]): Step[] => {
    if (JSON.stringify(valueIn(elements, id, element, field)) === JSON.stringify(value)) return [];
    if (field.name === 'name') return [{ case: 'rename', value: { selector: byId(id), name: String(value ?? '') } }];
    if (field.name === 'isDefault') return [update(element.source, { default: value === true ? id : null })];
    const isSaidByNothing = value === undefined || value === '' || value === field.byDefault;
    return [update(id, { [field.name]: isSaidByNothing ? null : value })];
  });
}

/** How many characters a text may have at most, when this one has more: a name less than others. */
export function exceeded({ name }: PropertyField, value: Value): number | undefined {
  const most = name === 'name' ? 2_000 : 20_000;
  return typeof value === 'string' && value.length > most ? most : undefined;
}

const byId = (id: string) => ({ selector: { case: 'id' as const, value: id } });

const update = (id: string, properties: Record<string, JsonValue>): Step => ({
  case: 'updateNode',
  value: { selector: byId(id), properties },
});

export const timerTypes = ['duration', 'date', 'cycle'] as const;
export type TimerType = (typeof timerTypes)[number];

export interface Timer {
  readonly type: TimerType;
  readonly text: string;
}

/** A timer that is only text tells its type by its form. */
export function timerFrom(value: Value): Timer {
  if (typeof value === 'string') return { type: impliedType(value), text: value };
  const [type, text] = value === null || typeof value !== 'object' ? [] : (Object.entries(value)[0] ?? []);
  return { type: timerTypes.find((known) => known === type) ?? 'duration', text: typeof text === 'string' ? text : '' };
}

export function timerValue({ type, text }: Timer): Value {
  if (text.trim() === '') return undefined;
  return impliedType(text) === type ? text : { [type]: text };
}

const impliedType = (text: string): TimerType =>
  text.startsWith('P') ? 'duration' : text.startsWith('R') ? 'cycle' : 'date';
