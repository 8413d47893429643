import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

export function addNode(step: Step, operation: Extract<Operation, { type: 'add_node' }>): undefined {
  const parent = operation.parent === null ? null : step.nodes(operation.parent, { one: true })?.[0]?.id;
  const id = step.claimId(operation.node.id, operation.node.kind, operation.id);
  if (parent === undefined || id === undefined) return;
  const { node, copyOf = '' } = operation;
  if (copyOf === '') return step.addNode(node, id, parent) as undefined;
  const original = step.propertiesOfOriginal(copyOf, node.kind);
  if (original === undefined) return;
  const properties = { ...original, ...node.properties };
  step.addNode({ ...node, properties }, id, parent);
  step.copies.push([id, copyOf]);
}
