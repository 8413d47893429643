import type { GraphNode, Point } from '@ameide/graph-model';
import { flowNodes, undrawn } from '../kinds.ts';
import type { Board } from './board.ts';
import { type Arrow, columnsOf } from './columns.ts';
import { attachedPlace, sizeOf } from './placement.ts';
import { type Cell, rowsOf, type Waiting } from './rows.ts';

/** The strip with the name of a pool or lane. */
export const STRIP = 30;
const INSET = 40;
const COLUMN_GAP = 60;
const ROW_GAP = 60;
const LEAST_LANE = 120;
/** What is in no lane, where there are lanes. */
const REST = '';

interface Extent {
  readonly right: number;
  readonly bottom: number;
}

/** What lanes hold has one grid: columns go through all of them, each has rows of its own. */
interface Grid {
  readonly nodes: readonly GraphNode[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** The left border of each column. */
  readonly columns: readonly { readonly x: number; readonly width: number }[];
  readonly right: number;
}

/** Draws what stands in a process, a sub-process or a collaboration, from a point to the right and down. */
export function drawScope(board: Board, scope: string, at: Point): Extent {
  const lanes = lanesIn(board, scope);
  const nodes = board.structure
    .children(scope)
    .filter(({ kind }) => !undrawn.has(kind) && kind !== 'bpmn::lane' && kind !== 'bpmn::participant');
  const grid = gridOf(board, nodes, at.x + STRIP * depthOf(board, lanes) + (lanes.length > 0 ? INSET : 0));
  let y = at.y;
  for (const lane of lanes) y = drawLane(board, lane, grid, { x: at.x, y });
  if (lanes.length > 0 && ![...grid.cells.values()].some(({ band }) => band === REST))
    return { right: grid.right, bottom: y };
  const bottom = drawBand(board, grid, REST, lanes.length > 0 ? y + ROW_GAP / 2 : y);
  return { right: grid.right, bottom: lanes.length > 0 ? bottom + ROW_GAP / 2 : bottom };
}

const lanesIn = (board: Board, id: string) => board.structure.children(id).filter(({ kind }) => kind === 'bpmn::lane');

const depthOf = (board: Board, lanes: readonly GraphNode[]): number =>
  lanes.length === 0 ? 0 : 1 + Math.max(...lanes.map(({ id }) => depthOf(board, lanesIn(board, id))));

/** @returns where it ends below; how wide it is, those around it say */
function drawLane(board: Board, lane: GraphNode, grid: Grid, { x, y }: Point): number {
  const inner = lanesIn(board, lane.id);
  let bottom = y;
  if (inner.length === 0)
    bottom = Math.max(y + LEAST_LANE, drawBand(board, grid, lane.id, y + ROW_GAP / 2) + ROW_GAP / 2);
  for (const each of inner) bottom = drawLane(board, each, grid, { x: x + STRIP, y: bottom });
  board.bounds.set(lane.id, { x, y, width: STRIP, height: bottom - y });
  return bottom;
}

/** Draws the rows of a band. @returns where the last one ends */
function drawBand(board: Board, { nodes, cells, columns }: Grid, band: string, top: number): number {
  const rows: GraphNode[][] = [];
  for (const node of nodes) {
    const cell = cells.get(node.id);
    if (cell?.band !== band) continue;
    rows[cell.row] ??= [];
    rows[cell.row]!.push(node);
  }
  let y = top;
  for (const row of Array.from(rows, (each) => each ?? [])) {
    const height = Math.max(0, ...row.map((node) => sizeOf(node).height));
    if (height === 0) continue;
    for (const node of row) {
      const size = sizeOf(node);
      const column = columns[cells.get(node.id)!.column]!;
      const x = Math.round(column.x + (column.width - size.width) / 2);
      board.bounds.set(node.id, { x, y: Math.round(y + (height - size.height) / 2), ...size });
      attach(board, node.id);
    }
    y += height + ROW_GAP;
  }
  return y === top ? top : y - ROW_GAP;
}

function attach(board: Board, host: string): void {
  const others = [];
  for (const id of board.structure.attachedTo(host)) {
    const event = board.graph.nodes.get(id)!;
    const place = attachedPlace(board.bounds.get(host)!, sizeOf(event), { others, near: [], area: null });
    others.push(place);
    board.bounds.set(id, place);
  }
}

function gridOf(board: Board, all: readonly GraphNode[], left: number): Grid {
  const nodes = all.filter((node) => hostOf(board, node.id) === undefined);
  const steps = nodes.filter(({ kind }) => flowNodes.has(kind));
  const arrows = flowsBetween(board, all);
  const columns = new Map(
    columnsOf(
      steps.map(({ id }) => id),
      arrows,
    ),
  );
  const before = new Map<string, string[]>();
  for (const { source, target } of arrows) before.get(target)?.push(source) ?? before.set(target, [source]);
  const waiting = steps.map(({ id, properties }): Waiting => {
    const beside = before.get(id) ?? [];
    const isAside = beside.length > 0 && isAfterEvent(board, id);
    return { id, band: bandOf(board, properties.lane), column: columns.get(id)!, beside, below: isAside ? 1 : 0 };
  });
  const bands = new Map(waiting.map(({ id, band }) => [id, band]));
  const asides = nodes.filter(({ kind }) => !flowNodes.has(kind));
  for (const { id, properties } of asides) {
    const beside = partnersOf(board, id);
    const partner = beside.find((each) => columns.has(each)) ?? '';
    const band = typeof properties.lane === 'string' ? bandOf(board, properties.lane) : (bands.get(partner) ?? REST);
    waiting.push({ id, band, column: columns.get(partner) ?? 0, beside, below: 1 });
  }
  const cells = rowsOf(waiting);
  const widths: number[] = [];
  for (const node of nodes) {
    const { column } = cells.get(node.id)!;
    widths[column] = Math.max(widths[column] ?? 0, sizeOf(node).width);
  }
  let x = left;
  const placed = Array.from(widths, (width = 0) => {
    const column = { x, width };
    x += width + COLUMN_GAP;
    return column;
  });
  return { nodes, cells, columns: placed, right: x };
}

/** The step that an event is on the border of. */
function hostOf(board: Board, id: string): string | undefined {
  const host = board.graph.nodes.get(id)?.properties.attachedTo;
  return typeof host === 'string' && board.graph.nodes.has(host) ? host : undefined;
}

function flowsBetween(board: Board, nodes: readonly GraphNode[]): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (const { id } of nodes)
    for (const { kind, source, target } of board.structure.edgesAt(id))
      if (kind === 'bpmn::sequence_flow' && source === id) arrows.push({ source: hostOf(board, id) ?? id, target });
  return arrows;
}

const isAfterEvent = (board: Board, id: string) =>
  board.structure
    .edgesAt(id)
    .filter(({ kind, target }) => kind === 'bpmn::sequence_flow' && target === id)
    .every(({ source }) => hostOf(board, source) !== undefined);

/** What an artifact or data is connected to; for a flow, where that comes from. */
function partnersOf(board: Board, id: string): readonly string[] {
  return board.structure.edgesAt(id).map(({ source, target }) => {
    const other = source === id ? target : source;
    const step = board.graph.edges.get(other)?.source ?? other;
    return hostOf(board, step) ?? step;
  });
}

/** A lane that has lanes shows what is in it in the first of them. */
function bandOf(board: Board, lane: unknown): string {
  if (typeof lane !== 'string' || board.graph.nodes.get(lane)?.kind !== 'bpmn::lane') return REST;
  const [inner] = lanesIn(board, lane);
  return inner === undefined ? lane : bandOf(board, inner.id);
}
