import type { BpmnDocument } from '../document.ts';
import { containerOf, drawingOf, edgeEnds, elementOf, removeDrawing, resolve, unregister } from '../document.ts';
import { detach, insertAt, setAttribute } from '../xml/edit.ts';
import type { XmlElement } from '../xml/tree.ts';
import { isSubProcess } from './open-by-drawing.ts';
import { isOpen, planeElement, planeForEdge, planeForNode } from './planes.ts';
import type { WriteSession } from './session.ts';

/**
 * Notes which nodes may have to change planes: those that stand in another container or in a sub-process that is opened or
 * closed, and all that is in them.
 */
export function unsettle(session: WriteSession): void {
  const { document, unsettled, toggled } = session;
  if (unsettled.size === 0 && toggled.size === 0) return;
  const inside = new Map<string, string[]>();
  for (const [id, element] of document.nodes) {
    const container = containerOf(document, element);
    if (container === null) continue;
    const known = inside.get(container);
    if (known === undefined) inside.set(container, [id]);
    else known.push(id);
  }
  for (const id of toggled) for (const inner of inside.get(id) ?? []) unsettled.add(inner);
  for (const id of unsettled) for (const inner of inside.get(id) ?? []) unsettled.add(inner);
}

/** Puts the drawings of such nodes on their planes. */
export function settleNodes(session: WriteSession): void {
  const { document, unsettled } = session;
  for (const id of unsettled) {
    const drawing = drawingOf(document, id);
    if (drawing !== undefined && document.nodes.has(id)) put(session, id, drawing, planeForNode(session, id));
  }
}

/** Puts the drawings of edges on the planes of their ends. */
export function settleEdges(session: WriteSession): void {
  const { document, unsettled } = session;
  if (unsettled.size === 0) return;
  for (const [id, element] of document.edges) {
    const { source, target } = edgeEnds(document, element);
    const drawing = drawingOf(document, id);
    if (drawing === undefined || !(unsettled.has(source ?? '') || unsettled.has(target ?? ''))) continue;
    put(session, id, drawing, planeForEdge(session, id));
  }
}

/** Draws an element on one plane only. */
function put(session: WriteSession, id: string, drawing: XmlElement, plane: XmlElement): void {
  const { document } = session;
  for (const other of (document.drawings.get(id) ?? []).slice(1)) {
    detach(document.xml, other);
    removeDrawing(document, id, other);
  }
  if (drawing.parent === plane) return;
  if (drawing.parent !== null) session.left.add(drawing.parent);
  detach(document.xml, drawing);
  insertAt(document.xml, plane, plane.children.length, drawing);
}

/** Gives the diagrams of an element that is about to go up: those of a root become diagrams of a process. */
export function abandonPlanes(session: WriteSession, id: string): void {
  const { document } = session;
  const isRoot = /^(collaboration|choreography|process)$/.test(document.nodes.get(id)?.local ?? '');
  for (const plane of document.planes.filter((candidate) => planeElement(document, candidate) === id)) {
    const heir = isRoot ? heirOf(session, plane) : undefined;
    if (heir === undefined) session.abandoned.add(plane);
    else {
      setAttribute(plane, 'bpmnElement', heir);
      session.inherited.add(plane);
    }
  }
  for (const plane of session.abandoned) {
    const at = document.planes.indexOf(plane);
    if (at >= 0) document.planes.splice(at, 1);
    for (const drawing of plane.children) {
      const drawn = resolve(document, drawing.attributes.get('bpmnElement'));
      if (drawn !== undefined) session.unsettled.add(drawn);
    }
  }
}

/** The process that is drawn there and stays, else a new one, as editors make in place of a last pool, else any that stays. */
function heirOf({ document, removed, newProcesses }: WriteSession, plane: XmlElement): string | undefined {
  const drawn = plane.children.map((drawing) => processAround(document, drawing.attributes.get('bpmnElement')));
  const all = [...document.nodes].flatMap(([id, { local }]) => (local === 'process' ? [id] : []));
  return [...drawn, ...newProcesses, ...all].find((id) => id !== undefined && !removed.has(id));
}

/** The process that an element is in, at any depth. */
function processAround(document: BpmnDocument, reference: string | undefined): string | undefined {
  let id: string | null | undefined = resolve(document, reference);
  for (let element = elementOf(document, id ?? ''); element !== undefined; element = document.nodes.get(id ?? '')) {
    if (element.local === 'process') return id ?? undefined;
    id = containerOf(document, element);
  }
  return undefined;
}

const isEmpty = (plane: XmlElement) => plane.children.every(({ local }) => !/^BPMN(Shape|Edge)$/.test(local));

/**
 * Removes the diagrams that nothing is left for: of what is gone, or of sub-processes that are open now. The first one is
 * what people draw on: it stays for a new process, and where it is the last one.
 */
export function removePlanes(session: WriteSession): void {
  const { document, abandoned, inherited, left, newProcesses } = session;
  const [first, ...others] = document.planes;
  const isDrawnOn = others.every(isEmpty) || newProcesses.has((first && planeElement(document, first)) ?? '');
  for (const plane of inherited) if (isEmpty(plane) && !(plane === first && isDrawnOn)) abandoned.add(plane);
  for (const plane of left) {
    const id = planeElement(document, plane);
    if (id === undefined || !document.nodes.has(id) || !isSubProcess(document, id) || !isOpen(session, id)) continue;
    if (isEmpty(plane)) abandoned.add(plane);
  }
  for (const plane of abandoned) {
    for (const drawing of plane.children) {
      const drawn = resolve(document, drawing.attributes.get('bpmnElement'));
      if (drawn !== undefined) removeDrawing(document, drawn, drawing);
    }
    const at = document.planes.indexOf(plane);
    if (at >= 0) document.planes.splice(at, 1);
    const diagram = plane.parent!;
    unregister(document, diagram);
    detach(document.xml, diagram);
  }
}
