import { applyDefaults, isJsonObject } from './defaults.ts';
import type { Json, ReadOf, Rule, Schema, Uniqueness } from './schema.ts';

/** One thing that is wrong with a value, and where: `spec.env[0].name: must match …`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export type Admission<T> =
  | { readonly admitted: true; readonly value: T }
  | { readonly admitted: false; readonly faults: readonly Fault[] };

/** A share of the whole, as `intOrPercent` takes it. */
export const PERCENT = /^(100|[1-9]?[0-9])%$/;

/**
 * Does what the API server does with a written value (strict field validation): fills in defaults and checks everything that
 * the schema says. Rules are checked by their TypeScript twins, and only where the fields themselves are well formed.
 *
 * @param old the value before, for an update
 */
export function admit<S extends Schema>(
  schema: S,
  written: unknown,
  options: { old?: ReadOf<S>; path?: string } = {},
): Admission<ReadOf<S>> {
  const value = applyDefaults(schema, written as Json);
  const faults = check(schema, value, options.old as Json | undefined, options.path ?? '');
  return faults.length === 0 ? { admitted: true, value: value as ReadOf<S> } : { admitted: false, faults };
}

function check(schema: Schema, value: unknown, old: unknown, path: string): Fault[] {
  const faults = checkNode(schema, value, old, path);
  if (faults.length > 0) return faults;
  return schema.rules.filter((rule) => isBroken(rule, value, old)).map(({ message }) => ({ path, message }));
}

function isBroken(rule: Rule, value: unknown, old: unknown): boolean {
  if (isTransition(rule) && old === undefined) return false;
  return !rule.holds(value as never, old as never);
}

/** True of a rule that compares with the value before. */
export function isTransition(rule: Rule): boolean {
  return rule.cel.includes('oldSelf');
}

function checkNode({ node }: Schema, value: unknown, old: unknown, path: string): Fault[] {
  const fault = (message: string): Fault[] => [{ path, message }];
  switch (node.type) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : fault('must be true or false');
    case 'integer':
      return Number.isSafeInteger(value) && within(value as number, node.minimum, node.maximum)
        ? []
        : fault(`must be a whole number from ${node.minimum} to ${node.maximum}`);
    case 'choice':
      return node.values.includes(value as string) ? [] : fault(`must be one of ${node.values.join(', ')}`);
    case 'int-or-percent':
      return (Number.isSafeInteger(value) && (value as number) >= 0) ||
        (typeof value === 'string' && PERCENT.test(value))
        ? []
        : fault('must be a count or a percentage');
    case 'string':
      return typeof value !== 'string' ? fault('must be text') : checkText(node, value).flatMap(fault);
    case 'list':
      return Array.isArray(value) ? checkList(node, value, old, path) : fault('must be a list');
    case 'map':
      if (!isJsonObject(value)) return fault('must be an object');
      if (Object.keys(value).length > node.maxProperties)
        return fault(`must have at most ${node.maxProperties} entries`);
      return Object.entries(value).flatMap(([key, entry]) => [
        ...check(node.key, key, undefined, `${path}.${key}`),
        ...check(node.value, entry, isJsonObject(old) ? old[key] : undefined, `${path}.${key}`),
      ]);
    case 'object':
      return isJsonObject(value) ? checkFields(node, value, old, path) : fault('must be an object');
  }
}

function within(value: number, minimum: number, maximum: number): boolean {
  return value >= minimum && value <= maximum;
}

function checkText(node: Schema['node'] & { type: 'string' }, value: string): string[] {
  if (!within([...value].length, node.minLength, node.maxLength))
    return [`must be ${node.minLength} to ${node.maxLength} characters long`];
  if (node.pattern !== undefined && !new RegExp(node.pattern, 'u').test(value))
    return [node.otherwise ?? `must match ${node.pattern}`];
  if (node.format === 'date-time' && Number.isNaN(Date.parse(value))) return ['must be a time as in RFC 3339'];
  return [];
}

function checkList(node: Schema['node'] & { type: 'list' }, value: readonly unknown[], old: unknown, path: string) {
  // The API server can match items by their keys, and treats those that it matches as updates.
  const byKeys = typeof node.unique !== 'string' && Array.isArray(old);
  const before = new Map(byKeys ? old.map((item) => [identity(node.unique, item), item]) : []);
  const identities = value.map((item) => identity(node.unique, item));
  const faults = value.flatMap((item, index) =>
    check(node.item, item, before.get(identities[index]!), `${path}[${index}]`),
  );
  if (!within(value.length, node.minItems, node.maxItems))
    faults.push({ path, message: `must have ${node.minItems} to ${node.maxItems} items` });
  if (node.unique !== 'none' && new Set(identities).size < identities.length)
    faults.push({ path, message: 'must not repeat an item' });
  return faults;
}

function identity(unique: Uniqueness, item: unknown): string {
  if (typeof unique === 'string') return JSON.stringify(item);
  return JSON.stringify(unique.map((key) => (isJsonObject(item) ? item[key] : undefined)));
}

function checkFields(
  node: Schema['node'] & { type: 'object' },
  value: { readonly [key: string]: unknown },
  old: unknown,
  path: string,
): Fault[] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(node.fields, name));
  return [
    ...unknown.map((name) => ({ path: at(name), message: 'is not a field' })),
    ...Object.entries(node.fields).flatMap(([name, field]) => {
      if (value[name] === undefined)
        return field.presence === 'optional' ? [] : [{ path: at(name), message: 'is required' }];
      return check(field, value[name], isJsonObject(old) ? old[name] : undefined, at(name));
    }),
  ];
}
