import type { BpmnDocument } from '../document.ts';
import { containerOf, drawingOf, edgeEnds, ensurePrefix, freeId, isSyntheticId, resolve } from '../document.ts';
import { namespaces } from '../namespaces.ts';
import { isExpanded } from '../properties/content.ts';
import { insertOrdered } from '../schema-order.ts';
import { createElement, setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { isSubProcess } from './open-by-drawing.ts';
import type { WriteSession } from './session.ts';

/** What the diagrams of a document are of. */
export const planeElement = (document: BpmnDocument, plane: XmlElement) =>
  resolve(document, plane.attributes.get('bpmnElement'));

const planeOf = (document: BpmnDocument, id: string) =>
  document.planes.find((plane) => planeElement(document, plane) === id);

/** Whether the content of a sub-process is to be drawn inside its shape. */
export function isOpen({ document, wanted, openByDrawing }: WriteSession, id: string): boolean {
  const said = wanted.has(id)
    ? wanted.get(id)!.properties.isExpanded
    : isExpanded.read(document.nodes.get(id)!, { document, id, laneOf: () => undefined });
  return typeof said === 'boolean' ? said : openByDrawing.has(id);
}

/**
 * The plane that shows what a node stands in: for a closed sub-process its own, which is made where it is missing. Where
 * others on that level are drawn somewhere else, it is drawn there.
 */
export function planeForNode(session: WriteSession, id: string): XmlElement {
  const { document } = session;
  const element = document.nodes.get(id);
  const container = element === undefined ? null : containerOf(document, element);
  if (container === null) return document.planes[0] ?? addPlane(document, firstDrawn(document));
  const plane = session.planes.get(container) ?? planeIn(session, container, element?.local === 'participant');
  session.planes.set(container, plane);
  return plane;
}

function planeIn(session: WriteSession, container: string, isForPool: boolean): XmlElement {
  const { document } = session;
  const isSub = isSubProcess(document, container);
  if (isSub && isOpen(session, container))
    return drawingOf(document, container)?.parent ?? planeForNode(session, container);
  const own = planeOf(document, container);
  if (own !== undefined) return own;
  const relatives = isSub ? [] : [container, ...poolsOf(document, container)];
  for (const relative of [...relatives, ...settledIn(session, container)]) {
    const plane = drawingOf(document, relative)?.parent;
    if (plane) return plane;
  }
  if (isSub && !isSyntheticId(container)) return addPlane(document, container);
  const plane = document.planes[0] ?? addPlane(document, firstDrawn(document));
  if (isForPool) setAttribute(plane, 'bpmnElement', container);
  return plane;
}

/** The pools that show a process. */
export function poolsOf(document: BpmnDocument, process: string): string[] {
  const found = [];
  for (const [id, { local, attributes }] of document.nodes)
    if (local === 'participant' && resolve(document, attributes.get('processRef')) === process) found.push(id);
  return found;
}

/** What stood in a container before, and is drawn as it was. */
function* settledIn({ document, unsettled }: WriteSession, container: string): Generator<string> {
  for (const [id, element] of document.nodes)
    if (!unsettled.has(id) && containerOf(document, element) === container) yield id;
}

/** The plane that shows the ends of an edge. */
export function planeForEdge({ document }: WriteSession, id: string): XmlElement {
  const element = document.edges.get(id);
  const { source, target } = element === undefined ? {} : edgeEnds(document, element);
  for (const end of [source, target]) {
    const plane = end === undefined ? undefined : drawingOf(document, end)?.parent;
    if (plane) return plane;
  }
  return document.planes[0] ?? addPlane(document, firstDrawn(document));
}

function firstDrawn({ nodes }: BpmnDocument): string | undefined {
  return ([...nodes].find(([, element]) => element.local === 'collaboration') ?? [...nodes][0])?.[0];
}

function addPlane(document: BpmnDocument, drawn: string | undefined): XmlElement {
  const { root } = document.xml;
  const prefix = ensurePrefix(document, root, 'bpmndi');
  const suffix = document.planes.length === 0 ? '1' : (drawn ?? '');
  const plane = createElement(prefix, 'BPMNPlane', namespaces.bpmndi, {
    id: freeId(document, `BPMNPlane_${suffix}`),
    ...(drawn === undefined ? {} : { bpmnElement: drawn }),
  });
  const id = freeId(document, `BPMNDiagram_${suffix}`);
  const diagram = createElement(prefix, 'BPMNDiagram', namespaces.bpmndi, { id }, [plane]);
  insertOrdered(document.xml, root, diagram);
  document.planes.push(plane);
  for (const element of [diagram, plane]) document.ids.set(element.attributes.get('id')!, element);
  return plane;
}
