import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'yaml';
import { crdYaml, customResourceDefinition, type Json, referenceMarkdown } from './index.ts';
import { widget } from './widget.fixture.ts';

const definition = customResourceDefinition(widget);
const version = definition.spec.versions[0]!;
const { spec } = version.schema.openAPIV3Schema.properties as unknown as { spec: { properties: Record<string, Json> } };

it('writes defaults in full, rules, list types and keys of lists', () => {
  assert.deepEqual(spec.properties.scaling, {
    description: 'How many.',
    type: 'object',
    properties: {
      minimum: { description: 'At least.', type: 'integer', format: 'int32', minimum: 0, maximum: 10, default: 1 },
      maximum: { description: 'At most.', type: 'integer', format: 'int32', minimum: 0, maximum: 10 },
    },
    default: { minimum: 1 },
    'x-kubernetes-validations': [
      { rule: '!has(self.maximum) || self.minimum <= self.maximum', message: 'minimum must not exceed maximum' },
    ],
  });
  const parts = spec.properties.parts as { [keyword: string]: Json };
  assert.equal(parts['x-kubernetes-list-type'], 'map');
  assert.deepEqual(parts['x-kubernetes-list-map-keys'], ['name']);
  assert.deepEqual((parts.items as { required: Json }).required, ['name']);
});

it('says what to do about text that does not match, where the schema says so', () => {
  const { pattern, 'x-kubernetes-validations': rules } = spec.properties.owner as { [keyword: string]: Json };
  assert.equal(pattern, undefined);
  assert.deepEqual((rules as Json[])[0], {
    rule: "self.matches('^[a-z]+$')",
    message: 'must be of lower-case letters',
  });
});

it('says in CEL what a structural schema cannot say of the keys of a map', () => {
  const labels = spec.properties.labels as { [keyword: string]: Json };
  assert.deepEqual(labels['x-kubernetes-validations'], [
    {
      rule: "self.all(key, size(key) >= 1 && size(key) <= 5 && key.matches('^[a-z]+$'))",
      message: 'keys: Lower-case letters.',
    },
  ]);
});

it('uses nothing that a structural schema may not have, and bounds everything that CEL may look at', () => {
  const visit = (schema: { [keyword: string]: Json }, path: string) => {
    for (const banned of ['$ref', 'oneOf', 'allOf', 'not', 'nullable', 'additionalItems'])
      assert.ok(!(banned in schema), path);
    const bounded =
      schema.type === 'string'
        ? 'maxLength' in schema || 'enum' in schema || 'format' in schema
        : schema.type === 'array'
          ? 'maxItems' in schema
          : schema.type === 'object' && 'additionalProperties' in schema
            ? 'maxProperties' in schema
            : true;
    assert.ok(bounded, `${path} has no bound`);
    for (const [name, field] of Object.entries((schema.properties ?? {}) as object)) visit(field, `${path}.${name}`);
    if (schema.items) visit(schema.items as { [keyword: string]: Json }, `${path}[]`);
  };
  visit(spec as never, 'spec');
});

it('has the status and scale subresources, columns, short names and categories', () => {
  assert.deepEqual(definition.spec.names, {
    kind: 'Widget',
    listKind: 'WidgetList',
    plural: 'widgets',
    singular: 'widget',
    shortNames: ['wd'],
    categories: ['examples'],
  });
  assert.deepEqual(version.subresources.status, {});
  assert.equal(version.subresources.scale?.specReplicasPath, '.spec.scaling.minimum');
  assert.deepEqual(
    version.additionalPrinterColumns.map(({ name }) => name),
    ['Ready', 'Reason', 'Color', 'Age'],
  );
});

it('is YAML without anchors that reads back as it was', () => {
  const yaml = crdYaml(widget);
  assert.doesNotMatch(yaml, /[&*]a\d/);
  assert.deepEqual(parse(yaml), JSON.parse(JSON.stringify(definition)));
});

it('documents fields, rules, and the reasons of every condition', () => {
  const reference = referenceMarkdown(widget);
  for (const line of [
    '| `parts[].size` | 1 … 3 | default `1` | Its size. |',
    '- `scaling`: minimum must not exceed maximum',
    '| Ready | Made | It is there. |',
    '| Painted | Dry | It can be touched. |',
  ])
    assert.ok(reference.includes(line), line);
});
