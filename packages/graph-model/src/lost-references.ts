import type { Conflict } from './conflicts.ts';
import type { Graph, Json, Properties } from './graph.ts';
import { mutatedId } from './graph-index.ts';
import { labelOf } from './label.ts';
import type { Change, SemanticMutation } from './mutation.ts';

/** Where mutations set properties that name what other changes have removed since, such as the lane of a node. */
export function lostReferences(
  mutations: readonly SemanticMutation[],
  theirs: readonly Change[],
  current: Graph,
): readonly Conflict[] {
  const removed = new Map<string, { readonly label: string; readonly intervening: number }>();
  theirs.forEach(({ semantic }, intervening) => {
    for (const mutation of semantic) {
      if (mutation.type === 'node_removed')
        removed.set(mutation.node.id, { label: labelOf(mutation.node), intervening });
      if (mutation.type === 'edge_removed')
        removed.set(mutation.edge.id, { label: labelOf(mutation.edge), intervening });
    }
  });
  const returning = new Set(mutations.flatMap(added));
  return mutations.flatMap((mutation) =>
    Object.entries(propertiesOf(mutation)).flatMap(([property, value]) => {
      const gone = typeof value === 'string' ? removed.get(value) : undefined;
      if (gone === undefined || typeof value !== 'string') return [];
      if (returning.has(value) || current.nodes.has(value) || current.edges.has(value)) return [];
      const ours = `Sets ${property} to ${gone.label}.`;
      const theirs = `Removed ${gone.label}.`;
      return [{ elementId: value, field: 'existence', operationIds: [], ours, theirs, intervening: gone.intervening }];
    }),
  );
}

/** Where other changes have set properties that name what mutations remove, and that still do. */
export function usedReferences(
  mutations: readonly SemanticMutation[],
  theirs: readonly Change[],
  current: Graph,
): readonly Conflict[] {
  const removed = new Map<Json, string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') removed.set(mutation.node.id, labelOf(mutation.node));
    if (mutation.type === 'edge_removed') removed.set(mutation.edge.id, labelOf(mutation.edge));
  }
  return theirs.flatMap(({ semantic }, intervening) =>
    semantic.flatMap((mutation) => {
      const id = mutatedId(mutation);
      const user = current.nodes.get(id) ?? current.edges.get(id);
      if (user === undefined || removed.has(id)) return [];
      return Object.entries(propertiesOf(mutation)).flatMap(([property, value]) => {
        const used = removed.get(value);
        if (used === undefined || user.properties[property] !== value) return [];
        const theirs = `Set ${property} of ${labelOf(user)} to it.`;
        return [
          {
            elementId: String(value),
            field: 'existence',
            operationIds: [],
            ours: `Removes ${used}.`,
            theirs,
            intervening,
          },
        ];
      });
    }),
  );
}

function added(mutation: SemanticMutation): readonly string[] {
  if (mutation.type === 'node_added') return [mutation.node.id];
  return mutation.type === 'edge_added' ? [mutation.edge.id] : [];
}

/** The properties that a mutation sets, as far as it changes them. */
function propertiesOf(mutation: SemanticMutation): Properties {
  if (mutation.type === 'node_added') return mutation.node.properties;
  if (mutation.type === 'edge_added') return mutation.edge.properties;
  if (mutation.type !== 'node_changed' && mutation.type !== 'edge_changed') return {};
  const { before, after } = mutation;
  const isNew = ([name, value]: [string, unknown]) => before.properties?.[name] !== value;
  return Object.fromEntries(Object.entries(after.properties ?? {}).filter(isNew));
}
