import type { EdgeFields, GraphEdge } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import { bpmnElement, edgeEnds, elementOf, freeId, isSyntheticId, register, resolve, unregister } from '../document.ts';
import { localOf } from '../kinds.ts';
import { namespaces } from '../namespaces.ts';
import { insertOrdered } from '../schema-order.ts';
import { detach, setAttribute, setText } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { childrenNamed, descendants } from '../xml/tree.ts';
import { eraseDrawings } from './diagram.ts';
import { listFlow, listMissing, unlistFlow } from './flow-lists.ts';
import { settleUnnamed } from './naming.ts';
import type { WriteSession } from './session.ts';
import { want } from './session.ts';

const flowContainers = new Set([
  'process',
  'subProcess',
  'adHocSubProcess',
  'transaction',
  'choreography',
  'subChoreography',
]);
const collaborations = new Set(['collaboration', 'choreography']);
const artifactContainers = new Set([...flowContainers, ...collaborations]);

/** Adds the element of an edge; false while one of its ends, or the element to hold it, is not there yet. */
export function addEdge(session: WriteSession, edge: GraphEdge): boolean {
  const { document } = session;
  const local = localOf(edge.kind);
  if (local === undefined) throw new Error(`${edge.kind} is not a BPMN kind`);
  const source = elementOf(document, edge.source);
  const target = elementOf(document, edge.target);
  if (source === undefined || target === undefined) return false;
  if (isDataAssociation(local)) {
    const isInput = local === 'dataInputAssociation';
    const association = bpmnElement(document.xml.root, local, isSyntheticId(edge.id) ? {} : { id: edge.id });
    register(document, document.edges, association, edge.id);
    giveToOwner(document, association, isInput ? target : source);
    writeOtherEnd(document, association, isInput ? edge.source : edge.target);
    settleUnnamed(document, association, edge.id);
  } else {
    const container = findContainer(document, local, source, target);
    if (container === undefined) return false;
    const element = bpmnElement(container, local, {
      ...(isSyntheticId(edge.id) ? {} : { id: edge.id }),
      ...(edge.name === '' || local === 'association' ? {} : { name: edge.name }),
      sourceRef: edge.source,
      targetRef: edge.target,
    });
    insertOrdered(document.xml, container, element);
    register(document, document.edges, element, edge.id);
    settleUnnamed(document, element, edge.id);
    if (local === 'sequenceFlow') {
      listFlow(session, edge.source, 'outgoing', edge.id);
      listFlow(session, edge.target, 'incoming', edge.id);
    }
  }
  const { name, properties } = edge;
  session.wanted.set(edge.id, { key: '', lifecycle: 'current', name, properties });
  return true;
}

/** Removes the element of an edge, its drawings, and what lists it. */
export function removeEdge(session: WriteSession, id: string): void {
  const { document } = session;
  eraseDrawings(document, id);
  const element = document.edges.get(id);
  if (element === undefined) return;
  const { source, target } = edgeEnds(document, element);
  if (element.local === 'sequenceFlow') {
    unlistFlow(document, source, 'outgoing', id);
    unlistFlow(document, target, 'incoming', id);
    const origin = source === undefined ? undefined : document.nodes.get(source);
    if (origin !== undefined && resolve(document, origin.attributes.get('default')) === id) {
      setAttribute(origin, 'default', undefined);
    }
  }
  if (isDataAssociation(element.local)) removePlaceholder(document, element);
  unregister(document, element);
  detach(document.xml, element);
  session.wanted.delete(id);
}

/** Changes the fields of an edge; false while a new end is not there yet. */
export function changeEdge(session: WriteSession, id: string, after: EdgeFields): boolean {
  const { document } = session;
  const element = document.edges.get(id);
  if (element === undefined) return false;
  const { source, target, ...fields } = after;
  for (const end of [source, target]) if (end !== undefined && elementOf(document, end) === undefined) return false;
  const old = edgeEnds(document, element);
  if (source !== undefined || target !== undefined) session.ledElsewhere.add(id);
  if (isDataAssociation(element.local)) {
    const isInput = element.local === 'dataInputAssociation';
    const [owner, other] = isInput ? [target, source] : [source, target];
    if (owner !== undefined && owner !== (isInput ? old.target : old.source)) {
      removePlaceholder(document, element);
      detach(document.xml, element);
      giveToOwner(document, element, elementOf(document, owner)!);
    }
    if (other !== undefined) writeOtherEnd(document, element, other);
  } else {
    if (source !== undefined) retarget(session, element, 'sourceRef', 'outgoing', old.source, source);
    if (target !== undefined) retarget(session, element, 'targetRef', 'incoming', old.target, target);
  }
  if (session.returned.has(id) && element.local === 'sequenceFlow') {
    listMissing(session, old.source, 'outgoing', id);
    listMissing(session, old.target, 'incoming', id);
  }
  want(session, id, fields);
  return true;
}

/** Moves edges out of a container that is about to go, when they connect elements that stay. */
export function rescueEdges(document: BpmnDocument, container: XmlElement): void {
  const inside = new Set(descendants(container));
  for (const edge of document.edges.values()) {
    if (!inside.has(edge) || isDataAssociation(edge.local)) continue;
    const { source, target } = edgeEnds(document, edge);
    const [from, to] = [source, target].map((end) => (end === undefined ? undefined : elementOf(document, end)));
    if (from === undefined || to === undefined || inside.has(from) || inside.has(to)) continue;
    const other = findContainer(document, edge.local, from, to, container);
    if (other === undefined) continue;
    detach(document.xml, edge);
    insertOrdered(document.xml, other, edge);
  }
}

/** Sequence flows follow their nodes into the container that both stand in. */
export function settleFlows(session: WriteSession): void {
  const { document } = session;
  for (const flow of document.edges.values()) {
    if (flow.local !== 'sequenceFlow') continue;
    const { source, target } = edgeEnds(document, flow);
    if (source === undefined || target === undefined) continue;
    if (!session.movedNodes.has(source) && !session.movedNodes.has(target)) continue;
    const container = document.nodes.get(source)?.parent;
    if (!container || container === flow.parent || document.nodes.get(target)?.parent !== container) continue;
    detach(document.xml, flow);
    insertOrdered(document.xml, container, flow);
    settleUnnamed(document, flow, document.graphIds.get(flow)!);
  }
}

const isDataAssociation = (local: string) => local === 'dataInputAssociation' || local === 'dataOutputAssociation';

function findContainer(
  document: BpmnDocument,
  local: string,
  source: XmlElement,
  target: XmlElement,
  except?: XmlElement,
): XmlElement | undefined {
  const fits =
    local === 'sequenceFlow' ? flowContainers : local === 'association' ? artifactContainers : collaborations;
  for (const end of [source, target]) {
    for (let scope = end.parent; scope !== null; scope = scope.parent) {
      if (scope !== except && fits.has(scope.local)) return scope;
    }
  }
  return [...document.nodes.values()].find((node) => node !== except && fits.has(node.local));
}

function retarget(
  session: WriteSession,
  element: XmlElement,
  attribute: string,
  list: 'incoming' | 'outgoing',
  from: string | undefined,
  to: string,
): void {
  const { document } = session;
  const id = document.graphIds.get(element)!;
  setAttribute(element, attribute, to);
  if (element.local !== 'sequenceFlow') return;
  unlistFlow(document, from, list, id);
  listFlow(session, to, list, id);
  session.movedNodes.add(to);
}

/** The name of the property that an input association fills where its activity declares no data input. */
const PLACEHOLDER_NAME = '__targetRef_placeholder';

/** Puts a data association into its activity or event; an input association gets the target that the schema asks for. */
function giveToOwner(document: BpmnDocument, association: XmlElement, owner: XmlElement): void {
  insertOrdered(document.xml, owner, association);
  if (association.local !== 'dataInputAssociation') {
    // The data outputs of another activity are not this one's to hand out.
    for (const output of childrenNamed(association, namespaces.bpmn, 'sourceRef')) detach(document.xml, output);
    return;
  }
  const id = freeId(document, `Property_${association.attributes.get('id') ?? ''}`);
  const property = bpmnElement(owner, 'property', { id, name: PLACEHOLDER_NAME });
  insertOrdered(document.xml, owner, property);
  document.ids.set(id, property);
  writeReference(document, association, 'targetRef', id);
}

function writeOtherEnd(document: BpmnDocument, association: XmlElement, id: string): void {
  writeReference(document, association, association.local === 'dataInputAssociation' ? 'sourceRef' : 'targetRef', id);
}

function writeReference(document: BpmnDocument, element: XmlElement, local: string, id: string): void {
  const [existing] = childrenNamed(element, namespaces.bpmn, local);
  if (existing === undefined) insertOrdered(document.xml, element, bpmnElement(element, local, {}, id));
  else if (resolve(document, existing.text) !== id) setText(existing, id);
}

function removePlaceholder(document: BpmnDocument, association: XmlElement): void {
  for (const reference of childrenNamed(association, namespaces.bpmn, 'targetRef')) {
    const property = document.ids.get(resolve(document, reference.text) ?? '');
    if (property?.local !== 'property' || property.attributes.get('name') !== PLACEHOLDER_NAME) continue;
    if (property.parent !== association.parent || isFilledElsewhere(document, association, reference)) continue;
    unregister(document, property);
    detach(document.xml, property);
  }
}

/** Whether another data association of the activity fills the same property. */
function isFilledElsewhere(document: BpmnDocument, association: XmlElement, property: XmlElement): boolean {
  const id = resolve(document, property.text);
  return childrenNamed(association.parent!, namespaces.bpmn, association.local).some(
    (other) =>
      other !== association &&
      childrenNamed(other, namespaces.bpmn, 'targetRef').some(({ text }) => resolve(document, text) === id),
  );
}
