import type { GraphEdge } from '../graph.ts';
import { type GraphIndex, hostOf } from '../graph-index.ts';
import { patchProperties } from '../json.ts';
import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';
import { commonContainer } from './containment.ts';
import { remove, withDependents } from './removal.ts';

export function replaceSubgraph(step: Step, operation: Extract<Operation, { type: 'replace_subgraph' }>): undefined {
  const selected = step.nodes(operation.remove);
  const container = operation.parent === null ? undefined : step.nodes(operation.parent, { one: true })?.[0]?.id;
  if (selected === undefined || (operation.parent !== null && container === undefined)) return;
  const gone = withDependents(
    step.draft,
    selected.map((node) => node.id),
  );
  const parent = container ?? commonContainer(step.draft, selected);
  if (parent !== null && gone.has(parent)) {
    return step.fail('containment_cycle', 'What replaces a subgraph cannot lie inside it.', [parent]);
  }

  const across = edgesAcross(step.draft, gone);
  remove(
    step,
    selected.map((node) => node.id),
  );

  const named = new Map<string, string>();
  const ids = operation.nodes.map((node, at) => {
    const id = step.claimId(node.id, node.kind, `${operation.id}-${node.key || at + 1}`);
    if (id === undefined) return undefined;
    if (node.key !== '') named.set(node.key, id);
    named.set(id, id);
    step.addNode(node, id, parent, named);
    return id;
  });
  if (ids.includes(undefined) || step.diagnostics.length > 0) return;

  for (const edge of across) {
    const source = edge.from ?? named.get(operation.exit);
    const target = edge.to ?? named.get(operation.entry);
    if (source === undefined || target === undefined) continue;
    if (step.draft.element(source) === undefined || step.draft.element(target) === undefined) continue;
    step.apply({ type: 'edge_added', edge: { ...edge.edge, source, target } });
  }
  for (const [at, edge] of operation.edges.entries()) {
    const source = endOf(step, named, edge.source);
    const target = endOf(step, named, edge.target);
    const id = step.claimId(edge.id, edge.kind, `${operation.id}-edge-${at + 1}`);
    if (source === undefined || target === undefined || id === undefined) return;
    const { kind, name } = edge;
    const set = step.admit(kind, {}, edge.properties);
    if (set === undefined) return;
    const properties = patchProperties({}, set);
    step.apply({ type: 'edge_added', edge: { id, kind, name, source, target, properties } });
  }
  for (const role of ['entry', 'exit'] as const) {
    if (operation[role] !== '' && !named.has(operation[role])) {
      step.fail('unknown_entry_or_exit', `The ${role} "${operation[role]}" is not among the new nodes.`);
    }
  }
}

/**
 * The edges between the inside and the outside; undefined ends are to be taken over. An end that is itself an edge
 * stays, and what leads to or from an attached node, such as the flow of an exception, is not taken over.
 */
function edgesAcross(index: GraphIndex, gone: ReadonlySet<string>) {
  const across: { readonly edge: GraphEdge; readonly from: string | undefined; readonly to: string | undefined }[] = [];
  for (const id of gone) {
    const edge = index.edges.get(id);
    if (edge === undefined || (gone.has(edge.source) && gone.has(edge.target))) continue;
    const inside = index.nodes.get(gone.has(edge.source) ? edge.source : edge.target);
    if (inside !== undefined && hostOf(inside) !== undefined) continue;
    const kept = (end: string) => (gone.has(end) && index.nodes.has(end) ? undefined : end);
    across.push({ edge, from: kept(edge.source), to: kept(edge.target) });
  }
  return across;
}

/** An end given by the key or id of a new node or of an element that stays. */
function endOf(step: Step, named: ReadonlyMap<string, string>, end: string): string | undefined {
  const added = named.get(end);
  if (added !== undefined) return added;
  return step.one(step.draft.element(end) === undefined ? { by: 'key', key: end } : { by: 'id', id: end });
}
