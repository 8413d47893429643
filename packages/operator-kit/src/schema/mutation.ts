import fc, { type Arbitrary } from 'fast-check';
import { admit, isTransition } from './admit.ts';
import { validSpecs } from './arbitrary.ts';
import type { CustomResource } from './custom-resource.ts';
import { applyDefaults, isJsonObject } from './defaults.ts';
import type { Json, Rule, Schema } from './schema.ts';

/** A spec with one fault, and what the fault is. */
export interface InvalidSpec {
  readonly spec: Json;
  /** Where it is: `scaling.maximum`; empty for the spec itself. */
  readonly path: string;
  /** The keyword or the rule that it breaks. */
  readonly breaks: string;
}

type Replace = (value: Json) => Json;

/** Specs of a kind that are valid but for one fault, which is any that its schema and its rules can find. */
export function invalidSpecs(resource: CustomResource): Arbitrary<InvalidSpec> {
  return fc
    .tuple(validSpecs(resource), fc.nat())
    .map(([spec, choice]) => {
      const faults = faultsFor(resource.spec, spec as Json, '', (value) => value);
      return faults[choice % faults.length]!;
    })
    .filter(({ spec }) => !admit(resource.spec, spec).admitted);
}

/** Every spec that `spec` becomes by one fault. */
function faultsFor(schema: Schema, value: Json, path: string, replace: Replace): InvalidSpec[] {
  const here = [...wrongValues(schema, value), ...brokenRules(schema, value)];
  return [
    ...here.map(([breaks, wrong]) => ({ spec: replace(wrong), path, breaks })),
    ...childFaults(schema, value, path, replace),
  ];
}

function brokenRules(schema: Schema, value: Json): [string, Json][] {
  const rules = (schema.rules as readonly Rule<Json>[]).filter((rule) => !isTransition(rule as Rule));
  return rules.map((rule) => [rule.cel, rule.broken(applyDefaults(schema, value)) as Json]);
}

function wrongValues({ node }: Schema, value: Json): [string, Json][] {
  switch (node.type) {
    case 'boolean':
      return [['type', 'true']];
    case 'integer':
      return [
        ['type', 'many'],
        ['type', node.minimum + 0.5],
        ['minimum', node.minimum - 1],
        ['maximum', node.maximum + 1],
      ];
    case 'choice':
      return [
        ['type', 7],
        ['enum', `not-${node.values[0]}`],
      ];
    case 'int-or-percent':
      return [
        ['type', true],
        ['minimum', -1],
        ['pattern', '101%'],
      ];
    case 'string':
      return [
        ['type', 7],
        ['maxLength', 'x'.repeat(node.maxLength + 1)],
        ...(node.minLength > 0 ? ([['minLength', '']] as [string, Json][]) : []),
        ...(node.pattern === undefined ? [] : ([['pattern', ' not ! ']] as [string, Json][])),
      ];
    case 'list':
      return [
        ['type', { items: [] }],
        ...(node.minItems > 0 ? ([['minItems', []]] as [string, Json][]) : []),
        ...(node.unique !== 'none' && Array.isArray(value) && value.length > 0 && value.length < node.maxItems
          ? ([['unique', [...value, value[0]]]] as [string, Json][])
          : []),
      ];
    case 'map':
      return [
        ['type', []],
        ['key', { ...(value as object), ' not a key ! ': sampleOf(value) ?? '' }],
      ];
    case 'object':
      return [
        ['type', []],
        ['unknown', { ...(value as object), noSuchField: 1 }],
        ...Object.entries(node.fields)
          .filter(([name, field]) => field.presence === 'required' && isJsonObject(value) && name in value)
          .map(([name]): [string, Json] => ['required', without(value, name)]),
      ];
  }
}

function childFaults({ node }: Schema, value: Json, path: string, replace: Replace): InvalidSpec[] {
  if (node.type === 'list' && Array.isArray(value)) {
    return value.flatMap((item: Json, index) =>
      faultsFor(node.item, item, `${path}[${index}]`, (wrong) => replace(value.with(index, wrong))),
    );
  }
  if (!isJsonObject(value) || (node.type !== 'map' && node.type !== 'object')) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const field = node.type === 'map' ? node.value : node.fields[name]!;
    const at = path === '' ? name : `${path}.${name}`;
    return faultsFor(field, entry, at, (wrong) => replace({ ...value, [name]: wrong }));
  });
}

function sampleOf(value: Json): Json | undefined {
  return isJsonObject(value) ? Object.values(value)[0] : undefined;
}

function without(value: Json, name: string): Json {
  return Object.fromEntries(Object.entries(value as object).filter(([key]) => key !== name));
}
