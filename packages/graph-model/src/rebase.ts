import { type Conflict, conflicts } from './conflicts.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fieldChange } from './field-change.ts';
import type { Graph, Layout, Properties } from './graph.ts';
import { differingProperties, equalJson, patchProperties } from './json.ts';
import type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from './mutation.ts';
import { type Plan, planPatch } from './plan.ts';
import type { PlanRequest } from './plan-request.ts';

export type Rebase =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly conflicts: readonly Conflict[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Plans operations again on a newer graph. Refused when they do not commute with what came between, when they are no
 * longer valid there, or when a selector now matches something else than what was planned, which nobody has seen.
 *
 * @param plan the plan that was made on the older graph
 * @param intervening the changes since then, in order
 * @param request the same operations, with the newest graph and layout
 * @param insisted ids of operations that are carried out whatever they collide with, as long as they are valid
 */
export function rebase(
  plan: Plan,
  intervening: readonly Change[],
  request: PlanRequest,
  insisted: ReadonlySet<string> = new Set(),
): Rebase {
  const isOpen = ({ operationIds }: Conflict) =>
    operationIds.length === 0 || operationIds.some((id) => !insisted.has(id));
  const found = conflicts(plan, intervening, request.graph).filter(isOpen);
  if (found.length > 0) return { ok: false, conflicts: found, diagnostics: [] };
  const again = planPatch(request);
  if (!again.ok) return { ok: false, conflicts: [], diagnostics: again.diagnostics };
  const changed = selectionConflicts(plan, again, intervening.length - 1).filter(isOpen);
  return changed.length > 0 ? { ok: false, conflicts: changed, diagnostics: [] } : { ok: true, plan: again };
}

function selectionConflicts(plan: Plan, again: Plan, intervening: number): readonly Conflict[] {
  const now = new Map(again.operations.map((operation) => [operation.id, new Set(operation.targets)]));
  return plan.operations.flatMap(({ id, targets }) => {
    const then = new Set(targets);
    const other = now.get(id) ?? new Set();
    const differ = [...then, ...other].filter((target) => !then.has(target) || !other.has(target));
    return differ.map((elementId) => ({
      elementId,
      field: 'selection',
      operationIds: [id],
      ours: `Operation "${id}" was made when it ${then.has(elementId) ? 'was' : 'was not'} about ${elementId}.`,
      theirs: `Now it ${then.has(elementId) ? 'is not' : 'is'}.`,
      intervening,
    }));
  });
}

/**
 * A change that was made on an older model as a change of the current one, provided that `conflicts` found none: what
 * is already so is left out, and places that have changed since stay. With `inverse` this takes back an old commit.
 */
export function rebaseChange(change: Change, current: { readonly graph: Graph; readonly layout: Layout }): Change {
  return {
    semantic: change.semantic.flatMap((mutation) => rebaseMutation(mutation, current.graph)),
    layout: change.layout.filter((mutation) => stillThere(mutation, current.layout)),
  };
}

function rebaseMutation(mutation: SemanticMutation, { nodes, edges }: Graph): readonly SemanticMutation[] {
  switch (mutation.type) {
    case 'node_added':
    case 'edge_added':
      return [mutation];
    case 'node_removed': {
      const node = nodes.get(mutation.node.id);
      return node === undefined ? [] : [{ type: 'node_removed', node }];
    }
    case 'edge_removed': {
      const edge = edges.get(mutation.edge.id);
      return edge === undefined ? [] : [{ type: 'edge_removed', edge }];
    }
    case 'node_changed': {
      const node = nodes.get(mutation.id);
      const fields = node && fieldChange<NodeFields>(node, merged(node, mutation));
      return fields === undefined ? [] : [{ ...mutation, ...fields }];
    }
    case 'edge_changed': {
      const edge = edges.get(mutation.id);
      const fields = edge && fieldChange<EdgeFields>(edge, merged(edge, mutation));
      return fields === undefined ? [] : [{ ...mutation, ...fields }];
    }
    default:
      return mutation satisfies never;
  }
}

/** The fields that a change sets, its properties laid over the current ones. */
function merged<F extends { readonly properties?: Properties }>(
  current: { readonly properties: Properties },
  { before, after }: { readonly before: F; readonly after: F },
): F {
  if (after.properties === undefined) return after;
  const patch = differingProperties(before.properties ?? {}, after.properties);
  return { ...after, properties: patchProperties(current.properties, patch) };
}

function stillThere(mutation: LayoutMutation, { bounds, waypoints, labels }: Layout): boolean {
  const places = { bounds_set: bounds, waypoints_set: waypoints, label_set: labels }[mutation.type];
  return equalJson(places.get(mutation.id) ?? null, mutation.before);
}
