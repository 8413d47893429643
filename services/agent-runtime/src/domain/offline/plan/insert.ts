import type { Role } from '../language/form.ts';
import type { Request } from '../language/read.ts';
import { unquote, withoutArticle } from '../language/sentence.ts';
import { isActivity, isContainer, isFlowNode, isGateway, isLane } from '../model/kind.ts';
import { fold } from '../model/name.ts';
import { connect, disconnect, newId, type PatchOperation } from '../model/operation.ts';
import * as model from '../model/view.ts';
import { label, type ModelView, reference, type ViewEdge, type ViewNode } from '../model/view.ts';
import { listed, say } from '../say.ts';
import { answer, bullets, type Decision, said, withElements } from './decision.ts';

/** Where something lies, as ids. */
interface Ground {
  readonly parent: string;
  readonly lane?: string | undefined;
  readonly attachedTo?: string;
}

/** What goes into the flow: something new, or something that is moved. */
export interface Piece {
  readonly id: string;
  readonly kind: string;
  readonly words: string;
  readonly isNew: boolean;
  /** The names of the ways that lead on from a new gateway. */
  readonly branches: readonly string[];
  put(ground: Ground): readonly PatchOperation[];
}

interface Place {
  readonly view: ModelView;
  readonly request: Request;
  readonly piece: Piece;
  readonly quality: number;
}

/**
 * Puts something where a request says. Where one flow leads on, it goes into it; the README tells of several flows and
 * none. What leads to it keeps the flow's identity and label.
 */
export function insert(view: ModelView, request: Request, piece: Piece): Decision {
  const role = request.parts.lane === undefined ? 'host' : 'lane';
  if (request.parts[role] === undefined) return insertIn(view, request, piece, undefined);
  const accept = ({ kind }: ViewNode) => isContainer(kind) || (role === 'host' && isFlowNode(kind));
  const what = 'pool, lane, process or sub-process';
  return withElements(view, request, [role], what, accept, ([at], quality) => {
    if (role === 'host' && piece.kind === 'bpmn::boundary_event') return attach({ view, request, piece, quality }, at!);
    if (!isContainer(at!.kind)) return askWhere(view, request, piece);
    const decision = insertIn(view, request, piece, at!);
    return { ...decision, quality: Math.min(quality, decision.quality) };
  });
}

function insertIn(view: ModelView, request: Request, piece: Piece, container: ViewNode | undefined): Decision {
  const { parts } = request;
  const pair: readonly Role[] = parts.between === undefined ? ['after', 'before'] : ['between', 'and'];
  const roles = pair.filter((role) => parts[role] !== undefined);
  if (roles.length === 0 && container === undefined) return askWhere(view, request, piece);
  if (roles.length === 0) return loose({ view, request, piece, quality: 0.9 }, container!);
  const accept = ({ kind }: ViewNode) => isFlowNode(kind);
  return withElements(view, request, roles, 'step', accept, ([node, other], quality) => {
    const place = { view, request, piece, quality };
    if (piece.kind === 'bpmn::boundary_event') return attach(place, node!);
    const ground = groundOf(view, node!, container);
    if (ground === undefined)
      return answer(
        quality,
        say(view, '{} is not in the process that {} lies in.', label(view, container!), label(view, node!)),
      );
    return other === undefined
      ? beside(place, ground, node!, roles[0] === 'after')
      : between(place, ground, node!, other);
  });
}

/** Beside a node: in its container, and in its lane or the one that is asked for; undefined where no flow leads to. */
function groundOf(view: ModelView, node: ViewNode, container: ViewNode | undefined): Ground | undefined {
  const isAround = container === undefined || container.id === node.parent || model.isInside(view, node, container);
  const lane = container !== undefined && isLane(container.kind) ? container : model.laneOf(view, node);
  if (!isAround && (lane !== container || model.rootOf(view, container) !== node.parent)) return undefined;
  return { parent: node.parent, ...(lane !== undefined && lane.id !== node.parent && { lane: lane.id }) };
}

/** Into a container, beside nothing. */
function loose(place: Place, container: ViewNode): Decision {
  const { id, kind } = container;
  const root = model.rootOf(place.view, container);
  const parent = isLane(kind) || kind === 'bpmn::participant' ? root : id;
  const ground = { parent, ...(isLane(kind) && { lane: id }) };
  const where = label(place.view, container);
  const phrase = place.piece.isNew ? 'in {}, connected to nothing' : 'to {}';
  return propose(place, ground, say(place.view, phrase, where), onward(place, ground));
}

function beside(place: Place, ground: Ground, node: ViewNode, isAfter: boolean): Decision {
  const { view, request, piece, quality } = place;
  const { branch } = request.parts;
  const there = reference(view, node);
  const [flows, end] = isAfter
    ? [model.outgoing(view, node.id), 'target' as const]
    : [model.incoming(view, node.id), 'source' as const];
  if (isAfter && piece.kind === 'bpmn::start_event')
    return answer(quality, say(view, 'A start event has nothing before it. Ask for it before {} instead.', there));
  if (!isAfter && piece.kind === 'bpmn::end_event')
    return answer(quality, say(view, 'Nothing can follow an end event. Ask for it after {} instead.', there));
  const isOuter = isAfter ? node.kind === 'bpmn::end_event' : /^bpmn::(start|boundary)_event$/.test(node.kind);
  if (isOuter) {
    const end = 'Nothing can follow {}: it is an end. Shall it go before it?';
    const start = 'Nothing can come before {}. Shall it go after it?';
    const { after, before, ...kept } = request.parts;
    const yes = { ...request, parts: { ...kept, ...(isAfter ? { before: there } : { after: there }) } };
    const text = say(view, isAfter ? end : start, label(view, node));
    return { type: 'ask', quality, text, request, missing: isAfter ? 'after' : 'before', yes };
  }
  const where = say(view, isAfter ? 'after {}' : 'before {}', label(view, node));
  const joined = isAfter ? [connect(node.id, piece.id), ...onward(place, ground)] : onward(place, ground, node.id);
  const isEnd = piece.kind === (isAfter ? 'bpmn::end_event' : 'bpmn::start_event');
  if (isEnd || flows.length === 0) return propose(place, ground, where, joined);
  const chosen = flows.filter((flow) => branch === undefined || isMeant(view, flow, branch, end));
  if (chosen.length === 1) return split(place, ground, where, chosen[0]!);
  // An activity that names a default decides like a gateway.
  const decides = isGateway(node.kind) || (isAfter && node.properties.default !== undefined);
  if (decides || branch !== undefined) return askBranch(place, node, flows, end);
  const moved = flows.flatMap((flow) => [
    disconnect(flow),
    isAfter ? connect(piece.id, flow.target, flow.name) : connect(flow.source, piece.id, flow.name),
  ]);
  return propose(place, ground, where, [...moved, ...joined], flows);
}

function between(place: Place, ground: Ground, from: ViewNode, to: ViewNode): Decision {
  const { view, quality } = place;
  const flows = model.outgoing(view, from.id);
  const back = model.outgoing(view, to.id).find(({ target }) => target === from.id);
  const flow = flows.find(({ target }) => target === to.id) ?? back;
  const [first, second] = [label(view, from), label(view, to)];
  if (flow !== undefined) return split(place, ground, say(view, 'between {} and {}', first, second), flow);
  const next = flows.flatMap(({ target }) => view.nodes.get(target) ?? []).map((one) => reference(view, one));
  const hint = next.length === 0 ? '' : ` ${say(view, '{} leads to {}.', first, listed(view, next))}`;
  return answer(quality, say(view, 'No flow leads from {} to {}.', first, second) + hint);
}

function attach(place: Place, host: ViewNode): Decision {
  const name = label(place.view, host);
  if (!isActivity(host.kind))
    return answer(place.quality, say(place.view, 'A boundary event needs a task or sub-process; {} is none.', name));
  const ground = { ...groundOf(place.view, host, undefined)!, attachedTo: host.id };
  return propose(place, ground, say(place.view, 'at {}', name), []);
}

function split(place: Place, ground: Ground, where: string, flow: ViewEdge): Decision {
  const into = [disconnect(flow), connect(flow.source, place.piece.id, flow.name)];
  return propose(place, ground, where, [...into, ...onward(place, ground, flow.target)], [flow]);
}

/** What leads on from the piece: each further branch of a gateway leads to an end of its own. */
function onward({ view, piece }: Place, { parent, lane }: Ground, target?: string): readonly PatchOperation[] {
  if (piece.branches.length === 0) return target === undefined ? [] : [connect(piece.id, target)];
  return piece.branches.flatMap((name, at) => {
    if (at === 0 && target !== undefined) return [connect(piece.id, target, name)];
    const ref = newId(view, `${piece.id}_end_${at + 1}`);
    const properties = lane === undefined ? {} : { properties: { lane } };
    return [{ op: 'add_node', ref, kind: 'bpmn::end_event', parent, ...properties }, connect(piece.id, ref, name)];
  });
}

/** A flow that stands for a collapsed chain cannot be changed. */
function propose(
  { view, piece, quality }: Place,
  ground: Ground,
  where: string,
  operations: readonly PatchOperation[],
  flows: readonly ViewEdge[] = [],
): Decision {
  if (flows.some((flow) => flow.id === ''))
    return answer(
      quality,
      say(view, 'This model of {} elements is too large to see that part of it in detail.', view.totalNodes),
    );
  const ends = operations.flatMap((one) => (one.op === 'add_node' ? [one.ref] : []));
  const branches = operations.flatMap((one) =>
    one.op === 'connect' && one.source === piece.id && piece.branches.length > 0
      ? [ends.includes(one.target) ? say(view, '{} to a new end event', said(one.name ?? '')) : said(one.name ?? '')]
      : [],
  );
  const done = say(view, piece.isNew ? 'Add {} {}' : 'Move {} {}', piece.words, where);
  const title = branches.length === 0 ? done : say(view, '{}, with the branches {}', done, listed(view, branches));
  return { type: 'propose', quality, title, operations: [...piece.put(ground), ...operations] };
}

/** Whether a branch is called by the label of a flow, or by what it leads to. */
function isMeant({ nodes }: ModelView, flow: ViewEdge, branch: string, end: 'source' | 'target'): boolean {
  const noun = 'branch|path|flow|arm|side|zweig|pfad|ast|fluss';
  const words = withoutArticle(branch).replace(new RegExp(`^(?:${noun}) |[ -]?(?:${noun})$`, 'i'), '');
  const other = nodes.get(flow[end]);
  return [flow.name, other?.name ?? '', flow[end]].some((one) => fold(one) === fold(unquote(words)));
}

/** Asks back on which of several flows something goes, with an example. */
function askBranch(place: Place, node: ViewNode, flows: readonly ViewEdge[], end: 'source' | 'target'): Decision {
  const { view, request, piece, quality } = place;
  const others = flows.flatMap((flow) => view.nodes.get(flow[end]) ?? []);
  const lines = flows.map((flow, at) => {
    const other = others[at] === undefined ? flow[end] : label(view, others[at]);
    return flow.name === '' ? other : say(view, '{} (on "{}")', other, flow.name);
  });
  const pair = [node, ...others.slice(0, 1)].map((one) => reference(view, one));
  const ways = end === 'target' ? 'Several ways lead on from {}:' : 'Several ways lead to {}:';
  const example = `On which one? Say for example: ${piece.isNew ? 'add a' : 'move'} {} between {} and {}`;
  const which = say(view, example, piece.words, ...(end === 'target' ? pair : pair.reverse()));
  const text = [say(view, ways, label(view, node)), ...bullets(view, lines), which].join('\n');
  return { type: 'ask', quality, text, request, missing: 'branch' };
}

/** Asks back where something goes. */
function askWhere(view: ModelView, request: Request, { id, words, isNew }: Piece): Decision {
  const some = [...view.nodes.values()].find((one) => isActivity(one.kind) && one.name !== '' && one.id !== id);
  const after = some === undefined ? '' : reference(view, some);
  const example =
    after && ` ${say(view, isNew ? 'For example: add a {} after {}' : 'For example: move {} after {}', words, after)}`;
  const text = say(view, 'Where shall the {} go: after, before or between which elements?', words) + example;
  return { type: 'ask', quality: 0.1, text, request, missing: 'after' };
}
