import type { Bounds, GraphNode } from '@ameide/graph-model';
import { flowNodes, subProcesses } from '../kinds.ts';
import type { Board } from './board.ts';
import { closeSubProcess, openSubProcess } from './expansion.ts';
import { overlaps } from './geometry.ts';
import { hasHome, isCrowded, isOutOfPlace, placeAttached } from './place-nodes.ts';
import type { Structure } from './structure.ts';

type Drawn = readonly (readonly [id: string, bounds: Bounds])[];

/**
 * Opens and closes sub-processes, and takes from the board what has to be placed anew because it stands in another container:
 * answers the former bounds of each such node and what it has inside. What came to where nothing is drawn stays away.
 */
export function liftMoved(board: Board, former: Structure, nodes: readonly GraphNode[]): ReadonlyMap<string, Drawn> {
  const { structure } = board;
  const drawn = nodes
    .filter(({ id }) => board.before.bounds.has(id) && board.bounds.has(id))
    .sort((a, b) => Number('attachedTo' in a.properties) - Number('attachedTo' in b.properties));
  for (const node of drawn) {
    if (!subProcesses.has(node.kind) || former.isOpen(node.id) === structure.isOpen(node.id)) continue;
    if (structure.isOpen(node.id)) openSubProcess(board, node);
    else closeSubProcess(board, node);
  }
  const lifted = new Map<string, Drawn>();
  for (const node of drawn) {
    const isMoved = former.graph.nodes.get(node.id)?.parent !== node.parent;
    const isHomeless = isMoved && !hasHome(board, node);
    const isElsewhere = isMoved && former.sheetOf(node.id) !== structure.sheetOf(node.id);
    if (isAdopted(board, former, node)) continue;
    if (isHomeless || isElsewhere || isOutOfPlace(board, node) || (isMoved && isCrowded(board, node)))
      lifted.set(node.id, erase(board, node.id));
  }
  return lifted;
}

/** Gives events another place on their hosts where something has come over them. */
export function clearAttached(board: Board): void {
  const { bounds, before, structure, graph } = board;
  const changed = [...bounds].filter(([id, box]) => before.bounds.get(id) !== box);
  if (changed.length === 0) return;
  for (const node of graph.nodes.values()) {
    const host = node.properties.attachedTo;
    const own = typeof host === 'string' ? bounds.get(node.id) : undefined;
    const was = before.bounds.get(node.id);
    if (own === undefined || was === undefined || typeof host !== 'string') continue;
    const passable = new Set([host, node.id, ...structure.framesOf(node.id)]);
    const isCovered = (was === own ? changed : [...bounds]).some(([id, box]) => {
      if (!overlaps(own, box) || passable.has(id) || !flowNodes.has(graph.nodes.get(id)?.kind ?? '')) return false;
      const former = before.bounds.get(id);
      if (structure.sheetOf(id) !== structure.sheetOf(node.id)) return false;
      return former === undefined || !overlaps(was, former);
    });
    if (isCovered) placeAttached(board, node, host);
  }
}

/** Whether a node is put into a new sub-process, which is drawn around it. */
export function isAdopted({ graph }: Board, former: Structure, { id, parent }: GraphNode): boolean {
  if (parent === null || former.graph.nodes.has(parent) || !former.graph.nodes.has(id)) return false;
  return subProcesses.has(graph.nodes.get(parent)?.kind ?? '');
}

/** Takes a node with what it has inside from the board, and answers where that was. */
export function erase(board: Board, node: string): Drawn {
  const drawn = [...board.withContent(node)].flatMap((id) => {
    const bounds = board.bounds.get(id);
    return bounds === undefined ? [] : [[id, bounds] as const];
  });
  for (const [id] of drawn) board.bounds.delete(id);
  return drawn;
}
