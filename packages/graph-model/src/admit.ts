import type { Diagnostic } from './diagnostic.ts';
import { limits } from './limits.ts';
import type { Operation } from './operation.ts';
import type { PlanRequest } from './plan-request.ts';
import { searchesIn, validateOperation } from './validate.ts';

/** The requested operations that are right in themselves; what is wrong with the others goes to the diagnostics. */
export function admit(
  { operations, only, notation, graph }: PlanRequest,
  diagnostics: Diagnostic[],
): { readonly operations: readonly Operation[]; readonly leftOut: readonly Operation[] } {
  if (operations.length > limits.operations) {
    const message = `A patch has at most ${limits.operations} operations, this one has ${operations.length}: split it.`;
    diagnostics.push({ severity: 'error', code: 'limit_exceeded', message });
    return { operations: [], leftOut: [] };
  }
  const ids = new Set<string>();
  const valid: Operation[] = [];
  const leftOut: Operation[] = [];
  for (const operation of operations) {
    const faults = validateOperation(operation, notation.name);
    const id = typeof operation?.id === 'string' ? operation.id : '';
    if (only !== undefined && !only.has(id)) {
      if (faults.length === 0) leftOut.push(operation);
      continue;
    }
    diagnostics.push(...faults);
    if (faults.length > 0) continue;
    if (ids.has(id)) {
      const message = `Two operations have the id "${id}"; give each its own.`;
      diagnostics.push({ severity: 'error', code: 'duplicate_operation_id', message, operationId: id });
      continue;
    }
    ids.add(id);
    valid.push(operation);
  }
  for (const id of only ?? []) {
    if (ids.has(id)) continue;
    const message = `The patch has no valid operation "${id}".`;
    diagnostics.push({ severity: 'error', code: 'unknown_operation', message, operationId: id });
  }
  const searches = valid.reduce((sum, operation) => sum + searchesIn(operation), 0);
  if (searches * graph.nodes.size > limits.visits) {
    const message = `The patch has ${searches} selectors that search all ${graph.nodes.size} nodes: name elements by id, key or name.`;
    diagnostics.push({ severity: 'error', code: 'limit_exceeded', message });
    return { operations: [], leftOut };
  }
  return { operations: valid, leftOut };
}

/** Why an id or key that an operation of the patch adds is not there. */
export function whyMissing(
  selected: readonly Operation[],
  leftOut: readonly Operation[],
  failed: ReadonlySet<string>,
  name: string,
): string | undefined {
  const adds = (operation: Operation) => addedNames(operation).includes(name);
  const inPatch = selected.find(adds);
  if (inPatch !== undefined) {
    return failed.has(inPatch.id)
      ? `Operation "${inPatch.id}", which adds "${name}", failed.`
      : `Operation "${inPatch.id}" adds "${name}", but later: put it first.`;
  }
  const other = leftOut.find(adds);
  return other && `Operation "${other.id}" adds "${name}", but is not among those selected: select it too.`;
}

function addedNames(operation: Operation): readonly string[] {
  switch (operation.type) {
    case 'add_node':
    case 'group':
      return [operation.node.id, operation.node.key];
    case 'connect':
      return [operation.edge.id];
    case 'replace_subgraph':
      return [...operation.nodes, ...operation.edges].flatMap((added) =>
        'key' in added ? [added.id, added.key] : [added.id],
      );
    default:
      return [];
  }
}
