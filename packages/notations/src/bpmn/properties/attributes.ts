import type { Json } from '@ameide/graph-model';
import { isSyntheticId, resolve } from '../document.ts';
import { setAttribute } from '../xml/edit.ts';
import { isLegalText } from '../xml/escape.ts';
import type { PropertyCodec, PropertyContext } from './codec.ts';

/** What the schema lets an attribute hold; a list is an enumeration. */
export type AttributeType = 'string' | 'boolean' | 'integer' | 'reference' | readonly string[];

/** A property that is an attribute of the element, under the same name unless told otherwise. */
export function attribute(type: AttributeType, name: string, attributeName = name): PropertyCodec {
  return {
    name,
    refers: type === 'reference',
    accepts: () => accepted(type),
    admit: (value) => (encode(type, value) !== undefined || isMadeUp(name, value) ? value : undefined),
    read: (element, context) => decode(type, element.attributes.get(attributeName), context),
    write: (element, value) => setAttribute(element, attributeName, encode(type, value)),
  };
}

/** The change that refers to an element without an id gives it one. */
const isMadeUp = (name: string, value: Json) =>
  (name === 'default' || name === 'attachedTo') && typeof value === 'string' && isSyntheticId(value);

function accepted(type: AttributeType): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return 'a whole number';
  if (type === 'reference') return 'the id of an element';
  return type === 'string' ? 'text' : oneOf(type);
}

export function oneOf(values: readonly string[]): string {
  return `one of ${values.join(', ')}`;
}

function decode(type: AttributeType, raw: string | undefined, context: PropertyContext): Json | undefined {
  if (raw === undefined) return undefined;
  if (type === 'boolean') return raw === 'true' || raw === '1' ? true : raw === 'false' || raw === '0' ? false : raw;
  if (type === 'integer') return /^-?\d+$/.test(raw) && Number.isSafeInteger(Number(raw)) ? Number(raw) : raw;
  if (type === 'reference') return resolve(context.document, raw) ?? raw;
  return raw;
}

const ncName = /^[\p{L}_][\p{L}\p{M}\p{N}_.-]*$/u;

export function isXmlId(value: string): boolean {
  return ncName.test(value);
}

function encode(type: AttributeType, value: Json | undefined): string | undefined {
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  if (type === 'integer') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  if (type === 'reference') return isXmlId(value) ? value : undefined;
  if (type === 'string') return isLegalText(value) ? value : undefined;
  return type.includes(value) ? value : undefined;
}
