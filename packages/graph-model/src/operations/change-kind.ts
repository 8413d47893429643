import { kindLabel, labelWithId } from '../label.ts';
import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

export function changeKind(step: Step, operation: Extract<Operation, { type: 'change_kind' }>): undefined {
  const node = step.nodes(operation.selector, { one: true })?.[0];
  if (node === undefined) return;
  const { kind, properties: asked } = operation;
  if (node.kind !== kind && !step.canBecome(node.kind, kind)) {
    const asked = `${labelWithId(node)} cannot become a ${kindLabel(kind)}.`;
    return step.fail('kind_not_changeable', `${asked} Put another element in its place with replace_subgraph.`, [
      node.id,
    ]);
  }
  const properties = step.carryOver(node, kind, asked);
  if (properties !== undefined) step.changeNode(node.id, { kind, properties });
}
