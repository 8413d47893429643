import type { Graph, GraphNode, Layout, LayoutMutation, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { isSyntheticId } from './document.ts';
import { undrawn } from './kinds.ts';
import { Board } from './layout/board.ts';
import { contains } from './layout/geometry.ts';
import { closeLaneGaps } from './layout/lane-gaps.ts';
import { clearAttached, erase, isAdopted, liftMoved } from './layout/move-nodes.ts';
import { placeLane, placePool } from './layout/place-containers.ts';
import { hasHome, placeNode } from './layout/place-nodes.ts';
import { placeInOrder } from './layout/placing-order.ts';
import { routeEdges } from './layout/route-edges.ts';
import { Structure } from './layout/structure.ts';
import { renamings } from './naming.ts';

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

/**
 * Places what the mutations add, moves what they put into another container, routes the edges of both, and takes away
 * the drawings of what they remove. Everything else stays, but for containers that have to grow, and what would be covered
 * then. What stands in a closed sub-process has coordinates of its own.
 */
export function layOutBpmn(before: Model, mutations: readonly SemanticMutation[]): readonly LayoutMutation[] {
  if (isUndrawn(before)) return [];
  const graph = applyMutations(before.graph, mutations);
  const board = new Board(graph, before);
  for (const id of board.bounds.keys()) if (!graph.nodes.has(id)) board.bounds.delete(id);
  // A line that the graph does not know, as it leads nowhere, is not this change's to erase.
  for (const id of board.waypoints.keys())
    if (before.graph.edges.has(id) && !graph.edges.has(id)) board.waypoints.delete(id);
  const gone = [...before.graph.nodes.values()].filter(({ id, kind }) => kind === 'bpmn::lane' && !graph.nodes.has(id));
  for (const [id, bounds] of closeLaneGaps(graph, before.layout.bounds, gone).bounds) board.bounds.set(id, bounds);

  const touched = touchedNodes(graph, before, mutations);
  const isNew = ({ id }: GraphNode) => !board.bounds.has(id);
  for (const node of touched) if (node.kind === 'bpmn::participant' && isNew(node)) placePool(board, node);
  for (const node of touched) if (node.kind === 'bpmn::lane' && isNew(node)) placeLane(board, node);
  const former = new Structure(before.graph, before);
  const lifted = liftMoved(board, former, touched);
  placeInOrder(board, touched.filter(isNew), (node) => {
    if (board.bounds.has(node.id) || !hasHome(board, node)) return;
    for (const [id, bounds] of lifted.get(node.id) ?? []) board.bounds.set(id, bounds);
    placeNode(board, node);
  });
  for (const node of touched)
    if (isAdopted(board, former, node) && !board.bounds.has(node.parent!)) erase(board, node.id);
  clearAttached(board);
  routeEdges(board, former);
  // A drawing names what it draws by an id of the document.
  return board.mutations().filter(({ id, after }) => after === null || !isSyntheticId(id));
}

/** What is drawn inside the shape of a node, or on its border. */
export function drawnIn(model: Model): (id: string) => readonly string[] {
  const structure = new Structure(model.graph, model);
  return (id) => [...structure.content(id), ...structure.attachedTo(id)];
}

/** True for a model with something to draw and nothing drawn. It stays so until somebody asks for a place. */
function isUndrawn({ graph, layout }: Model): boolean {
  return layout.bounds.size === 0 && [...graph.nodes.values()].some(({ kind }) => !undrawn.has(kind));
}

/** Properties that say where a node is drawn. */
const drawingProperties = ['lane', 'attachedTo', 'isExpanded'];

/** What is new, or stands in another container, or is drawn and has to follow a property. */
function touchedNodes(graph: Graph, before: Model, mutations: readonly SemanticMutation[]): GraphNode[] {
  const ids = new Set<string>();
  const named = new Set(renamings(mutations).values());
  for (const mutation of mutations) {
    if (mutation.type === 'node_added' && !before.graph.nodes.has(mutation.node.id) && !named.has(mutation.node.id))
      ids.add(mutation.node.id);
    if (mutation.type !== 'node_changed') continue;
    const [was, is] = [before.graph, graph].map(({ nodes }) => nodes.get(mutation.id));
    const [old, own] = [was?.properties, is?.properties];
    // What was drawn outside of a lane that is gone stays there, and so does what is in no lane any more.
    const isLaneGone = typeof old?.lane === 'string' && !graph.nodes.has(old.lane);
    const [box, lane] = [mutation.id, String(old?.lane)].map((id) => before.layout.bounds.get(id));
    const wasOutside = box !== undefined && lane !== undefined && !contains(lane, box);
    const isLeft = isLaneGone && (own?.lane === undefined || wasOutside);
    // A closed sub-process is drawn as the step that it was, and the other way round.
    const isAsBefore = was?.kind !== is?.kind && old?.isExpanded !== true && own?.isExpanded !== true;
    const stays = (name: string) => (isLeft && name === 'lane') || (isAsBefore && name === 'isExpanded');
    const isDrawnElsewhere = drawingProperties.some((name) => !stays(name) && old?.[name] !== own?.[name]);
    if (mutation.after.parent !== undefined || (isDrawnElsewhere && before.layout.bounds.has(mutation.id)))
      ids.add(mutation.id);
  }
  return [...ids]
    .map((id) => graph.nodes.get(id))
    .filter((node) => node !== undefined && !undrawn.has(node.kind)) as GraphNode[];
}
