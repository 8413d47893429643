import { reference } from '../model/containers.ts';
import { isFlowNode } from '../model/kind.ts';
import type { ModelView } from '../model/model-view.ts';

/** What can be asked, with examples in the names of the model; `canChange` when patches can be proposed. */
export function helpText(view: ModelView | undefined, canChange: boolean): string {
  const steps = [...(view?.nodes.values() ?? [])].filter((node) => isFlowNode(node.kind));
  const best = steps.filter((node) => view !== undefined && node.name !== '' && view.outgoing(node.id).length === 1);
  const [first, second] = [...best, ...steps].map((node) => (view === undefined ? '' : reference(view, node)));
  if (first === undefined) {
    return 'I answer questions about the model that a conversation is about, and propose changes of it. Open a model and ask, for example: what is this model about?';
  }
  const examples = canChange
    ? [
        `add a user task "Check result" after ${first}`,
        `rename ${second ?? first} to "A better name"`,
        `what happens after ${first}?`,
      ]
    : [`what happens after ${first}?`, `what comes before ${second ?? first}?`, 'list the tasks'];
  return [
    canChange
      ? 'I can add, rename, connect and remove elements of this model, and answer questions about it. For example:'
      : 'I answer questions about this model. For example:',
    ...examples.map((one) => `- ${one}`),
  ].join('\n');
}
