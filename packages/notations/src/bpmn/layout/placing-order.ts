import type { GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';

/**
 * Places nodes that are not drawn: containers before what is in them, along the connections from what is drawn already,
 * then what stands alone. What is attached waits for its host.
 */
export function placeInOrder(board: Board, nodes: readonly GraphNode[], place: (node: GraphNode) => void): void {
  const levels = new Map<number, Map<string, GraphNode>>();
  for (const node of nodes) {
    const depth = depthOf(board, node);
    levels.set(depth, (levels.get(depth) ?? new Map()).set(node.id, node));
  }
  for (const [, open] of [...levels].sort(([a], [b]) => a - b)) placeLevel(board, open, place);
}

function placeLevel(board: Board, open: Map<string, GraphNode>, place: (node: GraphNode) => void): void {
  const ready = new Set([...open.keys()].filter((id) => isAnchored(board, open.get(id)!)));
  const alone = [...open.values()].sort((a, b) => Number(isAttached(a)) - Number(isAttached(b)));
  for (let at = 0; open.size > 0; ) {
    const [id = alone[at]!.id] = ready;
    ready.delete(id);
    const node = open.get(id);
    if (node === undefined) {
      at += 1;
      continue;
    }
    open.delete(id);
    place(node);
    for (const { source, target } of board.structure.edgesAt(id)) {
      for (const end of [source, target]) if (open.has(end) && isAnchored(board, open.get(end)!)) ready.add(end);
    }
    for (const attached of board.structure.attachedTo(id)) if (open.has(attached)) ready.add(attached);
  }
}

const isAttached = (node: GraphNode) => typeof node.properties.attachedTo === 'string';

function isAnchored(board: Board, node: GraphNode): boolean {
  const host = node.properties.attachedTo;
  if (typeof host === 'string') return board.bounds.has(host);
  return board.structure
    .edgesAt(node.id)
    .some(({ source, target }) => board.bounds.has(source === node.id ? target : source));
}

function depthOf(board: Board, node: GraphNode): number {
  let depth = 0;
  for (let { parent } = node; parent !== null && depth <= board.graph.nodes.size; depth += 1)
    parent = board.graph.nodes.get(parent)?.parent ?? null;
  return depth;
}
