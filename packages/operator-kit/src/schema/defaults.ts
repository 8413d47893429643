import type { Json, Schema } from './schema.ts';

/** Fills in what a person may leave out, as the API server does before it validates. Faulty parts stay as they are. */
export function applyDefaults(schema: Schema, value: Json): Json {
  const { node } = schema;
  if (node.type === 'list' && Array.isArray(value)) return value.map((item: Json) => applyDefaults(node.item, item));
  if (!isJsonObject(value)) return value;
  if (node.type === 'map') return mapValues(value, (entry) => applyDefaults(node.value, entry));
  if (node.type !== 'object') return value;
  const missing = Object.entries(node.fields).flatMap(([name, field]) =>
    field.default !== undefined && value[name] === undefined ? [[name, field.default] as const] : [],
  );
  return mapValues({ ...value, ...Object.fromEntries(missing) }, (entry, name) => {
    const field = Object.hasOwn(node.fields, name) ? node.fields[name] : undefined;
    return field ? applyDefaults(field, entry) : entry;
  });
}

export function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: { readonly [key: string]: Json }, change: (entry: Json, name: string) => Json): Json {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry, name)]));
}
