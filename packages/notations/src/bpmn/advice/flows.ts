import type { Graph, GraphEdge, GraphNode, Layout } from '@ameide/graph-model';
import { isSyntheticId } from '../document.ts';
import { flowNodes } from '../kinds.ts';

/** A model as advice looks at it. */
export interface FlowModel {
  readonly graph: Graph;
  readonly layout: Layout;
  /** The flow nodes that stand directly in a process or a sub-process, by its id. */
  readonly steps: ReadonlyMap<string, readonly GraphNode[]>;
  /** Lanes that no lane stands in, by the process that they divide. */
  readonly lanes: ReadonlyMap<string, readonly GraphNode[]>;
  incoming(id: string): readonly GraphEdge[];
  outgoing(id: string): readonly GraphEdge[];
}

const none: readonly GraphEdge[] = [];

export function flowModelOf({ graph, layout }: { readonly graph: Graph; readonly layout: Layout }): FlowModel {
  const [into, outOf] = [new Map<string, GraphEdge[]>(), new Map<string, GraphEdge[]>()];
  const steps = new Map<string, GraphNode[]>();
  for (const edge of graph.edges.values()) {
    if (edge.kind !== 'bpmn::sequence_flow') continue;
    push(outOf, edge.source, edge);
    push(into, edge.target, edge);
  }
  for (const node of graph.nodes.values()) {
    if (node.parent !== null && flowNodes.has(node.kind)) push(steps, node.parent, node);
  }
  return {
    graph,
    layout,
    steps,
    lanes: innermostLanes(graph),
    incoming: (id) => into.get(id) ?? none,
    outgoing: (id) => outOf.get(id) ?? none,
  };
}

function innermostLanes({ nodes }: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const all = [...nodes.values()].filter(({ kind }) => kind === 'bpmn::lane');
  const outer = new Set(all.map(({ parent }) => parent));
  const lanes = new Map<string, GraphNode[]>();
  for (const lane of all) {
    if (outer.has(lane.id)) continue;
    let { parent } = lane;
    while (parent !== null && nodes.get(parent)?.kind === 'bpmn::lane') parent = nodes.get(parent)!.parent;
    if (parent !== null) push(lanes, parent, lane);
  }
  return lanes;
}

export function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}

/** Whether sequence flows have to lead to a node, and from it, for anything to happen there. */
export function needsFlow(
  model: FlowModel,
  node: GraphNode,
): { readonly incoming: boolean; readonly outgoing: boolean } {
  const parent = model.graph.nodes.get(node.parent ?? '');
  const isApart =
    node.properties.triggeredByEvent === true ||
    node.properties.isForCompensation === true ||
    parent?.kind === 'bpmn::ad_hoc_sub_process';
  const types = [node.properties.eventDefinition].flat();
  return {
    incoming:
      !isApart &&
      node.kind !== 'bpmn::start_event' &&
      node.kind !== 'bpmn::boundary_event' &&
      !(node.kind === 'bpmn::intermediate_catch_event' && types.includes('link')),
    outgoing:
      !isApart &&
      node.kind !== 'bpmn::end_event' &&
      !(node.kind === 'bpmn::boundary_event' && types.includes('compensate')) &&
      !(node.kind === 'bpmn::intermediate_throw_event' && types.includes('link')),
  };
}

/** Whether operations may name all of these: what has no id of its own in the document cannot be edited. */
export const areEditable = (...elements: readonly { readonly id: string }[]) =>
  elements.every(({ id }) => !isSyntheticId(id));
