import { answer, type Decision, type PatchOperation, resolve } from '../decision.ts';
import type { Request } from '../language/request.ts';
import { label, rootOf } from '../model/containers.ts';
import { isData, isFlowNode } from '../model/kind.ts';
import { MESSAGE_FLOW, type ModelView, SEQUENCE_FLOW, type ViewNode } from '../model/model-view.ts';
import { forgetDefault } from './default-flow.ts';

const connectable = (node: ViewNode) =>
  isFlowNode(node.kind) || isData(node.kind) || ['bpmn::participant', 'bpmn::text_annotation'].includes(node.kind);

/** Plans `connect X to Y`; what is connected decides the kind of the edge. */
export function planConnection(view: ModelView, request: Extract<Request, { type: 'connect' }>): Decision {
  const source = resolve(view, request.source, 'element', connectable);
  if (!source.ok) return source.decision;
  const target = resolve(view, request.target, 'element', connectable);
  if (!target.ok) return target.decision;
  const quality = (source.quality + target.quality) / 2;
  const words = `${label(view, source.node)} to ${label(view, target.node)}`;
  const kind = edgeKind(view, source.node, target.node);
  const there = view.outgoing(source.node.id, kind).find((edge) => edge.target === target.node.id);
  if (there !== undefined) return answer(quality, `A flow already leads from ${words}.`);
  const name = request.name === '' ? {} : { name: request.name };
  const operation: PatchOperation = { op: 'connect', kind, source: source.node.id, target: target.node.id, ...name };
  return { type: 'propose', quality, title: `Connect ${words}`, operations: [operation] };
}

function edgeKind(view: ModelView, source: ViewNode, target: ViewNode): string {
  if (source.kind === 'bpmn::text_annotation' || target.kind === 'bpmn::text_annotation') return 'bpmn::association';
  if (isData(source.kind)) return 'bpmn::data_input_association';
  if (isData(target.kind)) return 'bpmn::data_output_association';
  return rootOf(view, source) === rootOf(view, target) ? SEQUENCE_FLOW : MESSAGE_FLOW;
}

/** Plans `disconnect X from Y` and `remove the flow from X to Y`. */
export function planDisconnection(view: ModelView, request: Extract<Request, { type: 'disconnect' }>): Decision {
  const source = resolve(view, request.source, 'element', connectable);
  if (!source.ok) return source.decision;
  const target = resolve(view, request.target, 'element', connectable);
  if (!target.ok) return target.decision;
  const quality = (source.quality + target.quality) / 2;
  const words = `${label(view, source.node)} to ${label(view, target.node)}`;
  const flows = view.edges.filter(
    (edge) => edge.source === source.node.id && edge.target === target.node.id && edge.id !== '',
  );
  if (flows.length === 0) return answer(quality, `No flow leads from ${words}.`);
  const operations = flows.flatMap((flow) => [...forgetDefault(view, flow), { op: 'disconnect', edge: flow.id }]);
  return { type: 'propose', quality, title: `Remove the flow from ${words}`, operations };
}
