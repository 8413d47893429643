import type { Bounds, Graph, GraphNode, Layout, LayoutMutation, SemanticMutation } from '@ameide/graph-model';
import { applyMutations } from '@ameide/graph-model';
import { subProcesses, undrawn } from './kinds.ts';
import { Board } from './layout/board.ts';
import { closeSubProcess, openSubProcess } from './layout/expansion.ts';
import { closeLaneGaps } from './layout/lane-gaps.ts';
import { placeLane, placePool } from './layout/place-containers.ts';
import { hasHome, isCrowded, isOutOfPlace, placeNode } from './layout/place-nodes.ts';
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
  routeEdges(board, former);
  return board.mutations();
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
    const old = before.graph.nodes.get(mutation.id)?.properties;
    const isDrawnElsewhere = drawingProperties.some(
      (name) => old?.[name] !== graph.nodes.get(mutation.id)?.properties[name],
    );
    if (mutation.after.parent !== undefined || (isDrawnElsewhere && before.layout.bounds.has(mutation.id)))
      ids.add(mutation.id);
  }
  return [...ids]
    .map((id) => graph.nodes.get(id))
    .filter((node) => node !== undefined && !undrawn.has(node.kind)) as GraphNode[];
}

/**
 * Opens and closes sub-processes, and takes from the board what has to be placed anew because it stands in another container:
 * answers the former bounds of each such node and what it has inside. What came to where nothing is drawn is not drawn any more.
 */
function liftMoved(
  board: Board,
  former: Structure,
  nodes: readonly GraphNode[],
): ReadonlyMap<string, readonly (readonly [string, Bounds])[]> {
  const { structure } = board;
  const drawn = nodes
    .filter(({ id }) => board.before.bounds.has(id) && board.bounds.has(id))
    .sort((a, b) => Number('attachedTo' in a.properties) - Number('attachedTo' in b.properties));
  for (const node of drawn) {
    if (!subProcesses.has(node.kind) || former.isOpen(node.id) === structure.isOpen(node.id)) continue;
    if (structure.isOpen(node.id)) openSubProcess(board, node);
    else closeSubProcess(board, node);
  }
  const lifted = new Map<string, (readonly [string, Bounds])[]>();
  for (const node of drawn) {
    const parent = former.graph.nodes.get(node.id)?.parent;
    const isMoved = parent !== node.parent;
    // A new sub-process is put around what is drawn of its content already.
    if (
      isMoved &&
      node.parent !== null &&
      subProcesses.has(kindOf(board.graph, node.parent)) &&
      !board.bounds.has(node.parent)
    )
      continue;
    const isElsewhere = isMoved && former.sheetOf(node.id) !== structure.sheetOf(node.id);
    const isHomeless = isMoved && !hasHome(board, node);
    if (!isHomeless && !isElsewhere && !isOutOfPlace(board, node) && !(isMoved && isCrowded(board, node))) continue;
    const content = [...board.withContent(node.id)].flatMap((id) => {
      const bounds = board.bounds.get(id);
      return bounds === undefined ? [] : [[id, bounds] as const];
    });
    for (const [id] of content) board.bounds.delete(id);
    lifted.set(node.id, content);
  }
  return lifted;
}

const kindOf = (graph: Graph, id: string) => graph.nodes.get(id)?.kind ?? '';
