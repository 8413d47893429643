import type { Json, Properties } from './graph.ts';

/** Deep equality of JSON values; the order of keys does not count. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, at) => equalJson(item, b[at]));
  }
  const left = a as { readonly [key: string]: unknown };
  const right = b as { readonly [key: string]: unknown };
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalJson(left[key], right[key]))
  );
}

/** `base` with `patch` laid over it; a null in the patch removes the property. */
export function patchProperties(base: Properties, patch: Properties): Properties {
  return Object.fromEntries(
    Object.entries({ ...base, ...patch }).filter(([key, value]) => value !== null || !Object.hasOwn(patch, key)),
  );
}

/** The patch that leads from one object to the other: what `patchProperties` needs, no more. */
export function differingProperties(before: Properties, after: Properties): Properties {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...keys].filter((key) => !equalJson(before[key], after[key])).map((key) => [key, after[key] ?? null]),
  );
}

/** One text for one value: keys sorted, no white space. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
