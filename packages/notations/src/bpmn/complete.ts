import type { Graph, GraphNode, Json, Layout, Properties, SemanticMutation } from '@ameide/graph-model';
import { applyMutations, equalJson } from '@ameide/graph-model';
import { collaborations, flowNodes, subProcesses } from './kinds.ts';
import { center, contains } from './layout/geometry.ts';
import { closeLaneGaps } from './layout/lane-gaps.ts';
import { nameEdited } from './naming.ts';

/** Properties that name another element of the graph. */
const referenceProperties = [
  'lane',
  'default',
  'attachedTo',
  'processRef',
  'dataObjectRef',
  'dataStoreRef',
  'activityRef',
  'initiatingParticipantRef',
  'participants',
  'messageFlows',
] as const;

/** Properties that name a definition, which any number of elements share. */
const definitionProperties = ['messageRef', 'signalRef', 'errorRef', 'escalationRef'] as const;

/** See Notation. */
export const tyingProperties: ReadonlySet<string> = new Set([...referenceProperties, 'isExpanded']);

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

/**
 * The mutations that have to follow from the given ones. A pool takes its process along, or its collaboration when it is
 * the last one in it and nothing is drawn beside it; message flows go with the last collaboration. Properties that name what is removed are cleared.
 * The nodes of a removed lane belong to the lane that is drawn under them afterwards, those of a process that had no lanes to the
 * first one unless they are drawn outside of its pool, and what is attached to a node or comes out of
 * a sub-process goes to its lane. Elements without an id get one.
 */
export function completeChange(before: Model, mutations: readonly SemanticMutation[]): readonly SemanticMutation[] {
  const { graph } = before;
  const removals = followingRemovals(before, applyMutations(graph, mutations), mutations);
  const whole = [...mutations, ...removals];
  const gone = removedBy(whole);
  const after = applyMutations(graph, whole);
  const laneFor = laneChooser(before, after, mutations, gone);
  const changed: SemanticMutation[] = [];
  const lanes = new Map<string, Json | undefined>();
  for (const node of hostsFirst(after)) {
    const lane = laneFor(node, lanes);
    lanes.set(node.id, lane);
    const kept = gone.size === 0 ? node.properties : withoutReferences(node.properties, gone);
    const { lane: _, ...rest } = kept;
    const properties = equalJson(kept.lane, lane) ? kept : lane === undefined ? rest : { ...rest, lane };
    if (properties === node.properties) continue;
    changed.push({
      type: 'node_changed',
      id: node.id,
      before: { properties: node.properties },
      after: { properties },
    });
  }
  if (gone.size > 0) {
    for (const { id, properties } of after.edges.values()) {
      const kept = withoutReferences(properties, gone);
      if (kept !== properties)
        changed.push({ type: 'edge_changed', id, before: { properties }, after: { properties: kept } });
    }
  }
  const followed = [...whole, ...changed];
  const names = nameEdited(graph, changed.length === 0 ? after : applyMutations(after, changed), followed);
  return [...removals, ...changed, ...names];
}

const heldByCollaboration = new Set(['bpmn::message_flow', 'bpmn::conversation_link']);

function followingRemovals(before: Model, after: Graph, mutations: readonly SemanticMutation[]): SemanticMutation[] {
  const { graph, layout } = before;
  const ids = new Set<string>();
  for (const mutation of mutations) {
    if (mutation.type !== 'node_removed' || after.nodes.has(mutation.node.id)) continue;
    if (mutation.node.kind === 'bpmn::participant')
      for (const id of takenAlong(after, layout, mutation.node, mutations)) ids.add(id);
  }
  const isCollaboration = ({ kind }: GraphNode) => collaborations.has(kind);
  const left = [...after.nodes.values()].filter(({ id }) => !ids.has(id));
  if ([...graph.nodes.values()].some(isCollaboration) && !left.some(isCollaboration)) {
    for (const edge of after.edges.values()) if (heldByCollaboration.has(edge.kind)) ids.add(edge.id);
    addEdgesAt(after, ids);
  }
  return [...ids].map((id): SemanticMutation => {
    const node = after.nodes.get(id);
    return node === undefined ? { type: 'edge_removed', edge: after.edges.get(id)! } : { type: 'node_removed', node };
  });
}

/** What goes with a removed pool: nothing where its process is shown elsewhere, or the same change works on it. */
function takenAlong(
  after: Graph,
  layout: Layout,
  pool: GraphNode,
  mutations: readonly SemanticMutation[],
): ReadonlySet<string> {
  const process = pool.properties.processRef;
  const nodes = [...after.nodes.values()];
  const isShown = nodes.some(
    ({ kind, properties }) => kind === 'bpmn::participant' && properties.processRef === process,
  );
  if (pool.parent === null || !after.nodes.has(pool.parent)) return new Set();
  const isLast = !nodes.some(({ parent }) => parent === pool.parent);
  if (isLast && !nodes.some((node) => isPoolless(node, nodes, layout, process))) return new Set([pool.parent]);
  if (typeof process !== 'string' || !after.nodes.has(process) || isShown) return new Set();
  const inside = withDependents(after, process);
  const isWorkedOn = mutations.some(({ type, ...mutation }) => {
    if (type === 'node_removed' || type === 'edge_removed') return false;
    const id = 'node' in mutation ? mutation.node.id : 'edge' in mutation ? mutation.edge.id : mutation.id;
    return inside.has(id);
  });
  return isWorkedOn ? new Set() : inside;
}

/** Whether a node is a process of which something is drawn, and which no pool shows. */
function isPoolless({ id, kind }: GraphNode, nodes: readonly GraphNode[], layout: Layout, former: Json | undefined) {
  if (kind !== 'bpmn::process' || id === former) return false;
  if (nodes.some((node) => node.kind === 'bpmn::participant' && node.properties.processRef === id)) return false;
  return nodes.some((node) => node.parent === id && layout.bounds.has(node.id));
}

/** Adds the edges that end at any of the elements, such as a note's association with a flow. */
function addEdgesAt({ edges }: Graph, ids: Set<string>): void {
  for (let size = -1; size !== ids.size; ) {
    size = ids.size;
    for (const { id, source, target } of edges.values()) if (ids.has(source) || ids.has(target)) ids.add(id);
  }
}

/** A node with all that is in it or attached, and every edge that touches any of it. */
function withDependents({ nodes, edges }: Graph, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { id, parent, properties } of nodes.values()) {
      if ((parent !== null && found.has(parent)) || found.has(String(properties.attachedTo))) found.add(id);
    }
    for (const { id, source, target } of edges.values()) if (found.has(source) || found.has(target)) found.add(id);
  }
  return found;
}

function removedBy(mutations: readonly SemanticMutation[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const mutation of mutations) {
    if (mutation.type === 'node_removed') gone.add(mutation.node.id);
    else if (mutation.type === 'edge_removed') gone.add(mutation.edge.id);
    else if (mutation.type === 'node_added') gone.delete(mutation.node.id);
    else if (mutation.type === 'edge_added') gone.delete(mutation.edge.id);
  }
  return gone;
}

/** The properties without references to what is gone. */
function withoutReferences(before: Properties, gone: ReadonlySet<string>): Properties {
  const after: Record<string, Json> = { ...before };
  let isChanged = false;
  for (const name of [...referenceProperties, ...definitionProperties]) {
    const value = Object.hasOwn(before, name) ? before[name] : undefined;
    const isGone = (item: Json | undefined) => typeof item === 'string' && gone.has(item);
    const left = Array.isArray(value) ? value.filter((item) => !isGone(item)) : [];
    if (Array.isArray(value) ? left.length === value.length : !isGone(value)) continue;
    isChanged = true;
    if (left.length > 0) after[name] = left;
    else delete after[name];
  }
  return isChanged ? after : before;
}

function hostsFirst({ nodes }: Graph): readonly GraphNode[] {
  const attached = (node: GraphNode) => typeof node.properties.attachedTo === 'string';
  const all = [...nodes.values()];
  return [...all.filter((node) => !attached(node)), ...all.filter(attached)];
}

/** Says which lane a node is in after a change, given those of its host. */
function laneChooser(
  before: Model,
  after: Graph,
  mutations: readonly SemanticMutation[],
  gone: ReadonlySet<string>,
): (node: GraphNode, lanes: ReadonlyMap<string, Json | undefined>) => Json | undefined {
  const moved = new Set(
    mutations.flatMap((mutation) =>
      mutation.type === 'node_changed' && mutation.after.parent !== undefined ? [mutation.id] : [],
    ),
  );
  const heirOf = heirsOf(before, after);
  const firstLanes = firstLanesIn(before.graph, after);
  const isOutside = outsideOfPools(before);
  return (node, lanes) => {
    const old = before.graph.nodes.get(node.id);
    const host = typeof node.properties.attachedTo === 'string' ? node.properties.attachedTo : undefined;
    let lane = node.properties.lane;
    if (host !== undefined && lanes.has(host)) {
      const was = before.graph.nodes.get(host)?.properties.lane;
      const follows =
        old === undefined ? lane === undefined : equalJson(lane, was) && equalJson(lane, old.properties.lane);
      if (follows) return lanes.get(host);
    }
    if (moved.has(node.id) && equalJson(lane, old?.properties.lane)) lane = laneAfterMove(before.graph, after, node);
    const isKept = old !== undefined && flowNodes.has(node.kind) && equalJson(lane, old.properties.lane);
    if (typeof lane === 'string' && gone.has(lane)) lane = heirOf(lane);
    const first = isKept ? firstLanes.get(String(lane ?? node.parent)) : undefined;
    return first === undefined || isOutside(node) ? lane : first;
  };
}

/** New lanes by the process or lane that had none: each is drawn under all that stands there. */
function firstLanesIn(before: Graph, after: Graph): ReadonlyMap<string, string> {
  const isLane = ({ kind }: GraphNode) => kind === 'bpmn::lane';
  const staying = [...before.nodes.values()].filter((node) => isLane(node) && after.nodes.has(node.id));
  const divided = new Set(staying.map(({ parent }) => parent));
  const found = new Map<string, string>();
  for (const node of after.nodes.values()) {
    if (!isLane(node) || before.nodes.has(node.id) || node.parent === null || divided.has(node.parent)) continue;
    if (!found.has(node.parent)) found.set(node.parent, node.id);
  }
  return found;
}

/** Says whether a node is drawn, and outside of every pool that shows its process: no lane is drawn under it. */
function outsideOfPools({ graph, layout }: Model): (node: GraphNode) => boolean {
  const pools = [...graph.nodes.values()].filter(({ kind }) => kind === 'bpmn::participant');
  return ({ id, parent }) => {
    const box = layout.bounds.get(id);
    const shown = pools.filter(({ properties }) => properties.processRef === parent);
    const boxes = shown.flatMap((pool) => layout.bounds.get(pool.id) ?? []);
    if (box === undefined || boxes.length === 0) return false;
    const middle = { ...center(box), width: 0, height: 0 };
    return !boxes.some((pool) => contains(pool, middle));
  };
}

/** Nodes inside a sub-process are in no lane of their own; what comes out of one gets its lane. */
function laneAfterMove(before: Graph, after: Graph, node: GraphNode): Json | undefined {
  const { lane } = node.properties;
  const parent = node.parent === null ? undefined : after.nodes.get(node.parent);
  if (parent === undefined || subProcesses.has(parent.kind)) return undefined;
  const former = before.nodes.get(before.nodes.get(node.id)?.parent ?? '');
  const wanted = lane ?? (former !== undefined && subProcesses.has(former.kind) ? former.properties.lane : undefined);
  return typeof wanted === 'string' && !isInside(before.nodes.has(wanted) ? before : after, wanted, parent.id)
    ? undefined
    : wanted;
}

function isInside({ nodes }: Graph, id: string, container: string): boolean {
  let parent = nodes.get(id)?.parent ?? null;
  for (let steps = 0; parent !== null && parent !== container && steps <= nodes.size; steps += 1) {
    parent = nodes.get(parent)?.parent ?? null;
  }
  return parent === container;
}

/** The lanes that take the place of removed ones: those that close the gap, else the ones around. */
function heirsOf({ graph, layout }: Model, after: Graph): (lane: string) => string | undefined {
  const gone = [...graph.nodes.values()].filter(({ id, kind }) => kind === 'bpmn::lane' && !after.nodes.has(id));
  const { heirs } = closeLaneGaps(after, layout.bounds, gone);
  return (removed) => {
    let lane = graph.nodes.get(removed);
    for (let steps = 0; lane?.kind === 'bpmn::lane' && steps <= graph.nodes.size; steps += 1) {
      if (after.nodes.has(lane.id)) return lane.id;
      const heir = heirs.get(lane.id);
      if (heir !== undefined) return heir;
      lane = lane.parent === null ? undefined : graph.nodes.get(lane.parent);
    }
    return undefined;
  };
}
