import { parseAllDocuments } from 'yaml';

/**
 * Whether two sets of objects say the same, whatever the order of objects and fields, and whatever stands in comments.
 * @param before undefined: there is nothing yet
 */
export function saysTheSame(before: string | undefined, after: string): boolean {
  return before !== undefined && canonical(before) === canonical(after);
}

function canonical(text: string): string {
  const objects = parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
    .map((object) => JSON.stringify(object, sortFields));
  return objects.sort().join('\n');
}

function sortFields(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
