import type { Elements } from '../../data/elements.ts';
import type { Step } from '../../editor/gesture.ts';
import type { GlobalType, PropertyField } from './property-fields.ts';
import { stepsFor } from './property-values.ts';

/** The kind of what an event, task or message flow names. */
export const definitionKind = (type: GlobalType) => `bpmn::${type.toLowerCase()}`;

/** The property that has the code of a definition; undefined for those that have none. */
export const codeOf = (type: GlobalType) =>
  type === 'Error' || type === 'Escalation' ? (`${type.toLowerCase()}Code` as const) : undefined;

/** How many elements name a definition. */
export function usesOf(elements: Elements, id: string): number {
  const names = (value: unknown) => value === id;
  const refs = ['messageRef', 'signalRef', 'errorRef', 'escalationRef'];
  return [...elements.values()].filter(({ properties }) => refs.some((ref) => names(properties[ref]))).length;
}

/** Makes a definition, and has the elements name it. */
export function defining(elements: Elements, ids: readonly string[], field: PropertyField, name: string): Step[] {
  const { control } = field;
  if (control.is !== 'global') return [];
  const id = `${control.type}_${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}`;
  const node = { id, kind: definitionKind(control.type), name };
  return [{ case: 'addNode', value: { node } }, ...stepsFor(elements, ids, field, id)];
}

const byId = (id: string) => ({ selector: { case: 'id' as const, value: id } });

export const renaming = (id: string, name: string): Step[] => [{ case: 'rename', value: { selector: byId(id), name } }];

export const coding = (id: string, property: string, code: string): Step[] => [
  { case: 'updateNode', value: { selector: byId(id), properties: { [property]: code === '' ? null : code } } },
];

/** Elements that name it go without. */
export const undefining = (id: string): Step[] => [{ case: 'removeNode', value: { selector: byId(id) } }];
