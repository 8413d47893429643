import type { Request } from '../language/read.ts';
import { nameOf, newName, withoutArticle } from '../language/sentence.ts';
import { elementKind, isActivity, isData, isFlowNode, isGateway, kindWords, localKind } from '../model/kind.ts';
import {
  applied,
  connect,
  disconnect,
  forgetDefault,
  newId,
  type PatchOperation,
  settled,
} from '../model/operation.ts';
import * as model from '../model/view.ts';
import { label, type ModelView, type ViewEdge, type ViewNode } from '../model/view.ts';
import { say } from '../say.ts';
import { answer, type Decision, unexplained, withElements } from './decision.ts';
import { insert } from './insert.ts';

const isAnything = () => true;
const isStep = ({ kind }: ViewNode) => isFlowNode(kind);
const isConnectable = ({ kind }: ViewNode) =>
  isFlowNode(kind) || isData(kind) || /^(participant|text_annotation)$/.test(localKind(kind));

const propose = (quality: number, title: string, ...operations: readonly PatchOperation[]): Decision => ({
  type: 'propose',
  quality,
  title,
  operations,
});

/** Plans `rename X to Y`. */
export function planRename(view: ModelView, request: Request): Decision {
  const { to = '' } = request.parts;
  const name = newName(to);
  if (name === undefined) return unexplained(request, to);
  return withElements(view, request, ['what'], 'element', isAnything, ([node], quality) => {
    const element = label(view, node!);
    if (name === '') {
      const text = say(view, 'Which name shall {} have? It needs at least a letter.', element);
      return { type: 'ask', quality, text, request, missing: 'to' };
    }
    if (node!.name === name) return answer(quality, say(view, 'That is its name already: {}.', element));
    const title = say(view, 'Rename {} to "{}"', element, name);
    return propose(quality, title, { op: 'rename', element: node!.id, name });
  });
}

/** Plans `change X to a user task`, and `change X to Y` for a name. */
export function planChange(view: ModelView, request: Request): Decision {
  const { to = '' } = request.parts;
  const said = withoutArticle(to);
  const make = elementKind(said)?.make;
  if (make === undefined && said === to) return planRename(view, request);
  if (make === undefined)
    return answer(0.1, say(view, 'I can add tasks, gateways, events and sub-processes, but no {}.', said));
  return withElements(view, request, ['what'], 'element', isStep, ([node], quality) => {
    const { id, kind, name, parent, properties } = node!;
    const { eventDefinition = null } = make;
    const wanted = kindWords(make.kind, view.tongue, eventDefinition);
    const what = [label(view, node!), say(view, /^[aei]/.test(wanted) ? 'an {}' : 'a {}', wanted)];
    if (kind === make.kind && (properties.eventDefinition ?? null) === eventDefinition)
      return answer(quality, say(view, 'There is nothing to change from {} to {}.', ...what));
    const title = say(view, 'Change {} to {}', ...what);
    if (kind === make.kind)
      return propose(quality, title, { op: 'update_node', element: id, properties: { eventDefinition } });
    const isAlike = [isActivity, isGateway].some((is) => is(kind) && is(make.kind));
    const holds = [...view.nodes.values()].some((one) => one.parent === id || one.properties.attachedTo === id);
    if (!isAlike || holds)
      return answer(quality, say(view, 'I cannot change {} to {}: what belongs to it would be lost.', ...what));
    const kept = ['lane', 'default', 'documentation', 'loop'].filter((one) => properties[one] !== undefined);
    const ref = newId(view);
    const made = {
      ref,
      kind: make.kind,
      ...(name !== '' && { name }),
      properties: Object.fromEntries(kept.map((one) => [one, properties[one]!])),
    };
    const inside = parent === '' ? {} : { parent };
    const operation = { op: 'replace_subgraph' as const, remove: id, ...inside, nodes: [made], entry: ref, exit: ref };
    return propose(quality, title, operation);
  });
}

/** Plans `connect X to Y`; what is connected decides the kind of the edge. */
export function planConnection(view: ModelView, request: Request): Decision {
  const { parts } = request;
  const [from, said = ''] =
    parts.source === undefined ? ['what' as const, parts.name] : ['source' as const, parts.name ?? parts.what];
  const name = nameOf(said);
  if (name === undefined) return unexplained(request, said);
  return withElements(view, request, [from, 'target'], 'element', isConnectable, ([source, target], quality) => {
    const ends = [label(view, source!), label(view, target!)];
    const kind = edgeKind(view, source!, target!);
    const isThere = model.outgoing(view, source!.id, kind).some((edge) => edge.target === target!.id);
    if (isThere) return answer(quality, say(view, 'A flow already leads from {} to {}.', ...ends));
    const title = say(view, 'Connect {} to {}', ...ends) + (name && ` ("${name}")`);
    return propose(quality, title, connect(source!.id, target!.id, name, kind));
  });
}

function edgeKind(view: ModelView, source: ViewNode, target: ViewNode): string {
  if ([source, target].some(({ kind }) => kind === 'bpmn::text_annotation')) return 'bpmn::association';
  if (isData(source.kind)) return 'bpmn::data_input_association';
  if (isData(target.kind)) return 'bpmn::data_output_association';
  return model.rootOf(view, source) === model.rootOf(view, target) ? model.SEQUENCE_FLOW : model.MESSAGE_FLOW;
}

/** Plans `disconnect X from Y` and `remove the flow from X to Y`. */
export function planDisconnection(view: ModelView, request: Request): Decision {
  return withElements(view, request, ['what', 'target'], 'element', isConnectable, ([source, target], quality) => {
    const ends = [label(view, source!), label(view, target!)];
    const flows = view.edges.filter((one) => one.source === source!.id && one.target === target!.id && one.id !== '');
    if (flows.length === 0) return answer(quality, say(view, 'No flow leads from {} to {}.', ...ends));
    const operations = flows.flatMap((flow) => [...forgetDefault(view, flow), disconnect(flow)]);
    return propose(quality, say(view, 'Remove the flow from {} to {}', ...ends), ...operations);
  });
}

/** Plans `remove X`. What leads to X leads on to what follows it, so that the flow stays whole. */
export function planRemoval(view: ModelView, request: Request): Decision {
  return withElements(view, request, ['what'], 'element', isAnything, ([node], quality) => {
    const what = label(view, node!);
    const bridged = bridge(view, node!);
    if (bridged === undefined)
      return answer(
        quality,
        say(view, 'Several ways lead to {} and several lead on: I cannot tell how to join them.', what),
      );
    const removed = [...model.attachedTo(view, node!.id), node!].map(({ id }) => id);
    const removals = removed.map((element) => ({ op: 'remove_node' as const, element }));
    return propose(quality, say(view, 'Remove {}', what), ...bridged, ...removals);
  });
}

/** Plans `move X after Y` and `move X to lane Y`: what leads to X leads on to what follows it. */
export function planMove(view: ModelView, request: Request): Decision {
  return withElements(view, request, ['what'], 'step', isStep, ([node], quality) => {
    const { id, kind, parent, properties } = node!;
    const words = label(view, node!);
    const isPlaced = (['after', 'before', 'between'] as const).some((role) => request.parts[role] !== undefined);
    const flows = isPlaced ? [...model.incoming(view, id), ...model.outgoing(view, id)] : [];
    const bridged = isPlaced ? bridge(view, node!) : [];
    const unclear = 'I cannot tell how to move {}: connect its flows as they shall be first.';
    const cannot = answer(quality, say(view, unclear, words));
    if (kind === 'bpmn::boundary_event' || bridged === undefined || flows.filter((one) => one.source === id).length > 1)
      return cannot;
    const isOpen = (flow: ViewEdge) => !bridged.some((one) => one.op === 'disconnect' && one.edge === flow.id);
    const taken = [...bridged, ...flows.filter(isOpen).map(disconnect)];
    const put = (ground: { parent: string; lane?: string | undefined }): readonly PatchOperation[] => [
      ...(ground.parent === parent ? [] : [{ op: 'move' as const, element: id, parent: ground.parent }]),
      ...(ground.lane === undefined || ground.lane === properties.lane
        ? []
        : [{ op: 'update_node' as const, element: id, properties: { lane: ground.lane } }]),
    ];
    const moved = insert(applied(view, taken), request, { id, kind, words, isNew: false, branches: [], put });
    if (moved.type !== 'propose') return moved;
    const operations = settled([...taken, ...moved.operations]);
    if (!isPlaced && operations.some(({ op }) => op === 'move')) return cannot;
    const isSame = operations.every(({ op }) => /connect$/.test(op)) && ends(applied(view, operations)) === ends(view);
    if (isSame) return answer(quality, say(view, '{} is there already.', words));
    return { ...moved, quality: Math.min(quality, moved.quality), operations };
  });
}

const ends = ({ edges }: ModelView) =>
  edges
    .map((one) => `${one.source}>${one.target} ${one.kind}`)
    .sort()
    .join();

/** Joins what leads to a node with what follows it; undefined when several flows meet several. */
function bridge(view: ModelView, node: ViewNode): readonly PatchOperation[] | undefined {
  const before = model.incoming(view, node.id).filter(({ source }) => source !== node.id);
  const after = model.outgoing(view, node.id).filter(({ target }) => target !== node.id);
  if (before.length > 1 && after.length > 1) return undefined;
  if (!isFlowNode(node.kind)) return [];
  return before.flatMap((flow) => {
    const isThere = ({ target }: ViewEdge) => model.outgoing(view, flow.source).some((one) => one.target === target);
    const next = after.filter((one) => one.target !== flow.source && !isThere(one));
    if (next.length === 0) return forgetDefault(view, flow);
    const joined = next.map((one) => connect(flow.source, one.target, flow.name || one.name));
    return [...(flow.id === '' ? [] : [disconnect(flow)]), ...joined];
  });
}
