import type { Values } from './helm.ts';

interface Schema {
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Values of which each has one field that a schema does not know, at every depth; by the path of that field. */
export function unknownValues(schema: Schema, path: readonly string[] = []): [path: string, values: Values][] {
  const { additionalProperties, properties = {} } = schema;
  const own: [string, Values][] =
    additionalProperties === false ? [[[...path, 'unheardOf'].join('.'), nested([...path, 'unheardOf'])]] : [];
  const below = Object.entries(properties).flatMap(([name, each]) => unknownValues(each, [...path, name]));
  return [...own, ...below];
}

function nested([name, ...rest]: readonly string[]): Values {
  return { [name!]: rest.length === 0 ? 1 : nested(rest) };
}
