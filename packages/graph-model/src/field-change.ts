import { equalJson } from './json.ts';

/** The fields among those wanted that an element has otherwise, before and after; undefined when it has them all. */
export function fieldChange<F extends object>(
  element: F,
  wanted: F,
): { readonly before: F; readonly after: F } | undefined {
  const differ = (Object.keys(wanted) as (keyof F)[]).filter((field) => !equalJson(element[field], wanted[field]));
  if (differ.length === 0) return undefined;
  const pick = (from: F) => Object.fromEntries(differ.map((field) => [field, from[field]])) as F;
  return { before: pick(element), after: pick(wanted) };
}
