import type { Change, LayoutMutation, SemanticMutation } from './mutation.ts';

/** The change that takes back a change: applied after it, everything is as it was. */
export function inverse(change: Change): Change {
  return {
    semantic: change.semantic.map(inverseMutation).reverse(),
    layout: change.layout.map((mutation) => swapped(mutation)).reverse(),
  };
}

/** The mutation that takes back one mutation. */
export function inverseMutation(mutation: SemanticMutation): SemanticMutation {
  switch (mutation.type) {
    case 'node_added':
      return { type: 'node_removed', node: mutation.node };
    case 'node_removed':
      return { type: 'node_added', node: mutation.node };
    case 'edge_added':
      return { type: 'edge_removed', edge: mutation.edge };
    case 'edge_removed':
      return { type: 'edge_added', edge: mutation.edge };
    case 'node_changed':
    case 'edge_changed':
      return swapped(mutation);
    default:
      return mutation satisfies never;
  }
}

function swapped<T extends Extract<SemanticMutation, { before: unknown }> | LayoutMutation>(mutation: T): T {
  return { ...mutation, before: mutation.after, after: mutation.before };
}
