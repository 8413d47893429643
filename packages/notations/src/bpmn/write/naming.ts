import type { SemanticMutation } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { containerOf, isSyntheticId } from '../document.ts';
import { baseOf, numberOf, renamings } from '../naming.ts';
import { detach, insertAt, setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';

/**
 * Gives elements that a change names their id, or takes it from them again; answers the mutations that are left to do, which name
 * these elements by their ids after the change.
 */
export function nameElements(
  document: BpmnDocument,
  mutations: readonly SemanticMutation[],
): readonly SemanticMutation[] {
  const ids = renamings(mutations);
  if (ids.size === 0) return mutations;
  const targets = new Set(ids.values());
  for (const [from, to] of ids) rename(document, from, to);
  for (const id of targets) settleUnnamed(document, (document.nodes.get(id) ?? document.edges.get(id))!, id);
  const to = (id: string) => ids.get(id) ?? id;
  return mutations.flatMap((mutation): SemanticMutation[] => {
    switch (mutation.type) {
      case 'node_removed':
        return ids.has(mutation.node.id) ? [] : [mutation];
      case 'edge_removed':
        return ids.has(mutation.edge.id) ? [] : [mutation];
      case 'node_added': {
        const node = { ...mutation.node, parent: mutation.node.parent && to(mutation.node.parent) };
        const { id, kind: _, ...fields } = node;
        if (!targets.has(id)) return [{ type: 'node_added', node }];
        return [{ type: 'node_changed', id, before: {}, after: withoutMove(document, id, fields) }];
      }
      case 'edge_added': {
        const edge = { ...mutation.edge, source: to(mutation.edge.source), target: to(mutation.edge.target) };
        const { id, kind: _, ...fields } = edge;
        if (!targets.has(id)) return [{ type: 'edge_added', edge }];
        return [{ type: 'edge_changed', id, before: {}, after: fields }];
      }
      case 'node_changed': {
        const { parent } = mutation.after;
        const fields = { ...mutation.after, ...(parent && { parent: to(parent) }) };
        return [{ ...mutation, id: to(mutation.id), after: withoutMove(document, to(mutation.id), fields) }];
      }
      default: {
        const { source, target, ...fields } = mutation.after;
        const ends = { ...(source && { source: to(source) }), ...(target && { target: to(target) }) };
        return [{ ...mutation, id: to(mutation.id), after: { ...fields, ...ends } }];
      }
    }
  });
}

function rename(document: BpmnDocument, from: string, to: string): void {
  for (const elements of [document.nodes, document.edges]) {
    const element = elements.get(from);
    if (element === undefined) continue;
    const old = element.attributes.get('id');
    if (old !== undefined && document.ids.get(old) === element) document.ids.delete(old);
    elements.delete(from);
    document.nextNumbers.clear();
    elements.set(to, element);
    document.graphIds.set(element, to);
    setAttribute(element, 'id', isSyntheticId(to) ? undefined : to);
    if (!isSyntheticId(to)) document.ids.set(to, element);
  }
}

/** The fields without a container that the node stands in already. */
function withoutMove<T extends { readonly parent?: string | null }>(document: BpmnDocument, id: string, fields: T): T {
  const element = document.nodes.get(id);
  const { parent, ...rest } = fields;
  return element !== undefined && parent !== undefined && containerOf(document, element) === parent
    ? (rest as T)
    : fields;
}

/** Puts an element without an id where reading gives it the made-up id that it is to have: in front of those with later numbers. */
export function settleUnnamed(document: BpmnDocument, element: XmlElement, id: string): void {
  const { parent } = element;
  if (!isSyntheticId(id) || parent === null) return;
  const base = baseOf(id);
  const isNode = document.nodes.has(id);
  for (const [other, later] of isNode ? document.nodes : document.edges) {
    // Edges count in the order of the document, nodes in that of their container.
    if (isNode && later.parent !== parent) continue;
    if (!isSyntheticId(other) || numberOf(other) <= numberOf(id) || baseOf(other) !== base) continue;
    const isBehind = later.parent === parent && parent.children.indexOf(later) > parent.children.indexOf(element);
    if (isBehind) continue;
    detach(document.xml, later);
    insertAt(document.xml, parent, parent.children.indexOf(element) + 1, later);
  }
}
