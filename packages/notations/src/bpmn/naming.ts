import type { Graph, Json, Properties, SemanticMutation } from '@ameide/graph-model';
import { emptyGraph } from '@ameide/graph-model';
import { isSyntheticId } from './document.ts';
import { createBpmnId } from './ids.ts';

/*
 * Elements without an id are read under a made-up one. It says where they stand, so that an edit of one would change it, or
 * that of another. The first edit that does gives these elements an id: in a change, the element is removed under the
 * made-up id and added under the new one, and the writer knows the two for one by the new id, which follows from the made-up one.
 */

/** The other id of elements that a change names, or takes the id from again: by the id before, the id after. */
export function renamings(mutations: readonly SemanticMutation[]): ReadonlyMap<string, string> {
  const removed = new Map<string, string>();
  const added = new Map<string, string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') removed.set(mutation.node.id, mutation.node.kind);
    else if (mutation.type === 'edge_removed') removed.set(mutation.edge.id, mutation.edge.kind);
    else if (mutation.type === 'node_added') added.set(mutation.node.id, mutation.node.kind);
    else if (mutation.type === 'edge_added') added.set(mutation.edge.id, mutation.edge.kind);
  }
  const found = new Map<string, string>();
  for (const [id, kind] of removed) {
    const named = isSyntheticId(id) ? idFor(kind, id) : '';
    if (added.get(named) === kind) found.set(id, named);
  }
  for (const [id, kind] of added) {
    const named = isSyntheticId(id) ? idFor(kind, id) : '';
    if (removed.get(named) === kind) found.set(named, id);
  }
  return found;
}

/** The mutations that give ids to the elements that need one for what the given mutations, which end in `after`, do. */
export function nameEdited(before: Graph, after: Graph, mutations: readonly SemanticMutation[]): SemanticMutation[] {
  const synthetic = new Set([...before.nodes.keys(), ...before.edges.keys()].filter(isSyntheticId));
  if (synthetic.size === 0) return [];
  const linked = linksOf(after, synthetic);
  const ids = new Map<string, string>();
  const open = new Set(mutations.flatMap(needingIds).filter((id) => synthetic.has(id)));
  const followed = new Set<string>();
  for (const id of open) {
    for (const key of [baseOf(id), id]) {
      if (followed.has(key)) continue;
      followed.add(key);
      for (const other of linked.get(key) ?? []) {
        ids.set(other, idFor((after.nodes.get(other) ?? after.edges.get(other))!.kind, other));
        open.add(other);
      }
    }
  }
  return ids.size === 0 ? [] : renamed(after, ids);
}

/** The elements with made-up ids whose ids change with another one: those with its base, in it, or at its end. */
function linksOf({ nodes, edges }: Graph, synthetic: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const linked = new Map<string, string[]>();
  for (const id of synthetic) {
    const node = nodes.get(id);
    const edge = edges.get(id);
    if ((node ?? edge) === undefined) continue;
    for (const key of new Set([baseOf(id), node?.parent ?? edge?.source, edge?.target])) {
      if (key === undefined || !isSyntheticId(key)) continue;
      const known = linked.get(key);
      if (known === undefined) linked.set(key, [id]);
      else known.push(id);
    }
  }
  return linked;
}

/** Made-up ids that differ by nothing but a number have one base. */
export function baseOf(id: string): string {
  return id.replace(/~\d+$/, '');
}

/** Where an element with a made-up id stands among those with its base, from 1. */
export function numberOf(id: string): number {
  return Number(/~(\d+)$/.exec(id)?.[1] ?? 1);
}

const idFor = (kind: string, id: string) => createBpmnId(kind, id, emptyGraph);

function needingIds(mutation: SemanticMutation): readonly string[] {
  switch (mutation.type) {
    case 'node_added':
      return [mutation.node.id, mutation.node.parent ?? '', ...referred(mutation.node.properties)];
    case 'node_changed':
      return [mutation.id, mutation.after.parent ?? '', ...referred(mutation.after.properties ?? {})];
    case 'node_removed':
      return [mutation.node.id];
    case 'edge_added':
      return [mutation.edge.id, mutation.edge.source, mutation.edge.target];
    case 'edge_changed':
      return [mutation.id, mutation.after.source ?? '', mutation.after.target ?? ''];
    default:
      return [mutation.edge.id];
  }
}

function referred({ attachedTo, default: flow }: Properties): string[] {
  return [attachedTo, flow].filter((id) => typeof id === 'string');
}

function renamed({ nodes, edges }: Graph, ids: ReadonlyMap<string, string>): SemanticMutation[] {
  const to = <T extends Json>(id: T): T => (ids.get(id as string) as T | undefined) ?? id;
  const found: SemanticMutation[] = [];
  for (const node of nodes.values()) {
    const [id, parent] = [to(node.id), to(node.parent)];
    const properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, value]) => [
        name,
        /^(lane|attachedTo|default)$/.test(name) ? to(value) : value,
      ]),
    );
    const isReferring = Object.keys(properties).some((name) => properties[name] !== node.properties[name]);
    if (id !== node.id) {
      found.push({ type: 'node_removed', node }, { type: 'node_added', node: { ...node, id, parent, properties } });
    } else if (parent !== node.parent || isReferring) {
      const before = { parent: node.parent, properties: node.properties };
      found.push({ type: 'node_changed', id, before, after: { parent, properties } });
    }
  }
  for (const edge of edges.values()) {
    const [id, source, target] = [to(edge.id), to(edge.source), to(edge.target)];
    if (id !== edge.id) {
      found.push({ type: 'edge_removed', edge }, { type: 'edge_added', edge: { ...edge, id, source, target } });
    } else if (source !== edge.source || target !== edge.target) {
      const before = { source: edge.source, target: edge.target };
      found.push({ type: 'edge_changed', id, before, after: { source, target } });
    }
  }
  return found;
}
