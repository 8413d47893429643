import type { Graph, Json, Properties, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { collaborations } from './kinds.ts';

/** Properties that name another element of the graph. */
const referenceProperties = [
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
 * The mutations that have to follow from removals: properties of remaining nodes that name what the given mutations
 * remove are cleared, and message flows go with the last collaboration, which holds them.
 */
export function completeRemovals(graph: Graph, mutations: readonly SemanticMutation[]): readonly SemanticMutation[] {
  const gone = removedBy(mutations);
  if (gone.size === 0) return [];
  const { nodes, edges } = applyMutations(graph, mutations);
  const cleared: SemanticMutation[] = [];
  const isCollaboration = ({ kind }: { kind: string }) => collaborations.has(kind);
  if ([...graph.nodes.values()].some(isCollaboration) && ![...nodes.values()].some(isCollaboration)) {
    for (const edge of edges.values())
      if (heldByCollaboration.has(edge.kind)) cleared.push({ type: 'edge_removed', edge });
  }
  for (const { id, properties: before } of nodes.values()) {
    const after = withoutReferences(before, gone);
    if (after !== undefined)
      cleared.push({ type: 'node_changed', id, before: { properties: before }, after: { properties: after } });
  }
  return cleared;
}

const heldByCollaboration = new Set(['bpmn::message_flow', 'bpmn::conversation_link']);

function removedBy(mutations: readonly SemanticMutation[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') gone.add(mutation.node.id);
    else if (mutation.type === 'edge_removed') gone.add(mutation.edge.id);
    else if (mutation.type === 'node_added') gone.delete(mutation.node.id);
    else if (mutation.type === 'edge_added') gone.delete(mutation.edge.id);
  }
  return gone;
}

/** The properties without references to what is gone, or undefined when they have none. */
function withoutReferences(before: Properties, gone: ReadonlySet<string>): Properties | undefined {
  const after: Record<string, Json> = { ...before };
  let isChanged = false;
  for (const name of referenceProperties) {
    const value = Object.hasOwn(before, name) ? before[name] : undefined;
    const isGone = (item: Json | undefined) => typeof item === 'string' && gone.has(item);
    const left = Array.isArray(value) ? value.filter((item) => !isGone(item)) : [];
    if (Array.isArray(value) ? left.length === value.length : !isGone(value)) continue;
    isChanged = true;
    if (left.length > 0) after[name] = left;
    else delete after[name];
  }
  return isChanged ? after : undefined;
}
