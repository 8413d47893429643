import type { Graph, Json, SemanticMutation } from '@ameide/graph-model';

/** Properties that name another element of the graph. */
export const referenceProperties = [
  'lane',
  'default',
  'attachedTo',
  'processRef',
  'dataObjectRef',
  'dataStoreRef',
  'activityRef',
  'initiatingParticipantRef',
  'participants',
  'messageFlows',
] as const;

/**
 * The mutations that keep references whole after removals: properties of remaining elements that name what the given
 * mutations remove are cleared. To be appended to those mutations before they are applied, so that taking the change
 * back restores the references too.
 */
export function clearReferences(graph: Graph, mutations: readonly SemanticMutation[]): readonly SemanticMutation[] {
  const gone = new Set<string>();
  const properties = new Map([...graph.nodes].map(([id, node]) => [id, node.properties]));
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') gone.add(mutation.node.id);
    else if (mutation.type === 'edge_removed') gone.add(mutation.edge.id);
    else if (mutation.type === 'node_added') {
      gone.delete(mutation.node.id);
      properties.set(mutation.node.id, mutation.node.properties);
    } else if (mutation.type === 'edge_added') gone.delete(mutation.edge.id);
    else if (mutation.type === 'node_changed' && mutation.after.properties !== undefined) {
      properties.set(mutation.id, mutation.after.properties);
    }
  }
  if (gone.size === 0) return [];
  const cleared: SemanticMutation[] = [];
  for (const [id, before] of properties) {
    if (gone.has(id)) continue;
    const after: Record<string, Json> = { ...before };
    for (const name of referenceProperties) {
      const value = Object.hasOwn(before, name) ? before[name] : undefined;
      if (typeof value === 'string' && gone.has(value)) delete after[name];
      if (!Array.isArray(value)) continue;
      const left = value.filter((item) => typeof item !== 'string' || !gone.has(item));
      if (left.length === 0) delete after[name];
      else if (left.length < value.length) after[name] = left;
    }
    const differs = referenceProperties.some((name) => before[name] !== after[name]);
    if (differs)
      cleared.push({ type: 'node_changed', id, before: { properties: before }, after: { properties: after } });
  }
  return cleared;
}
