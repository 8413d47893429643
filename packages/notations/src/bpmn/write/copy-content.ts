import { bpmnChild, elementOf, freeId } from '../document.ts';
import { edgeKindOf, nodeKindOf } from '../kinds.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { setAttribute, setText } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { descendants } from '../xml/tree.ts';
import { bindPrefixes, cloneOf } from './copy-foreign.ts';
import type { WriteSession } from './session.ts';

/** Of the place of an element in its model, which a copy has of its own; vendors' extensions are copied apart. */
const ofItsPlace = new Set([
  'extensionElements',
  ...['flowNodeRef', 'incoming', 'outgoing', 'laneSet', 'childLaneSet'],
  ...['sourceRef', 'targetRef'],
]);

/**
 * Gives new elements the BPMN content of those that they are copies of, such as how often they repeat and what triggers
 * them, with ids of their own. Has to come before the wanted fields are written, which then change what differs.
 */
export function copyContent(session: WriteSession, copies: ReadonlyMap<string, string>): void {
  const { document } = session;
  for (const [copy, original] of copies) {
    const [to, from] = [elementOf(document, copy), elementOf(document, original)];
    if (to === undefined || from === undefined || to.local !== from.local) continue;
    for (const [name, value] of from.attributes) {
      if (isPlain(name) && !to.attributes.has(name)) setAttribute(to, name, value);
    }
    const clones = from.children
      .filter((child) => isContent(from, child) && bpmnChild(to, child.local) === undefined)
      .map((child) => [child, cloneOf(child)] as const);
    giveOwnIds(
      session,
      clones.map(([, clone]) => clone),
    );
    for (const [child, clone] of clones) {
      insertOrdered(document.xml, to, clone);
      bindPrefixes(child, clone);
    }
  }
}

const isPlain = (name: string) => !/:|^(xmlns|id|name|default)$|Refs?$/.test(name);

function isContent(owner: XmlElement, element: XmlElement): boolean {
  if (element.uri !== namespaces.bpmn || ofItsPlace.has(element.local)) return false;
  if (owner.local === 'process' && element.local === 'ioSpecification') return false;
  return nodeKindOf(element) === undefined && edgeKindOf(element) === undefined;
}

/** References among the clones follow; those to anything else stay. */
function giveOwnIds({ document }: WriteSession, clones: readonly XmlElement[]): void {
  const all = clones.flatMap((clone) => [clone, ...descendants(clone)]);
  const own = new Map<string, string>();
  for (const element of all) {
    const id = element.attributes.get('id');
    if (id === undefined || element.uri !== namespaces.bpmn) continue;
    const free = freeId(document, id);
    own.set(id, free);
    document.ids.set(free, element);
    setAttribute(element, 'id', free);
  }
  for (const element of all) {
    for (const [name, value] of element.attributes) {
      const renamed = name.endsWith('Ref') ? own.get(value) : undefined;
      if (renamed !== undefined) setAttribute(element, name, renamed);
    }
    const renamed = /Refs?$/.test(element.local) ? own.get(element.text.trim()) : undefined;
    if (renamed !== undefined) setText(element, renamed);
  }
}
