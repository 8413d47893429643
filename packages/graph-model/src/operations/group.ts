import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';
import { commonContainer, moveInto, outermost } from './containment.ts';

export function group(step: Step, operation: Extract<Operation, { type: 'group' }>): undefined {
  const nodes = step.nodes(operation.selector);
  const id = step.claimId(operation.node.id, operation.node.kind, operation.id);
  if (nodes === undefined || id === undefined) return;
  const members = outermost(step.draft, nodes);
  step.addNode(operation.node, id, commonContainer(step.draft, members));
  if (step.diagnostics.length === 0) moveInto(step, members, id);
}
