import type { Bounds, GraphEdge, GraphNode, Point } from '@ameide/graph-model';
import { areEditable, type FlowModel, needsFlow } from './flows.ts';

/** What is near a step on the canvas, among the steps of its container. */
export interface Nearby {
  /** The nearest step that nothing follows, where something has to. */
  openEnd(node: GraphNode, except: ReadonlySet<string>): GraphNode | undefined;
  /** The nearest step to which nothing leads, where something has to. */
  openBeginning(node: GraphNode, except: ReadonlySet<string>): GraphNode | undefined;
  /** The nearest flow, and whether the step lies on it. */
  flow(node: GraphNode): { readonly edge: GraphEdge; readonly isUnder: boolean } | undefined;
}

/** A step is next to another up to this far, in units of the diagram. */
const NEXT_TO = 400;

export function nearbyOf(model: FlowModel, steps: readonly GraphNode[]): Nearby {
  const { layout } = model;
  const centre = ({ id }: GraphNode) => middleOf(layout.bounds.get(id));
  const inFlow = steps.filter(({ id }) => model.incoming(id).length + model.outgoing(id).length > 0);
  const open = (end: 'incoming' | 'outgoing') =>
    inFlow.filter((step) => needsFlow(model, step)[end] && model[end](step.id).length === 0 && areEditable(step));
  const [ends, beginnings] = [open('outgoing'), open('incoming')];
  const flows = inFlow
    .flatMap(({ id }) => model.outgoing(id))
    .filter((edge) => areEditable(edge, { id: edge.source }, { id: edge.target }));

  const nearest = (node: GraphNode, among: readonly GraphNode[], except: ReadonlySet<string>) => {
    const here = centre(node);
    const reachable = among
      .filter((step) => step.id !== node.id && !except.has(step.id))
      .map((step) => ({ step, far: distance(here, centre(step)) }))
      .filter(({ far }) => far <= NEXT_TO);
    return reachable.toSorted((a, b) => a.far - b.far)[0]?.step;
  };

  return {
    openEnd: (node, except) => nearest(node, ends, except),
    openBeginning: (node, except) => nearest(node, beginnings, except),
    flow(node) {
      const here = centre(node);
      let best: { readonly edge: GraphEdge; readonly far: number } | undefined;
      for (const edge of flows) {
        const far = distanceToRoute(here, layout.waypoints.get(edge.id) ?? []);
        if (best === undefined || far < best.far) best = { edge, far };
      }
      if (best === undefined) return undefined;
      return { edge: best.edge, isUnder: best.far <= (layout.bounds.get(node.id)?.height ?? 0) / 2 };
    },
  };
}

function middleOf(bounds: Bounds | undefined): Point | undefined {
  return bounds && { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
}

function distance(one: Point | undefined, other: Point | undefined): number {
  return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : Number.POSITIVE_INFINITY;
}

function distanceToRoute(point: Point | undefined, route: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [index, to] of route.entries()) {
    const from = route[index - 1];
    if (from === undefined || point === undefined) continue;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
    const share = Math.min(1, Math.max(0, along));
    least = Math.min(least, distance(point, { x: from.x + share * dx, y: from.y + share * dy }));
  }
  return least;
}
