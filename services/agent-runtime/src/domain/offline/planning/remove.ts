import { answer, type Decision, type PatchOperation, resolve } from '../decision.ts';
import type { Request } from '../language/request.ts';
import { label } from '../model/containers.ts';
import { isFlowNode } from '../model/kind.ts';
import { type ModelView, SEQUENCE_FLOW, type ViewEdge, type ViewNode } from '../model/model-view.ts';
import { forgetDefault } from './default-flow.ts';

/** Plans `remove X`. What leads to X leads on to what follows it, so that the flow stays whole. */
export function planRemoval(view: ModelView, request: Extract<Request, { type: 'remove' }>): Decision {
  const found = resolve(view, request.element, 'element');
  if (!found.ok) return found.decision;
  const { node, quality } = found;
  const incoming = view.incoming(node.id).filter((flow) => flow.source !== node.id);
  const outgoing = view.outgoing(node.id).filter((flow) => flow.target !== node.id);
  if (incoming.length > 1 && outgoing.length > 1) {
    const ways = `${incoming.length} ways lead to ${label(view, node)} and ${outgoing.length} lead on from it`;
    return answer(
      quality,
      `${ways}, so I cannot tell how to join them. Connect them as they shall be first, then remove what leads on from it.`,
    );
  }
  const bridged = isFlowNode(node.kind) ? bridge(view, incoming, outgoing) : [];
  const attached = [...view.nodes.values()].filter((one) => one.properties.attachedTo === node.id);
  const removed = [...attached, node].map((one) => ({ op: 'remove_node', element: one.id }));
  return { type: 'propose', quality, title: `Remove ${label(view, node)}`, operations: [...bridged, ...removed] };
}

function bridge(
  view: ModelView,
  incoming: readonly ViewEdge[],
  outgoing: readonly ViewEdge[],
): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  for (const before of incoming) {
    const targets = outgoing.filter(
      (after) => after.target !== before.source && !isConnected(view, before.source, after.target),
    );
    if (targets.length === 0) operations.push(...forgetDefault(view, before));
    else if (before.id !== '') operations.push({ op: 'disconnect', edge: before.id });
    for (const after of targets) {
      const name = before.name || after.name;
      operations.push({
        op: 'connect',
        kind: SEQUENCE_FLOW,
        source: before.source,
        target: after.target,
        ...(name && { name }),
      });
    }
  }
  return operations;
}

function isConnected(view: ModelView, source: ViewNode['id'], target: ViewNode['id']): boolean {
  return view.outgoing(source).some((flow) => flow.target === target);
}
