import type { Diagnostic } from '@ameide/graph-model';
import { edgeKindOf, nodeKindOf } from './kinds.ts';
import type { KnownNamespace } from './namespaces.ts';
import { namespaces } from './namespaces.ts';
import { createElement, setAttribute } from './xml/edit.ts';
import { placeOf } from './xml/place.ts';
import type { XmlDocument, XmlElement } from './xml/tree.ts';
import { child, childrenNamed, descendants, namespaceOf, prefixFor } from './xml/tree.ts';

/** A BPMN document with the elements that the graph and the layout speak of, found by id. Kept up to date by the writer. */
export interface BpmnDocument {
  readonly xml: XmlDocument;
  /** By graph id, in document order. */
  readonly nodes: Map<string, XmlElement>;
  readonly edges: Map<string, XmlElement>;
  /** Graph ids of the elements in `nodes` and `edges`. */
  readonly graphIds: Map<XmlElement, string>;
  /** Every `id` attribute of the document, diagrams included. */
  readonly ids: Map<string, XmlElement>;
  /** BPMNShape and BPMNEdge elements by the id of what they draw; the first is the one that the layout speaks of. */
  readonly drawings: Map<string, XmlElement[]>;
  readonly planes: XmlElement[];
  /** The lanes among `nodes`. */
  readonly lanes: Set<XmlElement>;
  /** The number that the next made-up id of a base gets, as long as no element goes: then it may be a lower one. */
  readonly nextNumbers: Map<string, number>;
}

/** Elements that hold graph elements without being nodes themselves. */
const transparent = new Set(['laneSet', 'childLaneSet']);

/** True for the made-up id of an element that has none in the document; no XML id can hold a tilde. */
export function isSyntheticId(id: string): boolean {
  return id.includes('~');
}

/** Indexes a document whose root is BPMN `definitions`. */
export function indexDocument(xml: XmlDocument, diagnostics: Diagnostic[]): BpmnDocument {
  const document: BpmnDocument = {
    xml,
    nodes: new Map(),
    edges: new Map(),
    graphIds: new Map(),
    ids: new Map(),
    drawings: new Map(),
    planes: [],
    lanes: new Set(),
    nextNumbers: new Map(),
  };
  for (const element of descendants(xml.root)) {
    const id = element.attributes.get('id');
    if (id !== undefined && !document.ids.has(id)) document.ids.set(id, element);
  }
  const anonymous: XmlElement[] = [];
  indexContent(document, xml.root, '', anonymous, diagnostics);
  for (const edge of anonymous) {
    const { source, target } = edgeEnds(document, edge);
    register(document, document.edges, edge, `${source ?? ''}~${edge.local}~${target ?? ''}`);
  }
  for (const diagram of childrenNamed(xml.root, namespaces.bpmndi, 'BPMNDiagram')) {
    for (const plane of childrenNamed(diagram, namespaces.bpmndi, 'BPMNPlane')) {
      document.planes.push(plane);
      for (const drawing of plane.children) addDrawing(document, drawing);
    }
  }
  return document;
}

function indexContent(
  document: BpmnDocument,
  container: XmlElement,
  containerId: string,
  anonymousEdges: XmlElement[],
  diagnostics: Diagnostic[],
): void {
  for (const element of container.children) {
    if (element.uri !== namespaces.bpmn) continue;
    const isEdge = edgeKindOf(element) !== undefined;
    if (isEdge || isNode(element)) {
      const id = element.attributes.get('id');
      const taken = id !== undefined && document.ids.get(id) !== element;
      if (taken) diagnostics.push(duplicateId(document, element, id));
      else if (id !== undefined && id in Object.prototype) diagnostics.push(unusableId(document, element, id));
      if (isEdge && (id === undefined || taken)) {
        anonymousEdges.push(element);
        continue;
      }
      const own = id === undefined || taken ? `${containerId}~${element.local}` : id;
      const registered = register(document, isEdge ? document.edges : document.nodes, element, own);
      if (!isEdge) indexContent(document, element, registered, anonymousEdges, diagnostics);
    } else if (
      transparent.has(element.local) ||
      (element.local === 'ioSpecification' && container.local === 'process')
    ) {
      indexContent(document, element, containerId, anonymousEdges, diagnostics);
    }
  }
}

/** Data inputs and outputs are nodes where they are drawn, on the process; those of an activity are its plumbing. */
function isNode(element: XmlElement): boolean {
  if (element.local === 'dataInput' || element.local === 'dataOutput') {
    return element.parent?.local === 'ioSpecification' && element.parent.parent?.local === 'process';
  }
  return nodeKindOf(element) !== undefined;
}

function duplicateId(document: BpmnDocument, element: XmlElement, id: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'bpmn_duplicate_id',
    message: `The id ${id} occurs more than once; the later element gets one of its own when it is edited.`,
    elementIds: [id],
    ...placeOf(document.xml, element),
  };
}

function unusableId(document: BpmnDocument, element: XmlElement, id: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'bpmn_unusable_id',
    message: `Programs that draw models cannot use ${id} as an id. The document is kept, but the canvas cannot show it.`,
    elementIds: [id],
    ...placeOf(document.xml, element),
  };
}

/** Registers an element under an id, made unique with a number for ids that are made up. */
export function register(
  document: BpmnDocument,
  into: Map<string, XmlElement>,
  element: XmlElement,
  id: string,
): string {
  let unique = id;
  if (isSyntheticId(id)) {
    let n = document.nextNumbers.get(id) ?? 2;
    if (n > 2) unique = `${id}~${n - 1}`;
    for (; document.nodes.has(unique) || document.edges.has(unique); n += 1) unique = `${id}~${n}`;
    document.nextNumbers.set(id, n);
  } else {
    document.ids.set(id, element);
  }
  into.set(unique, element);
  if (element.local === 'lane') document.lanes.add(element);
  document.graphIds.set(element, unique);
  return unique;
}

/** Forgets an element and everything inside it. */
export function unregister(document: BpmnDocument, element: XmlElement): void {
  document.nextNumbers.clear();
  for (const inner of [element, ...descendants(element)]) {
    const graphId = document.graphIds.get(inner);
    if (graphId !== undefined) {
      document.graphIds.delete(inner);
      document.lanes.delete(inner);
      document.nodes.delete(graphId);
      document.edges.delete(graphId);
    }
    const id = inner.attributes.get('id');
    if (id !== undefined && document.ids.get(id) === inner) document.ids.delete(id);
  }
}

export function addDrawing(document: BpmnDocument, drawing: XmlElement): void {
  if (drawing.local !== 'BPMNShape' && drawing.local !== 'BPMNEdge') return;
  const id = resolve(document, drawing.attributes.get('bpmnElement'));
  if (id === undefined) return;
  const drawn = document.drawings.get(id);
  if (drawn === undefined) document.drawings.set(id, [drawing]);
  else drawn.push(drawing);
}

export function removeDrawing(document: BpmnDocument, id: string, drawing: XmlElement): void {
  const rest = (document.drawings.get(id) ?? []).filter((other) => other !== drawing);
  if (rest.length === 0) document.drawings.delete(id);
  else document.drawings.set(id, rest);
  unregister(document, drawing);
}

/** The id that a QName names: ids come before prefixes, as tools write both. */
export function resolve(document: BpmnDocument, reference: string | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const name = reference.trim();
  if (name === '') return undefined;
  const colon = name.indexOf(':');
  return colon < 0 || document.ids.has(name) ? name : name.slice(colon + 1);
}

/** The ids that an edge's element names, whether or not they are there; the owner stands in for one end of data associations. */
export function edgeEnds(document: BpmnDocument, edge: XmlElement): { source?: string; target?: string } {
  if (edge.local === 'dataInputAssociation' || edge.local === 'dataOutputAssociation') {
    const owner = edge.parent === null ? undefined : document.graphIds.get(edge.parent);
    const isInput = edge.local === 'dataInputAssociation';
    const others = childrenNamed(edge, namespaces.bpmn, isInput ? 'sourceRef' : 'targetRef');
    const ids = others.map((reference) => resolve(document, reference.text));
    const other = ids.find((id) => id !== undefined && document.nodes.has(id)) ?? ids[0];
    return ends(isInput ? other : owner, isInput ? owner : other);
  }
  return ends(resolve(document, edge.attributes.get('sourceRef')), resolve(document, edge.attributes.get('targetRef')));
}

function ends(source: string | undefined, target: string | undefined): { source?: string; target?: string } {
  return { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
}

/** The id of the node that contains an element; null at the top. */
export function containerOf(document: BpmnDocument, element: XmlElement): string | null {
  for (let scope = element.parent; scope !== null; scope = scope.parent) {
    const id = document.graphIds.get(scope);
    if (id !== undefined) return id;
  }
  return null;
}

/** The element of a node or an edge. */
export function elementOf(document: BpmnDocument, id: string): XmlElement | undefined {
  return document.nodes.get(id) ?? document.edges.get(id);
}

/** The shape or edge that the layout of an element speaks of. */
export function drawingOf(document: BpmnDocument, id: string): XmlElement | undefined {
  return document.drawings.get(id)?.[0];
}

/** A BPMN element in the notation of its future parent: same prefix, own namespace. */
export function bpmnElement(
  parent: XmlElement,
  local: string,
  attributes: Readonly<Record<string, string>> = {},
  content: readonly XmlElement[] | string = [],
): XmlElement {
  const prefix = parent.uri === namespaces.bpmn ? parent.prefix : (prefixFor(parent, namespaces.bpmn) ?? '');
  return createElement(prefix, local, namespaces.bpmn, attributes, content);
}

const ofAttributes: ReadonlySet<KnownNamespace> = new Set(['xsi', 'bioc', 'color']);

/** The prefix of a namespace at an element; declares one on the root where there is none. */
export function ensurePrefix(document: BpmnDocument, at: XmlElement, namespace: KnownNamespace): string {
  const uri = namespaces[namespace];
  const bound = prefixFor(at, uri);
  // Attributes cannot use the default namespace.
  if (bound !== undefined && (bound !== '' || !ofAttributes.has(namespace))) return bound;
  const { root } = document.xml;
  let prefix: string = namespace;
  for (let n = 2; namespaceOf(at, prefix) !== undefined; n += 1) prefix = `${namespace}${n}`;
  setAttribute(root, `xmlns:${prefix}`, uri);
  return prefix;
}

/** An XML id that the document does not use yet. */
export function freeId(document: BpmnDocument, wanted: string): string {
  let id = wanted;
  for (let n = 2; document.ids.has(id) || document.nodes.has(id) || document.edges.has(id); n += 1)
    id = `${wanted}_${n}`;
  return id;
}

/** The deepest lane that lists each flow node. */
export function laneMembership(document: BpmnDocument): ReadonlyMap<string, string> {
  const lanes = new Map<string, { lane: string; depth: number }>();
  for (const element of document.lanes) {
    const lane = document.graphIds.get(element)!;
    let depth = 0;
    for (let scope = element.parent; scope !== null; scope = scope.parent) if (scope.local === 'lane') depth += 1;
    for (const reference of childrenNamed(element, namespaces.bpmn, 'flowNodeRef')) {
      const id = resolve(document, reference.text);
      if (id !== undefined && (lanes.get(id)?.depth ?? -1) <= depth) lanes.set(id, { lane, depth });
    }
  }
  return new Map([...lanes].map(([id, { lane }]) => [id, lane]));
}

export function bpmnChild(element: XmlElement, local: string): XmlElement | undefined {
  return child(element, namespaces.bpmn, local);
}
