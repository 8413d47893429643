import type { Bounds, Point } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import {
  addDrawing,
  containerOf,
  drawingOf,
  edgeEnds,
  ensurePrefix,
  freeId,
  removeDrawing,
  resolve,
} from '../document.ts';
import { readBounds } from '../layout-reader.ts';
import { namespaces } from '../namespaces.ts';
import { createElement, detach, insertAt, setAttribute } from '../xml/edit.ts';
import type { XmlDocument, XmlElement } from '../xml/tree.ts';
import { child, childrenNamed } from '../xml/tree.ts';
import { planeForEdge, planeForNode, poolsOf } from './planes.ts';
import type { WriteSession } from './session.ts';

/** Draws a node at the given bounds, or with null takes it off all diagrams. */
export function drawNode(session: WriteSession, id: string, bounds: Bounds | null): void {
  const { document } = session;
  if (bounds === null) {
    eraseDrawings(document, id);
    return;
  }
  writeBounds(document, drawingOf(document, id) ?? addShape(session, id, bounds), bounds);
}

/** Puts the name of what is drawn at the given bounds, or with null leaves it to the editor. */
export function drawLabel({ document }: WriteSession, id: string, bounds: Bounds | null): void {
  const drawing = drawingOf(document, id);
  if (drawing === undefined) return;
  let label = child(drawing, namespaces.bpmndi, 'BPMNLabel');
  if (bounds === null) {
    const place = label && child(label, namespaces.dc, 'Bounds');
    if (place !== undefined) detach(document.xml, place);
    if (label?.children.length === 0 && label.attributes.size === 0) detach(document.xml, label);
    return;
  }
  if (label === undefined) {
    label = createElement(drawing.prefix, 'BPMNLabel', namespaces.bpmndi);
    insertAt(document.xml, drawing, drawing.children.length, label);
  }
  writeBounds(document, label, bounds);
}

function writeBounds(document: BpmnDocument, holder: XmlElement, bounds: Bounds): void {
  let element = child(holder, namespaces.dc, 'Bounds');
  if (element === undefined) {
    element = createElement(ensurePrefix(document, holder, 'dc'), 'Bounds', namespaces.dc);
    insertAt(document.xml, holder, childrenNamed(holder, namespaces.di, 'extension').length, element);
  }
  for (const name of ['x', 'y', 'width', 'height'] as const) setNumber(document, element, name, bounds[name]);
}

/** Draws an edge along the given points, or with null takes it off all diagrams. */
export function drawEdge(session: WriteSession, id: string, waypoints: readonly Point[] | null): void {
  const { document } = session;
  if (waypoints === null) {
    eraseDrawings(document, id);
    return;
  }
  const edge = drawingOf(document, id) ?? addDrawingElement(document, id, 'BPMNEdge', planeForEdge(session, id));
  const existing = childrenNamed(edge, namespaces.di, 'waypoint');
  const prefix = ensurePrefix(document, edge, 'di');
  for (const surplus of existing.slice(waypoints.length)) detach(document.xml, surplus);
  waypoints.forEach(({ x, y }, at) => {
    const element = existing[at];
    if (element === undefined) {
      const last = childrenNamed(edge, namespaces.di, 'waypoint').at(-1);
      const index =
        last === undefined ? childrenNamed(edge, namespaces.di, 'extension').length : edge.children.indexOf(last) + 1;
      const added = createElement(prefix, 'waypoint', namespaces.di, {
        x: formatted(document, x),
        y: formatted(document, y),
      });
      insertAt(document.xml, edge, index, added);
    } else {
      setNumber(document, element, 'x', x);
      setNumber(document, element, 'y', y);
    }
  });
}

/** Makes the drawings of an edge that say which shapes they connect name those of its ends. */
export function nameDrawnEnds(document: BpmnDocument, id: string): void {
  const element = document.edges.get(id);
  if (element === undefined) return;
  const { source, target } = edgeEnds(document, element);
  for (const drawing of document.drawings.get(id) ?? []) {
    for (const [attribute, end] of [
      ['sourceElement', source],
      ['targetElement', target],
    ] as const) {
      const named = drawing.attributes.get(attribute);
      if (named === undefined) continue;
      const shapes = document.drawings.get(end ?? '') ?? [];
      const shape = shapes.find(({ parent }) => parent === drawing.parent)?.attributes.get('id');
      if (resolve(document, named) !== shape) setAttribute(drawing, attribute, shape);
    }
  }
}

/** Removes every drawing of an element, and the diagrams that show its inside. */
export function eraseDrawings(document: BpmnDocument, id: string): void {
  for (const drawing of document.drawings.get(id) ?? []) {
    detach(document.xml, drawing);
    removeDrawing(document, id, drawing);
  }
}

/** Leaves the attribute as it is when it says the number already. */
function setNumber(document: BpmnDocument, element: XmlElement, name: string, value: number): void {
  const raw = element.attributes.get(name);
  if (raw === undefined || Number(raw) !== value) setAttribute(element, name, formatted(document, value));
}

/** Whole numbers get a `.0` where the document writes them so. */
function formatted(document: BpmnDocument, value: number): string {
  return Number.isInteger(value) && writesDecimals(document) ? `${value}.0` : String(value);
}

const decimals = new WeakMap<XmlDocument, boolean>();

function writesDecimals({ xml }: BpmnDocument): boolean {
  const known = decimals.get(xml) ?? /\s(x|y|width|height)=["']-?\d+\.0["']/.test(xml.text);
  decimals.set(xml, known);
  return known;
}

/** What bpmn-js needs to know of a new shape beyond its place. */
const shapeAttributes: { readonly [local: string]: Readonly<Record<string, string>> } = {
  participant: { isHorizontal: 'true' },
  lane: { isHorizontal: 'true' },
  exclusiveGateway: { isMarkerVisible: 'true' },
};

function addShape(session: WriteSession, id: string, bounds: Bounds): XmlElement {
  const { document } = session;
  const shape = addDrawingElement(document, id, 'BPMNShape', planeForNode(session, id));
  const local = document.nodes.get(id)?.local ?? '';
  for (const [name, value] of Object.entries(shapeAttributes[local] ?? {})) setAttribute(shape, name, value);
  if (local === 'lane' && isUpright(session, id, bounds)) setAttribute(shape, 'isHorizontal', 'false');
  return shape;
}

function addDrawingElement(document: BpmnDocument, id: string, local: string, plane: XmlElement): XmlElement {
  const own = freeId(document, `${id}_di`);
  const drawing = createElement(plane.prefix, local, namespaces.bpmndi, { id: own, bpmnElement: id });
  insertAt(document.xml, plane, plane.children.length, drawing);
  document.ids.set(own, drawing);
  addDrawing(document, drawing);
  return drawing;
}

/** Whether a new lane stands upright: beside others, or under the name of its pool. */
function isUpright({ document }: WriteSession, lane: string, bounds: Bounds): boolean {
  const element = document.nodes.get(lane)!;
  const container = containerOf(document, element);
  const pool = [container ?? '', ...poolsOf(document, container ?? '')].find((id) => document.drawings.has(id));
  const outer = pool === undefined ? undefined : drawingOf(document, pool);
  const siblings = element.parent!.children.map((other) => drawingOf(document, document.graphIds.get(other) ?? ''));
  const isSaid = [outer, ...siblings].some((drawing) => drawing?.attributes.get('isHorizontal') === 'false');
  return isSaid && outer !== undefined && bounds.y > (readBounds(outer)?.y ?? bounds.y);
}
