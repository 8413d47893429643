import { patchProperties } from '../json.ts';
import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

export function updateNode(step: Step, operation: Extract<Operation, { type: 'update_node' }>): undefined {
  const ids = step.select(operation.selector);
  if (ids === undefined) return;
  for (const id of ids) {
    const { kind, properties: current } = step.draft.element(id)!;
    const set = step.admit(kind, current, operation.properties);
    if (set === undefined) return;
    const properties = patchProperties(current, set);
    if (properties.attachedTo === id) {
      step.fail('dangling_attachment', `A node cannot be attached to itself.`, [id]);
    } else if (step.draft.nodes.has(id)) step.changeNode(id, { properties });
    else step.changeEdge(id, { properties });
  }
}
