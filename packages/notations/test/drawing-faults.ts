import type { Bounds, Graph, GraphNode, Layout, Point } from '@ameide/graph-model';
import type { BpmnDocument } from '../src/bpmn/document.ts';
import { drawingOf, resolve } from '../src/bpmn/document.ts';
import { events, flowNodes, gateways, subProcesses, undrawn } from '../src/bpmn/kinds.ts';
import { center, contains, overlaps } from '../src/bpmn/layout/geometry.ts';
import { openDocument } from '../src/bpmn/read.ts';
import type { XmlElement } from '../src/bpmn/xml/tree.ts';
import { readModel } from './order-model.ts';

interface Drawing {
  readonly document: BpmnDocument;
  readonly graph: Graph;
  readonly layout: Layout;
}

/**
 * What is wrong with the drawings of a document, one line each: elements that are not drawn, or twice, or on a plane that does not
 * show them; shapes over others, or outside of what they belong to; edges that end beside their shapes.
 */
export function drawingFaults(text: string): ReadonlySet<string> {
  const opened = openDocument(text);
  if (!opened.ok) throw new Error('not a BPMN document');
  const drawing = { document: opened.document, ...readModel(text) };
  return new Set([...elementFaults(drawing), ...overlapFaults(drawing), ...edgeFaults(drawing)]);
}

const planeOf = ({ document }: Drawing, id: string): XmlElement | undefined =>
  drawingOf(document, id)?.parent ?? undefined;

/** The shape that a node is to be drawn in, and the element whose plane is to show it. */
function placeOf({ graph }: Drawing, { parent, properties }: GraphNode): { frame?: string; shownBy?: string } {
  const outer = parent === null ? undefined : graph.nodes.get(parent);
  if (outer === undefined) return {};
  if (subProcesses.has(outer.kind))
    return outer.properties.isExpanded === true ? { frame: outer.id } : { shownBy: outer.id };
  const pool = [...graph.nodes.values()].find((node) => node.properties.processRef === outer.id);
  const frame =
    typeof properties.lane === 'string' ? properties.lane : outer.kind === 'bpmn::lane' ? outer.id : pool?.id;
  return frame === undefined ? {} : { frame };
}

function* elementFaults(drawing: Drawing): Generator<string> {
  const { document, graph, layout } = drawing;
  for (const node of graph.nodes.values()) {
    const own = layout.bounds.get(node.id);
    if ((document.drawings.get(node.id) ?? []).length > 1) yield `${node.id} is drawn twice`;
    if (own === undefined) {
      if (!undrawn.has(node.kind)) yield `${node.id} is not drawn`;
      continue;
    }
    const { frame, shownBy } = placeOf(drawing, node);
    const plane = planeOf(drawing, node.id)!;
    const shown = resolve(document, plane.attributes.get('bpmnElement'));
    if (shownBy !== undefined && shown !== shownBy) yield `${node.id} is not drawn on the plane of ${shownBy}`;
    if (frame === undefined) continue;
    if (planeOf(drawing, frame) !== plane) yield `${node.id} is not drawn on the plane of its ${frame}`;
    const isAttached = node.properties.attachedTo !== undefined;
    const around = layout.bounds.get(frame);
    if (!isAttached && around !== undefined && !contains(around, own, -1)) yield `${node.id} stands out of ${frame}`;
  }
}

function* overlapFaults(drawing: Drawing): Generator<string> {
  const { graph, layout } = drawing;
  const isBand = ({ kind }: GraphNode) => kind === 'bpmn::lane' || kind === 'bpmn::participant';
  const shapes = [...graph.nodes.values()].filter(
    (node) => layout.bounds.has(node.id) && (flowNodes.has(node.kind) || isBand(node)),
  );
  for (const [at, a] of shapes.entries()) {
    for (const b of shapes.slice(at + 1)) {
      if (isBand(a) !== isBand(b) || planeOf(drawing, a.id) !== planeOf(drawing, b.id)) continue;
      if (isBand(a) ? a.parent !== b.parent : isAround(graph, a, b) || isAround(graph, b, a)) continue;
      const isHost = a.properties.attachedTo === b.id || b.properties.attachedTo === a.id;
      const isOver = overlaps(layout.bounds.get(a.id)!, layout.bounds.get(b.id)!, -0.01);
      if (isHost !== isOver) yield isHost ? `${a.id} and ${b.id} do not touch` : `${a.id} and ${b.id} overlap`;
    }
  }
}

function isAround({ nodes }: Graph, outer: GraphNode, inner: GraphNode): boolean {
  for (let { parent } = inner; parent !== null; parent = nodes.get(parent)?.parent ?? null)
    if (parent === outer.id) return true;
  return false;
}

function* edgeFaults(drawing: Drawing): Generator<string> {
  const { graph, layout } = drawing;
  for (const { id, source, target } of graph.edges.values()) {
    const path = layout.waypoints.get(id);
    const isBetween = planeOf(drawing, source) !== planeOf(drawing, target);
    if (path === undefined) {
      if (!isBetween && layout.bounds.has(source) && layout.bounds.has(target)) yield `${id} is not drawn`;
      continue;
    }
    if ((drawing.document.drawings.get(id) ?? []).length > 1) yield `${id} is drawn twice`;
    for (const [end, point] of [
      [source, path[0]!],
      [target, path.at(-1)!],
    ] as const) {
      if (planeOf(drawing, end) !== planeOf(drawing, id)) yield `${id} is not drawn on the plane of ${end}`;
      const box = layout.bounds.get(end);
      if (box !== undefined && !isOnBorder(point, box, graph.nodes.get(end)!)) yield `${id} does not end at ${end}`;
    }
  }
}

function isOnBorder({ x, y }: Point, box: Bounds, { kind }: GraphNode): boolean {
  const { x: cx, y: cy } = center(box);
  const [dx, dy] = [Math.abs(x - cx) / (box.width / 2), Math.abs(y - cy) / (box.height / 2)];
  const isNear = (value: number) => Math.abs(value - 1) < 0.1;
  if (isNear(Math.max(dx, dy))) return true;
  return (gateways.has(kind) && isNear(dx + dy)) || (events.has(kind) && isNear(Math.hypot(dx, dy)));
}
