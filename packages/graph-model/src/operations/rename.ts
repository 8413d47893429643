import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

export function rename(step: Step, operation: Extract<Operation, { type: 'rename' }>): undefined {
  const id = step.one(operation.selector);
  if (id === undefined) return;
  if (step.draft.nodes.has(id)) step.changeNode(id, { name: operation.name });
  else step.changeEdge(id, { name: operation.name });
}
