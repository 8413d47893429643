import type { Bounds, GraphNode } from '@ameide/graph-model';
import type { Board } from './board.ts';
import { around, downwards, rightwards } from './geometry.ts';
import { extend } from './grow.ts';
import { PADDING, placeAttached } from './place-nodes.ts';
import { sizeOf } from './placement.ts';

/** Opens a drawn sub-process: it grows to hold its content, which comes into it from its own sheet. */
export function openSubProcess(board: Board, node: GraphNode): void {
  const inner = board.withContent(node.id);
  const isOwn = (id: string) => id === node.id || board.graph.nodes.get(id)?.properties.attachedTo === node.id;
  const content = [...inner].filter((id) => !isOwn(id));
  const boxes = content.map((id) => board.bounds.get(id)).filter((box) => box !== undefined);
  const room = around([...boxes, ...pathsInside(board, inner)], PADDING);
  const least = sizeOf(node);
  const own = board.bounds.get(node.id)!;
  const [width, height] = [Math.max(least.width, room?.width ?? 0), Math.max(least.height, room?.height ?? 0)];
  if (width > own.width) extend(board, node.id, width - own.width, rightwards, new Set());
  if (height > own.height) extend(board, node.id, height - own.height, downwards, new Set());
  const { x, y } = board.bounds.get(node.id)!;
  if (room !== undefined) board.shift(content, x - room.x, y - room.y);
}

/** Closes a drawn sub-process: it is as small as a task again, and its content stays where it is, on a sheet of its own. */
export function closeSubProcess(board: Board, node: GraphNode): void {
  const own = board.bounds.get(node.id)!;
  const { width, height } = sizeOf(node);
  if (own.width <= width && own.height <= height) return;
  board.bounds.set(node.id, { ...own, y: Math.round(own.y + (own.height - height) / 2), width, height });
  for (const id of board.structure.attachedTo(node.id)) board.bounds.delete(id);
  for (const id of board.structure.attachedTo(node.id)) {
    const attached = board.graph.nodes.get(id);
    if (attached !== undefined && board.before.bounds.has(id)) placeAttached(board, attached, node.id);
  }
}

/** Points of the lines between the given nodes, as shapes without a size. */
function pathsInside(board: Board, nodes: ReadonlySet<string>): Bounds[] {
  const found: Bounds[] = [];
  for (const id of nodes) {
    for (const { id: edge, source, target } of board.structure.edgesAt(id)) {
      if (source !== id || !nodes.has(target)) continue;
      for (const point of board.waypoints.get(edge) ?? []) found.push({ ...point, width: 0, height: 0 });
    }
  }
  return found;
}
