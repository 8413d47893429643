import type { GraphEdge, GraphNode } from './graph.ts';
import type { GraphIndex } from './graph-index.ts';
import { normalName } from './normal-name.ts';

const LONGEST = 80;

/** Two rows of the table of edits, so that texts need no new ones. */
type Rows = readonly [Uint8Array, Uint8Array];

/** The elements whose name, key or id comes nearest to what somebody wrote, the nearest first; at most three. */
export function nearest(index: GraphIndex, written: string): readonly (GraphNode | GraphEdge)[] {
  const wanted = normalName(written).slice(0, LONGEST);
  if (wanted === '') return [];
  const rows: Rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)];
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { readonly element: GraphNode | GraphEdge; readonly score: number }[] = [];
  for (const element of elements(index)) {
    const texts = [element.name, element.id, 'key' in element ? element.key : ''];
    const score = Math.min(...texts.map((text) => distance(wanted, normalName(text).slice(0, LONGEST), most, rows)));
    if (score <= most) scored.push({ element, score });
  }
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map(({ element }) => element);
}

function* elements(index: GraphIndex): Iterable<GraphNode | GraphEdge> {
  yield* index.nodes.values();
  yield* index.edges.values();
}

/** Edits between two texts; anything above `most` once it cannot be less. A text inside the other counts as one edit. */
function distance(a: string, b: string, most: number, rows: Rows): number {
  if (b === '') return Number.POSITIVE_INFINITY;
  if (a === b) return 0;
  if (Math.min(a.length, b.length) >= 3 && (a.includes(b) || b.includes(a))) return 1;
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let [row, next] = rows;
  for (let j = 0; j <= b.length; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    let least = i;
    next[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const edits = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1);
      next[j] = edits;
      least = Math.min(least, edits);
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    [row, next] = [next, row];
  }
  return row[b.length]!;
}
