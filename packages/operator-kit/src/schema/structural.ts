import { PERCENT } from './admit.ts';
import type { Json, Rule, Schema } from './schema.ts';

/** A structural OpenAPI v3 schema, as a CustomResourceDefinition holds it. */
export type StructuralSchema = { readonly [keyword: string]: Json };

/** The structural schema of a field: no `$ref`, no `oneOf`, every length bounded, markers for lists and rules in place. */
export function toStructural(schema: Schema): StructuralSchema {
  return {
    description: schema.description,
    ...keywords(schema),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...validations([...patternRules(schema), ...schema.rules, ...keyRules(schema)]),
  };
}

function keywords({ node }: Schema): StructuralSchema {
  switch (node.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        type: 'integer',
        format: node.maximum < 2 ** 31 ? 'int32' : 'int64',
        minimum: node.minimum,
        maximum: node.maximum,
      };
    case 'choice':
      return { type: 'string', enum: node.values };
    case 'string': {
      const { minLength, maxLength, pattern, otherwise, format } = node;
      return {
        type: 'string',
        // The API server knows how long a time can be; a bound beside the format is refused nowhere but says nothing.
        ...(format ? { format } : { ...(minLength > 0 ? { minLength } : {}), maxLength }),
        ...(pattern === undefined || otherwise !== undefined ? {} : { pattern }),
      };
    }
    case 'int-or-percent':
      return {
        'x-kubernetes-int-or-string': true,
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        minimum: 0,
        maxLength: 4,
        pattern: PERCENT.source,
      };
    case 'list':
      return {
        type: 'array',
        items: toStructural(node.item),
        ...(node.minItems > 0 ? { minItems: node.minItems } : {}),
        maxItems: node.maxItems,
        ...listType(node.unique),
      };
    case 'map':
      return { type: 'object', additionalProperties: toStructural(node.value), maxProperties: node.maxProperties };
    case 'object': {
      const fields = Object.entries(node.fields);
      const required = fields.filter(([, field]) => field.presence === 'required').map(([name]) => name);
      return {
        type: 'object',
        ...(required.length > 0 ? { required } : {}),
        properties: Object.fromEntries(fields.map(([name, field]) => [name, toStructural(field)])),
      };
    }
  }
}

function listType(unique: (Schema['node'] & { type: 'list' })['unique']): StructuralSchema {
  if (unique === 'none') return { 'x-kubernetes-list-type': 'atomic' };
  if (unique === 'set') return { 'x-kubernetes-list-type': 'set' };
  return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': unique };
}

/** A pattern is told to people as it is; CEL can say what it is about. */
function patternRules({ node }: Schema): Pick<Rule, 'cel' | 'message'>[] {
  if (node.type !== 'string' || node.pattern === undefined || node.otherwise === undefined) return [];
  return [{ cel: `self.matches(${celString(node.pattern)})`, message: node.otherwise }];
}

/** Structural schemas say nothing about the keys of a map, so CEL does. */
function keyRules({ node }: Schema): Pick<Rule, 'cel' | 'message'>[] {
  if (node.type !== 'map' || node.key.node.type !== 'string') return [];
  const { minLength, maxLength, pattern } = node.key.node;
  const tests = [`size(key) >= ${minLength}`, `size(key) <= ${maxLength}`];
  if (pattern !== undefined) tests.push(`key.matches(${celString(pattern)})`);
  return [{ cel: `self.all(key, ${tests.join(' && ')})`, message: `keys: ${node.key.description}` }];
}

/** Text as a CEL literal. */
export function celString(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function validations(rules: readonly Pick<Rule, 'cel' | 'message'>[]): StructuralSchema {
  if (rules.length === 0) return {};
  return { 'x-kubernetes-validations': rules.map(({ cel, message }) => ({ rule: cel, message })) };
}
