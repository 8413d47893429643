import { answer, type Decision, resolve } from '../decision.ts';
import type { Request } from '../language/request.ts';
import { label } from '../model/containers.ts';
import { isContainer, isFlowNode, isGateway } from '../model/kind.ts';
import { MESSAGE_FLOW, type ModelView, type ViewEdge, type ViewNode } from '../model/model-view.ts';

/** Answers `what happens after X` and `what comes before X`; through a gateway to what lies behind it. */
export function answerOrder(
  view: ModelView,
  { type, element }: Extract<Request, { type: 'after' | 'before' }>,
): Decision {
  const found = resolve(view, element, 'step', (node) => isFlowNode(node.kind) || isContainer(node.kind));
  if (!found.ok) return found.decision;
  const { node, quality } = found;
  const lines = [
    ...neighbours(view, node, type),
    ...messages(view, node, type),
    ...(type === 'after' ? attached(view, node) : attachment(view, node)),
  ];
  const word = type === 'after' ? 'after' : 'before';
  if (lines.length === 0) return answer(quality, `Nothing comes ${word} ${label(view, node)}${ending(node, type)}.`);
  if (lines.length === 1)
    return answer(quality, `${type === 'after' ? 'After' : 'Before'} ${label(view, node)} comes ${lines[0]}.`);
  return answer(
    quality,
    [`${type === 'after' ? 'After' : 'Before'} ${label(view, node)} come:`, ...lines.map((one) => `- ${one}`)].join(
      '\n',
    ),
  );
}

function neighbours(view: ModelView, node: ViewNode, type: 'after' | 'before'): readonly string[] {
  const [flows, end] =
    type === 'after' ? [view.outgoing(node.id), 'target' as const] : [view.incoming(node.id), 'source' as const];
  return flows.flatMap((flow) => {
    const other = view.nodes.get(flow[end]);
    if (other === undefined) return [];
    const words = `${label(view, other)}${on(flow)}`;
    if (!isGateway(other.kind)) return [words];
    const further = type === 'after' ? view.outgoing(other.id) : view.incoming(other.id);
    const behind = further.flatMap((one) => {
      const far = view.nodes.get(one[end]);
      return far === undefined || far.id === node.id ? [] : [`${label(view, far)}${on(one)}`];
    });
    if (behind.length === 0) return [words];
    return [`${words}, which ${type === 'after' ? 'leads to' : 'is reached from'} ${behind.join(' and ')}`];
  });
}

function messages(view: ModelView, node: ViewNode, type: 'after' | 'before'): readonly string[] {
  const flows = type === 'after' ? view.outgoing(node.id, MESSAGE_FLOW) : view.incoming(node.id, MESSAGE_FLOW);
  return flows.flatMap((flow) => {
    const other = view.nodes.get(type === 'after' ? flow.target : flow.source);
    if (other === undefined) return [];
    const message = flow.name === '' ? 'a message' : `the message "${flow.name}"`;
    return [type === 'after' ? `${message} to ${label(view, other)}` : `${message} from ${label(view, other)}`];
  });
}

function attached(view: ModelView, node: ViewNode): readonly string[] {
  return [...view.nodes.values()]
    .filter((one) => one.properties.attachedTo === node.id)
    .flatMap((one) => neighbours(view, one, 'after').map((next) => `${next}, when ${label(view, one)} occurs`));
}

function attachment(view: ModelView, node: ViewNode): readonly string[] {
  const host = view.nodes.get(node.properties.attachedTo ?? '');
  return host === undefined ? [] : [`${label(view, host)}, to which it is attached`];
}

function ending(node: ViewNode, type: 'after' | 'before'): string {
  if (type === 'after' && node.kind === 'bpmn::end_event') return ': it is an end';
  return type === 'before' && node.kind === 'bpmn::start_event' ? ': it is a start' : '';
}

function on(flow: ViewEdge): string {
  return flow.name === '' ? '' : ` (on "${flow.name.replace(/\s+/g, ' ').trim()}")`;
}
