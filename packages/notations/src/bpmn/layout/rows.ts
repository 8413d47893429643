/** Where a node stands: bands are lanes, or what is in none. */
export interface Cell {
  readonly band: string;
  readonly column: number;
  readonly row: number;
}

/** A node to be given a row of its band. */
export interface Waiting {
  readonly id: string;
  readonly band: string;
  readonly column: number;
  /** What it stands best in line with, the first that is placed. */
  readonly beside: readonly string[];
  /** How many rows below that. */
  readonly below: number;
}

/** Gives each node a cell of its own, those further left first; a row is kept free for the flow that leads along it. */
export function rowsOf(nodes: readonly Waiting[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const taken = new Set<string>();
  /** By band and column: rows above are taken. */
  const full = new Map<string, number>();
  for (const { id, band, column, beside, below } of nodes.toSorted((a, b) => a.column - b.column)) {
    const partner = beside.map((each) => cells.get(each)).find((cell) => cell?.band === band);
    const place = `${band} ${column}`;
    const wish = partner === undefined ? (full.get(place) ?? 0) : partner.row + below;
    const between = partner === undefined ? [] : columnsBetween(partner.column, column);
    const isFree = (row: number, at: number) => !taken.has(`${band} ${row} ${at}`);
    let row: number | undefined;
    let fallback: number | undefined;
    // In so many rows as there are nodes one is free.
    for (let away = 0; row === undefined && away <= nodes.length; away += 1) {
      if (fallback !== undefined && away > fallback + MOST_AWAY) break;
      for (const each of away === 0 ? [wish] : [wish + away, wish - away]) {
        if (each < 0 || !isFree(each, column)) continue;
        fallback ??= each;
        if (row === undefined && between.every((at) => isFree(each, at))) row = each;
      }
    }
    const own = row ?? fallback ?? wish;
    if (partner === undefined) full.set(place, own + 1);
    cells.set(id, { band, column, row: own });
    for (const at of [...between, column]) taken.add(`${band} ${own} ${at}`);
  }
  return cells;
}

/** So many rows further a way that is free is no better than one around. */
const MOST_AWAY = 3;

function columnsBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, index) => from + 1 + index);
}
