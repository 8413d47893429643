import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';
import { moveInto, outermost } from './containment.ts';

export function move(step: Step, operation: Extract<Operation, { type: 'move' }>): undefined {
  const { selector, bounds, waypoints } = operation;
  if (operation.parent === null && bounds === null && waypoints.length === 0) {
    return step.fail('invalid_operation', 'Give the container, the bounds or the waypoints to move to.');
  }
  if (operation.parent !== null) {
    const nodes = step.nodes(selector);
    const parent = step.nodes(operation.parent, { one: true })?.[0];
    if (nodes === undefined || parent === undefined) return;
    moveInto(step, outermost(step.draft, nodes), parent.id);
  }
  if (bounds !== null) {
    const node = step.nodes(selector, { one: true })?.[0];
    if (node !== undefined) step.placements.push({ id: node.id, bounds });
  }
  if (waypoints.length > 0) {
    const id = step.one(selector);
    if (id === undefined) return;
    if (!step.draft.edges.has(id))
      return step.fail('not_an_edge', `Only an edge has waypoints; ${id} is a node.`, [id]);
    if (waypoints.length < 2) return step.fail('invalid_bounds', 'An edge has at least two waypoints.', [id]);
    step.placements.push({ id, waypoints });
  }
}
