import type { Graph, GraphEdge, GraphNode, Json } from './graph.ts';
import { hostOf } from './graph-index.ts';
import { differingProperties } from './json.ts';
import type { EdgeFields, NodeFields, SemanticMutation } from './mutation.ts';

/** What a change does and what it relies on, for finding out whether it commutes with another. */
export interface Effects {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** New values by element and field; properties one by one as `properties.<key>`, null where one goes. */
  readonly writes: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  /** Elements that must be there, each with the element that needs it. */
  readonly needs: ReadonlyMap<string, string>;
  /** Keys that it gives, each with its new owner. */
  readonly keys: ReadonlyMap<string, string>;
  /** New containers of nodes that were there before. */
  readonly moved: ReadonlyMap<string, string | null>;
}

export function effectsOf(mutations: readonly SemanticMutation[]): Effects {
  const added = new Set<string>();
  const removed = new Set<string>();
  const writes = new Map<string, Map<string, Json>>();
  const needs = new Map<string, string>();
  const keys = new Map<string, string>();
  const moved = new Map<string, string | null>();

  const uses = (user: string, element: Partial<GraphNode> & Partial<GraphEdge>) => {
    const { parent, source, target, properties, key } = element;
    const host = properties === undefined ? undefined : hostOf({ properties });
    for (const used of [parent, source, target, host]) if (typeof used === 'string') needs.set(used, user);
    if (key !== undefined && key !== '') keys.set(key, user);
  };

  for (const mutation of mutations) {
    switch (mutation.type) {
      case 'node_added':
        added.add(mutation.node.id);
        uses(mutation.node.id, mutation.node);
        break;
      case 'edge_added':
        added.add(mutation.edge.id);
        uses(mutation.edge.id, mutation.edge);
        break;
      case 'node_removed':
        removed.add(mutation.node.id);
        break;
      case 'edge_removed':
        removed.add(mutation.edge.id);
        break;
      case 'node_changed':
      case 'edge_changed':
        writes.set(mutation.id, writtenFields(mutation.before, mutation.after));
        uses(mutation.id, mutation.after);
        if ('parent' in mutation.after && mutation.after.parent !== undefined) {
          moved.set(mutation.id, mutation.after.parent);
        }
        break;
      default:
        mutation satisfies never;
    }
  }
  for (const id of added) needs.delete(id);
  return { added, removed, writes, needs, keys, moved };
}

/** Whether nodes would contain themselves if they moved as given in a graph. */
export function wouldContainItself(graph: Graph, moved: ReadonlyMap<string, string | null>): readonly string[] {
  const parentOf = (id: string) => (moved.has(id) ? (moved.get(id) ?? null) : (graph.nodes.get(id)?.parent ?? null));
  return [...moved.keys()].filter((id) => {
    const seen = new Set<string>();
    for (let at = parentOf(id); at !== null && !seen.has(at); at = parentOf(at)) {
      if (at === id) return true;
      seen.add(at);
    }
    return false;
  });
}

function writtenFields(before: NodeFields & EdgeFields, after: NodeFields & EdgeFields): Map<string, Json> {
  const { properties, ...fields } = after;
  const patch = properties === undefined ? {} : differingProperties(before.properties ?? {}, properties);
  return new Map([
    ...Object.entries(fields),
    ...Object.entries(patch).map(([key, value]): [string, Json] => [`properties.${key}`, value]),
  ]);
}
