import type { Bounds, Graph, Layout, Point } from '@ameide/graph-model';
import type { BpmnDocument } from './document.ts';
import { namespaces } from './namespaces.ts';
import type { XmlElement } from './xml/tree.ts';
import { child, childrenNamed } from './xml/tree.ts';

/** Where the first diagram that draws an element of the graph puts it. Drawings with impossible numbers count as absent. */
export function readLayout(document: BpmnDocument, graph: Graph): Layout {
  const bounds = new Map<string, Bounds>();
  const waypoints = new Map<string, readonly Point[]>();
  const labels = new Map<string, Bounds>();
  for (const [id, drawings] of document.drawings) {
    const drawing = drawings[0]!;
    if (graph.nodes.has(id)) {
      const own = readBounds(drawing);
      if (own === undefined) continue;
      bounds.set(id, own);
    } else if (graph.edges.has(id)) {
      const own = readWaypoints(drawing);
      if (own === undefined) continue;
      waypoints.set(id, own);
    } else continue;
    const label = readLabel(drawing);
    if (label !== undefined) labels.set(id, label);
  }
  return { bounds, waypoints, labels };
}

/** Where the name of a drawing has been put; undefined where the editor puts it. */
export function readLabel(drawing: XmlElement): Bounds | undefined {
  const label = child(drawing, namespaces.bpmndi, 'BPMNLabel');
  return label && readBounds(label);
}

export function readBounds(shape: XmlElement): Bounds | undefined {
  const element = child(shape, namespaces.dc, 'Bounds');
  if (element === undefined) return undefined;
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => number(element, name));
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return { x, y, width, height };
}

export function readWaypoints(edge: XmlElement): readonly Point[] | undefined {
  const points: Point[] = [];
  for (const element of childrenNamed(edge, namespaces.di, 'waypoint')) {
    const x = number(element, 'x');
    const y = number(element, 'y');
    if (x === undefined || y === undefined) return undefined;
    points.push({ x, y });
  }
  return points.length < 2 ? undefined : points;
}

function number(element: XmlElement, name: string): number | undefined {
  const raw = element.attributes.get(name)?.trim();
  if (raw === undefined || raw === '') return undefined;
  const value = Number(raw);
  return Number.isFinite(value) ? value : undefined;
}
