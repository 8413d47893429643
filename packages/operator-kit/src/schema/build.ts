import { applyDefaults } from './defaults.ts';
import type {
  Fields,
  Json,
  Node,
  ReadFields,
  ReadOf,
  Rule,
  Schema,
  Uniqueness,
  WrittenFields,
  WrittenOf,
} from './schema.ts';

type Required<Read, Written = Read> = Schema<Read, Written, 'required'>;

function schema<Read, Written = Read>(
  description: string,
  node: Node,
  rules: readonly Rule<Read>[] = [],
): Required<Read, Written> {
  return { node, description, rules: rules as readonly Rule[], presence: 'required' };
}

/** True or false. */
export function boolean(description: string): Required<boolean> {
  return schema(description, { type: 'boolean' });
}

/** A whole number; both bounds are inclusive. */
export function integer(
  description: string,
  { rules, ...bounds }: { minimum: number; maximum: number; rules?: readonly Rule<number>[] },
): Required<number> {
  return schema(description, { type: 'integer', ...bounds }, rules);
}

/**
 * Text of a bounded length, counted in code points: the API server refuses CEL over text without a bound. The pattern must
 * mean the same in RE2 and in JavaScript; `otherwise` says to people what to do about text that does not match it.
 */
export function string(
  description: string,
  {
    rules,
    ...facets
  }: { minLength?: number; maxLength: number; pattern?: string; otherwise?: string; rules?: readonly Rule<string>[] },
): Required<string> {
  return schema(description, { type: 'string', minLength: 0, ...facets }, rules);
}

/** A point in time, RFC 3339. */
export function time(description: string): Required<string> {
  return schema(description, { type: 'string', minLength: 0, maxLength: 64, format: 'date-time' });
}

/** One of a closed set of words. */
export function choice<const V extends string>(description: string, values: readonly V[]): Required<V> {
  return schema(description, { type: 'choice', values });
}

/** A count, or a share as in `25%`. */
export function intOrPercent(description: string): Required<number | string> {
  return schema(description, { type: 'int-or-percent' });
}

/** A list. `unique` names the fields that tell its items apart, or says that items are values of a set. */
export function list<S extends Schema>(
  description: string,
  item: S,
  facets: { minItems?: number; maxItems: number; unique?: Uniqueness },
): Required<readonly ReadOf<S>[], readonly WrittenOf<S>[]> {
  return schema(description, { type: 'list', item, minItems: 0, unique: 'none', ...facets });
}

/** Values by name. */
export function map<S extends Schema>(
  description: string,
  key: Schema<string>,
  value: S,
  facets: { maxProperties: number },
): Required<Readonly<Record<string, ReadOf<S>>>, Readonly<Record<string, WrittenOf<S>>>> {
  return schema(description, { type: 'map', key, value, ...facets });
}

/** Named fields, and the rules that hold between them. */
export function object<const F extends Fields>(
  description: string,
  fields: F,
  rules: readonly Rule<ReadFields<F>>[] = [],
): Required<ReadFields<F>, WrittenFields<F>> {
  return schema(description, { type: 'object', fields }, rules);
}

/** The same field, which may be left out. */
export function optional<Read, Written>(field: Required<Read, Written>): Schema<Read, Written, 'optional'> {
  return { ...field, presence: 'optional' };
}

/** The same field, which the API server fills in when it is left out; defaults of inner fields are filled in as well. */
export function withDefault<Read, Written>(
  field: Required<Read, Written>,
  value: NoInfer<Written> & Json,
): Schema<Read, Written, 'defaulted'> {
  return { ...field, presence: 'defaulted', default: applyDefaults(field, value) };
}

/** The same field, which cannot be changed once it is written. */
export function immutable<S extends Schema>(field: S, broken: (value: ReadOf<S>) => WrittenOf<S>): S {
  const rule: Rule<ReadOf<S>> = {
    cel: 'self == oldSelf',
    message: 'cannot be changed; delete the object and create it again',
    holds: (self, old) => isDeepEqual(self, old),
    broken,
  };
  return { ...field, rules: [...field.rules, rule as Rule] };
}

function isDeepEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  const at = (value: object, key: string) => (value as Record<string, unknown>)[key];
  return keys.length === others.length && keys.every((key) => isDeepEqual(at(one, key), at(other, key)));
}
