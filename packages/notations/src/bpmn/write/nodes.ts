import type { GraphNode, NodeFields } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { bpmnChild, bpmnElement, freeId, isSyntheticId, register, resolve, unregister } from '../document.ts';
import { localOf } from '../kinds.ts';
import { namespaces } from '../namespaces.ts';
import { removeFromLanes } from '../properties/content.ts';
import { removeGroupName } from '../properties/name.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { childrenNamed, descendants } from '../xml/tree.ts';
import { eraseDrawings } from './diagram.ts';
import { rescueEdges } from './edges.ts';
import { settleUnnamed } from './naming.ts';
import type { WriteSession } from './session.ts';
import { want, wantedOf } from './session.ts';
import { abandonPlanes } from './settle.ts';

/** Adds the element of a node; false while its container is not there yet. */
export function addNode(session: WriteSession, node: GraphNode): boolean {
  const { document } = session;
  const local = localOf(node.kind);
  if (local === undefined) throw new Error(`${node.kind} is not a BPMN kind`);
  const parent = node.parent === null ? document.xml.root : document.nodes.get(node.parent);
  if (parent === undefined) return false;
  const container = holderIn(document, parent, local);
  const element = bpmnElement(container, local, {
    ...(isSyntheticId(node.id) ? {} : { id: node.id }),
    ...(takesName(local) && node.name !== '' ? { name: node.name } : {}),
  });
  insertOrdered(document.xml, container, element);
  register(document, document.nodes, element, node.id);
  settleUnnamed(document, element, node.id);
  listData(document, element);
  const { key, lifecycle, name, properties } = node;
  session.wanted.set(node.id, { key, lifecycle, name, properties });
  session.movedNodes.add(node.id);
  session.unsettled.add(node.id);
  return true;
}

const takesName = (local: string) => local !== 'textAnnotation' && local !== 'group';

/**
 * Removes the element of a node with everything inside, its drawings, and what lists it; false while it holds a node that
 * is to stay.
 */
export function removeNode(session: WriteSession, id: string): boolean {
  const { document, removed } = session;
  const element = document.nodes.get(id);
  for (const inner of element === undefined ? [] : descendants(element)) {
    const innerId = document.graphIds.get(inner);
    if (innerId !== undefined && document.nodes.has(innerId) && !removed.has(innerId)) return false;
  }
  abandonPlanes(session, id);
  removeFromLanes(document, id);
  if (element?.local === 'lane') session.lanes = undefined;
  if (element === undefined) {
    eraseDrawings(document, id);
    return true;
  }
  unlistData(document, element);
  if (element.local === 'group') removeGroupName(document, element);
  rescueEdges(document, element);
  for (const inner of [element, ...descendants(element)]) {
    const graphId = document.graphIds.get(inner);
    if (graphId !== undefined) eraseDrawings(document, graphId);
  }
  takeOut(document, element);
  unregister(document, element);
  session.wanted.delete(id);
  return true;
}

/** Changes the fields of a node; false while its new container is not there yet. */
export function changeNode(session: WriteSession, id: string, after: NodeFields): boolean {
  const { document } = session;
  const element = document.nodes.get(id);
  if (element === undefined) return false;
  const { parent: parentId, kind, ...fields } = after;
  if (kind !== undefined) session.kinds.set(id, kind);
  if (parentId !== undefined) {
    const parent = parentId === null ? document.xml.root : document.nodes.get(parentId);
    if (parent === undefined) return false;
    unlistData(document, element);
    takeOut(document, element);
    insertOrdered(document.xml, holderIn(document, parent, element.local), element);
    settleUnnamed(document, element, id);
    listData(document, element);
    session.movedNodes.add(id);
    session.unsettled.add(id);
  }
  const isOpen = fields.properties?.isExpanded;
  if (fields.properties !== undefined && isOpen !== wantedOf(session, id).properties.isExpanded)
    session.toggled.add(id);
  want(session, id, fields);
  return true;
}

/** The element inside a container node that holds elements of a type; made where it is missing. */
function holderIn(document: BpmnDocument, parent: XmlElement, local: string): XmlElement {
  if (local === 'lane') {
    const name = parent.local === 'lane' ? 'childLaneSet' : 'laneSet';
    const existing = bpmnChild(parent, name);
    if (existing !== undefined) return existing;
    const id = freeId(document, `LaneSet_${parent.attributes.get('id') ?? ''}`);
    const laneSet = bpmnElement(parent, name, { id });
    document.ids.set(id, laneSet);
    insertOrdered(document.xml, parent, laneSet);
    return laneSet;
  }
  if (local === 'dataInput' || local === 'dataOutput') {
    const existing = bpmnChild(parent, 'ioSpecification');
    if (existing !== undefined) return existing;
    const sets = [bpmnElement(parent, 'inputSet'), bpmnElement(parent, 'outputSet')];
    const specification = bpmnElement(parent, 'ioSpecification', {}, sets);
    insertOrdered(document.xml, parent, specification);
    return specification;
  }
  return parent;
}

/** Detaches an element, and the lane set or data specification that it leaves empty. */
function takeOut(document: BpmnDocument, element: XmlElement): void {
  const holder = element.parent;
  detach(document.xml, element);
  if (holder === null) return;
  const isLaneSet = holder.local === 'laneSet' || holder.local === 'childLaneSet';
  const isData = holder.local === 'ioSpecification';
  const left = holder.children.filter(
    (inner) => !isData || inner.local === 'dataInput' || inner.local === 'dataOutput',
  );
  if ((isLaneSet || isData) && left.length === 0) {
    unregister(document, holder);
    detach(document.xml, holder);
  }
}

const dataSets: { readonly [local: string]: readonly [set: string, reference: string] } = {
  dataInput: ['inputSet', 'dataInputRefs'],
  dataOutput: ['outputSet', 'dataOutputRefs'],
};

function listData(document: BpmnDocument, element: XmlElement): void {
  const [set, reference] = dataSets[element.local] ?? [];
  if (set === undefined || reference === undefined) return;
  const specification = element.parent!;
  let holder = bpmnChild(specification, set);
  if (holder === undefined) {
    holder = bpmnElement(specification, set);
    insertOrdered(document.xml, specification, holder);
  }
  const id = element.attributes.get('id');
  if (id !== undefined) insertOrdered(document.xml, holder, bpmnElement(holder, reference, {}, id));
}

function unlistData(document: BpmnDocument, element: XmlElement): void {
  const [setName, reference] = dataSets[element.local] ?? [];
  const id = element.attributes.get('id');
  if (setName === undefined || reference === undefined || id === undefined) return;
  for (const set of childrenNamed(element.parent!, namespaces.bpmn, setName)) {
    for (const listed of [...set.children]) {
      if (resolve(document, listed.text) === id) detach(document.xml, listed);
    }
  }
}
