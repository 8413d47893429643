import type { Graph } from './graph.ts';
import type { Notation, TextEdit } from './notation.ts';
import { applyEdits } from './text-edits.ts';

/** Each of them is tried by reading the whole document. */
const TRIED_AT_MOST = 100;

interface Wanted {
  readonly notation: Notation;
  readonly head: { readonly document: string; readonly graph: Graph };
  /** What the document is to say in the end. */
  readonly graph: Graph;
}

/**
 * Ids of elements that stay, and that edits of the head have taken out of it. Written anew they would only say what the graph
 * knows of them.
 */
export function takenOut({ head, graph }: Wanted, start: Graph): readonly string[] {
  const isOut = (id: string, kind: keyof Graph) => graph[kind].has(id) && !start[kind].has(id);
  return [
    ...[...head.graph.nodes.keys()].filter((id) => isOut(id, 'nodes')),
    ...[...head.graph.edges.keys()].filter((id) => isOut(id, 'edges')),
  ];
}

/**
 * Edits of the head without those that take out the given elements, or put a second one beside them. An element that stands
 * elsewhere in the end can then be moved as it is, with what the graph knows nothing of.
 */
export function keepElements(wanted: Wanted, edits: readonly TextEdit[], ids: readonly string[]): readonly TextEdit[] {
  const { document } = wanted.head;
  const areNamed = ids.every((id) => document.includes(id));
  const concerns = ({ offset, length, text }: TextEdit) => {
    const removed = document.slice(offset, offset + length);
    return !areNamed || ids.some((id) => removed.includes(id) || text.includes(id));
  };
  const suspects = edits.filter(concerns);
  if (suspects.length > TRIED_AT_MOST) return [];
  const dropped = new Set(suspects.filter((edit) => !keepsElements(wanted, edit)));
  return edits.filter((edit) => !dropped.has(edit));
}

function keepsElements(wanted: Wanted, edit: TextEdit): boolean {
  const { notation, head, graph } = wanted;
  const read = notation.read(applyEdits(head.document, [edit]));
  if (!read.ok || takenOut(wanted, read.graph).length > 0) return false;
  const isKnown = (id: string, kind: keyof Graph) => head.graph[kind].has(id) || graph[kind].has(id);
  return (
    [...read.graph.nodes.keys()].every((id) => isKnown(id, 'nodes')) &&
    [...read.graph.edges.keys()].every((id) => isKnown(id, 'edges'))
  );
}
