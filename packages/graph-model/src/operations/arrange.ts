import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

export function arrange(step: Step, operation: Extract<Operation, { type: 'arrange' }>): undefined {
  for (const { id, bounds, waypoints, label } of operation.placements) {
    if (step.one({ by: 'id', id }) === undefined) return;
    const isNode = step.draft.nodes.has(id);
    if (bounds !== null && !isNode) return step.fail('not_a_node', `Only a node has bounds; ${id} is an edge.`, [id]);
    if (waypoints.length > 0 && isNode) {
      return step.fail('not_an_edge', `Only an edge has waypoints; ${id} is a node.`, [id]);
    }
    if (waypoints.length === 1) return step.fail('invalid_bounds', 'An edge has at least two waypoints.', [id]);
    if (bounds !== null) step.placements.push({ id, bounds });
    if (waypoints.length > 0) step.placements.push({ id, waypoints });
    if (label !== null) step.placements.push({ id, label });
  }
}
