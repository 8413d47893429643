import type { Graph, GraphNode, Layout } from '@ameide/graph-model';
import { emptyLayout } from '@ameide/graph-model';
import { isSyntheticId } from '../document.ts';
import { collaborations, subProcesses, undrawn } from '../kinds.ts';
import { Board } from './board.ts';
import { routeAll } from './route-edges.ts';
import { drawScope, STRIP } from './scope.ts';

const ORIGIN = { x: 160, y: 80 };
const GAP = 50;
const LEAST_POOL = { width: 600, height: 60 };

/** A drawing of all that a model has, and what there can be none of: a drawing names what it draws by an id. */
export interface WholeLayout {
  readonly layout: Layout;
  readonly undrawable: readonly string[];
}

/**
 * A drawing of a whole model as if nothing of it were drawn, from left to right along its flows: pools below each other,
 * lanes with one grid of columns, and each sub-process closed, with its content on a sheet of its own.
 * Undefined for models that cannot be drawn as a whole: those with choreographies.
 */
export function layOutWhole(graph: Graph): WholeLayout | undefined {
  const nodes = [...graph.nodes.values()];
  if (nodes.some(({ kind }) => kind.includes('choreography'))) return undefined;
  const pools = nodes.filter(({ kind }) => kind === 'bpmn::participant');
  // Processes without a pool are drawn on the sheet of the pools, once there are some.
  const start = new Map(pools.map(({ id }) => [id, { ...ORIGIN, ...LEAST_POOL }]));
  const board = new Board(graph, { graph, layout: { ...emptyLayout, bounds: start } });
  if (nodes.some(({ id }) => board.structure.isOpen(id))) return undefined;
  let y = ORIGIN.y;
  for (const pool of pools) y = drawPool(board, pool, y) + GAP;
  for (const { id, kind, parent } of nodes) {
    const isShown = kind === 'bpmn::process' && board.structure.poolOf(id) !== undefined;
    if (parent !== null || isShown || !(kind === 'bpmn::process' || collaborations.has(kind))) continue;
    const { bottom } = drawScope(board, id, { x: ORIGIN.x, y });
    if (bottom > y) y = bottom + GAP;
  }
  for (const { id, kind } of nodes)
    if (subProcesses.has(kind) || kind === 'bpmn::sub_conversation') drawScope(board, id, ORIGIN);
  alignRight(board, nodes);
  routeAll(board);
  const isDrawable = ([id]: readonly [string, unknown]) => !isSyntheticId(id);
  const layout: Layout = {
    bounds: new Map([...board.bounds].filter(isDrawable)),
    waypoints: new Map([...board.waypoints].filter(isDrawable)),
    labels: new Map(),
  };
  return { layout, undrawable: missing(board, layout) };
}

/** @returns where it ends below */
function drawPool(board: Board, pool: GraphNode, y: number): number {
  const { processRef } = pool.properties;
  const { x } = ORIGIN;
  const isShowing = typeof processRef === 'string' && board.structure.poolOf(processRef) === pool.id;
  const children = isShowing ? board.structure.children(processRef) : [];
  if (!isShowing || children.length === 0) {
    board.bounds.set(pool.id, { x, y, ...LEAST_POOL });
    return y + LEAST_POOL.height;
  }
  const hasLanes = children.some(({ kind }) => kind === 'bpmn::lane');
  const inset = hasLanes ? 0 : STRIP + 10;
  const { right, bottom } = drawScope(board, processRef, { x: x + STRIP + inset, y: y + inset });
  const height = Math.max(LEAST_POOL.height, bottom + inset - y);
  board.bounds.set(pool.id, { x, y, width: Math.max(LEAST_POOL.width, right - x), height });
  return y + height;
}

/** Pools and lanes of one sheet end at one line. */
function alignRight(board: Board, nodes: readonly GraphNode[]): void {
  const bands = nodes.filter(({ kind }) => kind === 'bpmn::participant' || kind === 'bpmn::lane');
  const sheetOf = ({ id, kind, parent }: GraphNode) => {
    if (kind === 'bpmn::participant') return '';
    const sheet = board.structure.sheetOf(parent ?? id);
    return board.structure.isClosed(sheet) ? sheet : '';
  };
  const ends = new Map<string, number>();
  for (const [id, { x, width }] of board.bounds) {
    const node = board.graph.nodes.get(id)!;
    const sheet = sheetOf(node);
    const isBand = node.kind === 'bpmn::participant' || node.kind === 'bpmn::lane';
    ends.set(sheet, Math.max(ends.get(sheet) ?? 0, x + width + (isBand ? 0 : GAP)));
  }
  for (const band of bands) {
    const bounds = board.bounds.get(band.id);
    if (bounds !== undefined) board.bounds.set(band.id, { ...bounds, width: ends.get(sheetOf(band))! - bounds.x });
  }
}

/** Nodes with a shape, and edges between what is drawn on one sheet, that the layout lacks. */
function missing({ graph, structure }: Board, { bounds, waypoints }: Layout): readonly string[] {
  const nodes = [...graph.nodes.values()].filter(({ id, kind }) => !undrawn.has(kind) && !bounds.has(id));
  const isDrawn = (id: string) => bounds.has(id) || waypoints.has(id);
  const edges = [...graph.edges.values()].filter(({ id, source, target }) => {
    const isDrawable = isDrawn(source) && isDrawn(target) && structure.sheetOf(source) === structure.sheetOf(target);
    return isDrawable && !waypoints.has(id);
  });
  return [...nodes, ...edges].map(({ id }) => id);
}
