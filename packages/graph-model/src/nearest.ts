import type { GraphEdge, GraphNode } from './graph.ts';
import type { GraphIndex } from './graph-index.ts';
import { normalName } from './match.ts';

const longest = 80;

/** The elements whose name, key or id comes nearest to what somebody wrote, the nearest first; at most three. */
export function nearest(index: GraphIndex, written: string): readonly (GraphNode | GraphEdge)[] {
  const wanted = normalName(written).slice(0, longest);
  if (wanted === '') return [];
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { readonly element: GraphNode | GraphEdge; readonly score: number }[] = [];
  for (const element of elements(index)) {
    const texts = [element.name, element.id, 'key' in element ? element.key : ''];
    const score = Math.min(...texts.map((text) => distance(wanted, normalName(text).slice(0, longest), most)));
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
function distance(a: string, b: string, most: number): number {
  if (b === '') return Number.POSITIVE_INFINITY;
  if (a === b) return 0;
  if (Math.min(a.length, b.length) >= 3 && (a.includes(b) || b.includes(a))) return 1;
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    if (Math.min(...next) > most) return Number.POSITIVE_INFINITY;
    row = next;
  }
  return row[b.length]!;
}
