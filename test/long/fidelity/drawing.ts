import type { Bounds, Change, Graph, GraphNode, Layout, Operation, Point } from '@ameide/graph-model';
import { type CanonicalElement, nameOf, parseCanonical } from './xml-facts.ts';

/** What is wrong with a drawing that was not wrong before. */
export interface DrawingFaults {
  /** Flow nodes that lie on others. */
  readonly overlaps: readonly string[];
  /** Elements that are drawn twice on one plane. */
  readonly twice: readonly string[];
  /** Lines that do not reach what they connect, or draw nothing that there is. */
  readonly loose: readonly string[];
}

/** A model before or after an edit. */
export interface DrawnModel {
  readonly document: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

const FLOW_NODE = /::(\w*task|\w*sub_process|transaction|call_activity|\w*event|\w*gateway)$/;
/** Diagram units that a line may end beside its end. */
const TOLERANCE = 2;

/** What an edit has drawn wrongly. What an operation itself places is as it was asked for. */
export function drawingFaults(
  before: DrawnModel,
  after: DrawnModel,
  change: Change,
  operations: readonly Operation[],
): DrawingFaults {
  const [former, now] = [planesOf(before.document), planesOf(after.document)];
  const asked = new Set(
    operations.flatMap((operation) =>
      operation.type === 'move' &&
      operation.selector.by === 'id' &&
      (operation.bounds !== null || operation.waypoints.length > 0)
        ? [operation.selector.id]
        : [],
    ),
  );
  const along = movedAlong(before, after, asked);
  const drawn = change.layout.filter(
    (mutation) => mutation.after !== null && !asked.has(mutation.id) && !along(mutation.id),
  );
  return {
    overlaps: drawn.flatMap((mutation) =>
      mutation.type === 'bounds_set' ? overlapsOf(mutation.id, before, after, now) : [],
    ),
    twice: [...now.count].flatMap(([key, count]) =>
      count > 1 && count > (former.count.get(key) ?? 0) ? [`${key.replace('\0', ' on ')} is drawn ${count} times`] : [],
    ),
    loose: [
      ...drawn.flatMap((mutation) =>
        mutation.type === 'waypoints_set' ? looseEnds(mutation.id, before, after, asked) : [],
      ),
      ...[...now.orphans].flatMap((id) => (former.orphans.has(id) ? [] : [`the drawing of ${id} draws nothing`])),
    ],
  };
}

/** Tells what has moved as far as something that an operation has placed: its content, what is attached to it. */
function movedAlong(before: DrawnModel, after: DrawnModel, asked: ReadonlySet<string>): (id: string) => boolean {
  const way = (id: string) => {
    const [from, to] = [before.layout.bounds.get(id), after.layout.bounds.get(id)];
    return from && to && `${Math.round(to.x - from.x)},${Math.round(to.y - from.y)}`;
  };
  const ways = new Set([...asked].map(way));
  return (id) => {
    const own = way(id);
    return own !== undefined && ways.has(own);
  };
}

interface Planes {
  /** How often an element is drawn on a plane, by `<element>\0<plane>`. */
  readonly count: ReadonlyMap<string, number>;
  /** The plane of an element's first drawing. */
  readonly planeOf: ReadonlyMap<string, string>;
  /** What drawings name and the document does not have. */
  readonly orphans: ReadonlySet<string>;
}

function planesOf(document: string): Planes {
  const root = parseCanonical(document).children[0]!;
  const ids = new Set<string>();
  const count = new Map<string, number>();
  const planeOf = new Map<string, string>();
  visit(root, (element) => {
    const id = element.attributes.get('id');
    if (id !== undefined) ids.add(id);
  });
  visit(root, (plane) => {
    if (plane.local !== 'BPMNPlane') return;
    const name = plane.attributes.get('id') ?? plane.attributes.get('bpmnElement') ?? '';
    for (const { local, attributes } of plane.children) {
      const drawn = attributes.get('bpmnElement');
      if ((local !== 'BPMNShape' && local !== 'BPMNEdge') || drawn === undefined) continue;
      const id = ids.has(drawn) ? drawn : nameOf(drawn);
      count.set(`${id}\0${name}`, (count.get(`${id}\0${name}`) ?? 0) + 1);
      if (!planeOf.has(id)) planeOf.set(id, name);
    }
  });
  return { count, planeOf, orphans: new Set([...planeOf.keys()].filter((id) => !ids.has(id))) };
}

function visit(element: CanonicalElement, see: (element: CanonicalElement) => void): void {
  see(element);
  for (const child of element.children) visit(child, see);
}

function overlapsOf(id: string, before: DrawnModel, after: DrawnModel, { planeOf }: Planes): string[] {
  const { graph, layout } = after;
  const node = graph.nodes.get(id);
  const bounds = layout.bounds.get(id);
  if (node === undefined || bounds === undefined || !FLOW_NODE.test(node.kind)) return [];
  const found: string[] = [];
  for (const [other, box] of layout.bounds) {
    const neighbour = graph.nodes.get(other);
    if (other === id || neighbour === undefined || !FLOW_NODE.test(neighbour.kind)) continue;
    if (planeOf.get(other) !== planeOf.get(id) || !overlaps(bounds, box) || isRelated(graph, node, neighbour)) continue;
    const [was, wasOther] = [before.layout.bounds.get(id), before.layout.bounds.get(other)];
    if (was !== undefined && wasOther !== undefined && overlaps(was, wasOther)) continue;
    found.push(`${id} ${shown(bounds)} lies on ${other} ${shown(box)}`);
  }
  return found;
}

/** One is attached to the other, or one lies inside the other. */
function isRelated({ nodes }: Graph, a: GraphNode, b: GraphNode): boolean {
  const above = (node: GraphNode): string[] => {
    const found: string[] = [];
    for (
      let at: GraphNode | undefined = node;
      at !== undefined && found.length <= nodes.size;
      at = nodes.get(at.parent ?? '')
    ) {
      found.push(at.id);
      if (typeof at.properties.attachedTo === 'string') found.push(at.properties.attachedTo);
    }
    return found;
  };
  return above(a).includes(b.id) || above(b).includes(a.id);
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function looseEnds(id: string, before: DrawnModel, after: DrawnModel, asked: ReadonlySet<string>): string[] {
  const edge = after.graph.edges.get(id);
  const waypoints = after.layout.waypoints.get(id) ?? [];
  if (edge === undefined) return [];
  if (waypoints.length < 2) return [`${id} has ${waypoints.length} waypoints`];
  const former = before.layout.waypoints.get(id);
  const ends = [
    [edge.source, waypoints[0]!, former?.[0]],
    [edge.target, waypoints.at(-1)!, former?.at(-1)],
  ] as const;
  return ends.flatMap(([end, point, was]) => {
    const box = after.layout.bounds.get(end);
    if (box === undefined || asked.has(end) || reaches(box, point)) return [];
    // A line that ended beside its end already, and still ends there.
    const old = before.layout.bounds.get(end);
    if (was !== undefined && old !== undefined && !reaches(old, was)) return [];
    return [`${id} ends at ${point.x},${point.y}, beside ${end} ${shown(box)}`];
  });
}

function reaches({ x, y, width, height }: Bounds, point: Point): boolean {
  const isBetween = (value: number, from: number, to: number) => value >= from - TOLERANCE && value <= to + TOLERANCE;
  return isBetween(point.x, x, x + width) && isBetween(point.y, y, y + height);
}

const shown = ({ x, y, width, height }: Bounds) => `(${x},${y} ${width}x${height})`;
