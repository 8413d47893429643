import { failureOf, selectorsOf } from './conditions.ts';
import type { Operation } from './operation.ts';
import { addNode } from './operations/add-node.ts';
import { arrange } from './operations/arrange.ts';
import { changeKind } from './operations/change-kind.ts';
import { connect } from './operations/connect.ts';
import { disconnect } from './operations/disconnect.ts';
import { group } from './operations/group.ts';
import { move } from './operations/move.ts';
import { remove } from './operations/removal.ts';
import { rename } from './operations/rename.ts';
import { replaceSubgraph } from './operations/replace-subgraph.ts';
import { updateNode } from './operations/update-node.ts';
import { Step, type Workspace } from './step.ts';

/** Carries out one operation on the draft. An operation that is refused leaves the draft as it was. */
export function execute(workspace: Workspace, operation: Operation): Step {
  const step = new Step(workspace, operation);
  for (const condition of operation.pre) {
    for (const selector of selectorsOf(condition)) step.note(selector, step.draft);
    const failure = failureOf(step.draft, condition);
    if (failure !== undefined) step.fail('precondition_failed', `Before the operation: ${failure}`);
  }
  if (step.diagnostics.length === 0) perform(step, operation);
  if (step.diagnostics.length > 0) step.undo();
  return step;
}

function perform(step: Step, operation: Operation): undefined {
  switch (operation.type) {
    case 'add_node':
      return addNode(step, operation);
    case 'remove_node': {
      const nodes = step.nodes(operation.selector);
      if (nodes !== undefined) {
        remove(
          step,
          nodes.map((node) => node.id),
        );
      }
      return;
    }
    case 'update_node':
      return updateNode(step, operation);
    case 'connect':
      return connect(step, operation);
    case 'disconnect':
      return disconnect(step, operation);
    case 'replace_subgraph':
      return replaceSubgraph(step, operation);
    case 'rename':
      return rename(step, operation);
    case 'set_lifecycle':
      for (const node of step.nodes(operation.selector) ?? []) {
        step.changeNode(node.id, { lifecycle: operation.lifecycle });
      }
      return;
    case 'move':
      return move(step, operation);
    case 'group':
      return group(step, operation);
    case 'change_kind':
      return changeKind(step, operation);
    case 'arrange':
      return arrange(step, operation);
    default:
      operation satisfies never;
  }
}
