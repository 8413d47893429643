import fc, { type Arbitrary } from 'fast-check';
import type { CustomResource, WrittenSpecOf } from './custom-resource.ts';
import { applyDefaults } from './defaults.ts';
import type { Json, Rule, Schema, WrittenOf } from './schema.ts';

/** Longer text, lists and maps than this are valid too, but say nothing new and take long. */
const LARGEST = 6;
const LONGEST = 40;

/** Valid specs of a kind as a person may write them: with and without what is optional, at and between the bounds. */
export function validSpecs<R extends CustomResource>(resource: R): Arbitrary<WrittenSpecOf<R>> {
  return validValues(resource.spec) as Arbitrary<WrittenSpecOf<R>>;
}

/** Valid written values of any schema. */
export function validValues<S extends Schema>(schema: S): Arbitrary<WrittenOf<S>> {
  const values = nodeValues(schema);
  const rules = schema.rules as readonly Rule<Json>[];
  // A rule sees what the API server shows it: with defaults. What compares with an older value holds for a new one.
  const holds = (value: Json) => {
    const read = applyDefaults(schema, value);
    return rules.every((rule) => rule.holds(read, read));
  };
  return (rules.length === 0 ? values : values.filter(holds)) as Arbitrary<WrittenOf<S>>;
}

function nodeValues({ node }: Schema): Arbitrary<Json> {
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: node.minimum, max: node.maximum });
    case 'choice':
      return fc.constantFrom(...node.values);
    case 'int-or-percent':
      return fc.oneof(
        fc.nat(100),
        fc.nat(100).map((share) => `${share}%`),
      );
    case 'string':
      return text(node);
    case 'list': {
      const item = validValues(node.item) as Arbitrary<Json>;
      const bounds = { minLength: node.minItems, maxLength: Math.max(node.minItems, Math.min(node.maxItems, LARGEST)) };
      if (node.unique === 'none') return fc.array(item, bounds);
      const { unique } = node;
      const read = (value: Json) => applyDefaults(node.item, value) as Record<string, Json>;
      const selector = (value: Json) =>
        JSON.stringify(unique === 'set' ? value : unique.map((key) => read(value)[key]));
      return fc.uniqueArray(item, { ...bounds, selector });
    }
    case 'map': {
      const key = validValues(node.key) as Arbitrary<string>;
      const value = validValues(node.value) as Arbitrary<Json>;
      return fc.dictionary(key, value, { maxKeys: Math.min(node.maxProperties, LARGEST), noNullPrototype: true });
    }
    case 'object': {
      const fields = Object.entries(node.fields);
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, validValues(field)])), {
        requiredKeys: fields.filter(([, field]) => field.presence === 'required').map(([name]) => name),
        noNullPrototype: true,
      }) as Arbitrary<Json>;
    }
  }
}

function text({ minLength, maxLength, pattern, format }: Schema['node'] & { type: 'string' }): Arbitrary<string> {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern === undefined) {
    return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, LONGEST)) });
  }
  const fits = (value: string) => value.length >= minLength && value.length <= maxLength;
  return fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
}
