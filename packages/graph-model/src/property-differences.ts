import type { Json, Properties } from './graph.ts';
import { differingProperties } from './json.ts';
import type { EdgeFields, NodeFields, SemanticMutation } from './mutation.ts';

/** What an element says otherwise: a field of the graph, or a property of the notation by its own name. */
export interface PropertyDifference {
  readonly property: string;
  /** Absent for nothing. */
  readonly before?: Json;
  /** Absent for nothing. */
  readonly after?: Json;
}

/** Everything that a mutation changes of an element that stays; nothing for one that is added or removed. */
export function propertyDifferences(mutation: SemanticMutation): readonly PropertyDifference[] {
  if (mutation.type !== 'node_changed' && mutation.type !== 'edge_changed') return [];
  const before: NodeFields & EdgeFields = mutation.before;
  const { properties, ...fields }: NodeFields & EdgeFields = mutation.after;
  return [
    ...Object.keys(fields).map((field) => difference(field, before as Properties, fields as Properties)),
    ...(properties === undefined ? [] : differingOnes(before.properties ?? {}, properties)),
  ];
}

/** What differs between two lots of properties. */
export function differingOnes(before: Properties, after: Properties): PropertyDifference[] {
  return Object.keys(differingProperties(before, after)).map((key) => difference(key, before, after));
}

function difference(property: string, before: Properties, after: Properties): PropertyDifference {
  return { property, ...said('before', before, property), ...said('after', after, property) };
}

/** An empty name and no container are nothing. */
function said<Side extends string>(side: Side, values: Properties, property: string): { readonly [S in Side]?: Json } {
  const value = Object.hasOwn(values, property) ? values[property] : undefined;
  return (value === undefined || value === null || value === '' ? {} : { [side]: value }) as { [S in Side]?: Json };
}
