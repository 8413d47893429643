import type { Intent, Tongue } from './language/form.ts';
import type { Request } from './language/read.ts';
import { isPointing } from './model/find.ts';
import { elementKind, isActivity, isContainer, isEvent, isFlowNode, isGateway, isLane } from './model/kind.ts';
import * as model from './model/view.ts';
import { label, type ModelView, type ViewEdge, type ViewNode } from './model/view.ts';
import { answer, bullets, type Decision, UNFIT, withElements } from './plan/decision.ts';
import { listed, say } from './say.ts';

const MAX_LISTED = 60;
const MAX_NAMED = 5;

const isPool = ({ kind }: ViewNode) => kind === 'bpmn::participant';

/** Answers `what happens after X` and `what comes before X`; through a gateway to what lies behind it. */
export function answerOrder(view: ModelView, request: Request): Decision {
  const accept = ({ kind }: ViewNode) => isFlowNode(kind) || isContainer(kind);
  return withElements(view, request, ['what'], 'step', accept, ([node], quality) =>
    answer(quality, orderOf(view, node!, request.intent !== 'before')),
  );
}

function orderOf(view: ModelView, node: ViewNode, isAfter: boolean): string {
  const [flowsOf, end] = isAfter ? [model.outgoing, 'target' as const] : [model.incoming, 'source' as const];
  const ways = (id: string, kind?: string) =>
    flowsOf(view, id, kind).flatMap((flow) => {
      const other = view.nodes.get(flow[end]);
      return other === undefined || other.id === node.id ? [] : [{ flow, other }];
    });
  const on = (flow: ViewEdge, other: ViewNode) =>
    flow.name === '' ? label(view, other) : say(view, '{} (on "{}")', label(view, other), model.plainName(flow));
  const further = isAfter ? '{}, which leads to {}' : '{}, which is reached from {}';
  const steps = (id: string) =>
    ways(id).map(({ flow, other }) => {
      const behind = isGateway(other.kind) ? ways(other.id).map((one) => on(one.flow, one.other)) : [];
      const step = on(flow, other);
      return behind.length === 0 ? step : say(view, further, step, behind.join(say(view, '{} and {}', '', '')));
    });
  const messages = ways(node.id, model.MESSAGE_FLOW).map(({ flow, other }) => {
    const message = flow.name === '' ? say(view, 'a message') : say(view, 'the message "{}"', flow.name);
    return say(view, isAfter ? '{} to {}' : '{} from {}', message, label(view, other));
  });
  const host = view.nodes.get(node.properties.attachedTo ?? '');
  const exceptions = model
    .attachedTo(view, node.id)
    .flatMap((one) => steps(one.id).map((next) => say(view, '{}, when {} occurs', next, label(view, one))));
  const attached = host === undefined ? [] : [say(view, '{}, to which it is attached', label(view, host))];
  const lines = [...steps(node.id), ...messages, ...(isAfter ? exceptions : attached)];
  const name = label(view, node);
  if (lines.length === 1) return say(view, isAfter ? 'After {} comes {}.' : 'Before {} comes {}.', name, lines[0]!);
  const isBorder = node.kind === (isAfter ? 'bpmn::end_event' : 'bpmn::start_event');
  const nothing = isAfter ? 'Nothing comes after {}: it is an end.' : 'Nothing comes before {}: it is a start.';
  if (lines.length === 0) return say(view, isBorder ? nothing : nothing.replace(/:.*/, '.'), name);
  return [say(view, isAfter ? 'After {} come:' : 'Before {} come:', name), ...bullets(view, lines)].join('\n');
}

/** Answers `list the tasks of Y` and `how many gateways are there`. */
export function answerList(view: ModelView, request: Request): Decision {
  if (request.parts.within === '') return listOf(view, request, undefined, 0.9);
  // A pool and its process often share a name; what is in one is in the other, so that it need not be asked which.
  const [any, pool] = [({ kind }: ViewNode) => isContainer(kind), isPool].map((accept) =>
    withElements(view, request, ['within'], 'pool, lane, process or sub-process', accept, ([place], quality) =>
      listOf(view, request, place, quality),
    ),
  );
  return any!.type === 'ask' && any!.quality > UNFIT && pool!.type === 'answer' ? pool! : any!;
}

function listOf(view: ModelView, { intent, parts }: Request, place: ViewNode | undefined, quality: number): Decision {
  const kind = elementKind(parts.what ?? '');
  const isIn = (node: ViewNode) => place === undefined || model.isInside(view, node, place);
  const found = [...view.nodes.values()].filter((node) => kind?.matches(node) && isIn(node));
  const where = place === undefined ? say(view, 'this model') : label(view, place);
  const words = found.length === 1 && view.tongue !== 'de' ? parts.what!.replace(/s$/, '') : parts.what!;
  if (intent === 'count') return answer(quality, say(view, '{} {} in {}.', found.length, words, where));
  if (found.length === 0) return answer(quality, say(view, 'There are no {} in {}.', words, where));
  const lines = found.slice(0, MAX_LISTED).map((node) => label(view, node));
  const title = say(view, '{} {} in {}:', found.length, words, where);
  return answer(quality, [title, ...bullets(view, lines, found.length)].join('\n'));
}

/** Answers `what is X`, `what does this do`, `which lane is X in` and `who does X`. */
export function answerElement(view: ModelView, request: Request): Decision {
  const { intent, parts } = request;
  const pointed = isPointing(parts.what ?? '') && view.it === undefined ? (view.selected ?? []) : [];
  if (pointed.length === 0) {
    return withElements(view, request, ['what'], 'element', isAnything, ([node], quality) =>
      answer(quality, elementInWords(view, node!, intent)),
    );
  }
  const told = pointed.flatMap((id) => {
    const flow = view.edges.find((one) => one.id === id);
    const node = view.nodes.get(id);
    return flow ? [flowInWords(view, flow)] : node ? [elementInWords(view, node, intent)] : [];
  });
  if (told.length === 0) return answer(1, say(view, 'What you have selected is not in this version of the model.'));
  const more = told.length > MAX_NAMED ? [say(view, 'and {} more', told.length - MAX_NAMED)] : [];
  return answer(1, [...told.slice(0, MAX_NAMED), ...more].join('\n\n'));
}

function elementInWords(view: ModelView, node: ViewNode, intent: Intent): string {
  const parent = view.nodes.get(node.parent);
  const inner = parent?.kind === 'bpmn::collaboration' ? undefined : parent;
  const around = new Set([model.laneOf(view, node), inner, model.poolOf(view, node)]);
  const places = [...around].flatMap((one) => (one === undefined || one === node ? [] : [label(view, one)]));
  const lies = places.length === 0 ? say(view, 'no pool, lane or sub-process') : places.join(', ');
  const name = label(view, node).replace(/^./, (first) => first.toUpperCase());
  if (intent === 'whereabouts') return say(view, '{} lies in {}.', name, lies);
  const inside = [...view.nodes.values()].filter((one) => one.parent === node.id).length;
  const lines = [say(view, '{} has the id {} and lies in {}.', name, node.id, lies)];
  if (inside > 0) lines.push(say(view, 'It holds {} elements.', inside));
  if (isFlowNode(node.kind)) lines.push(orderOf(view, node, false), orderOf(view, node, true));
  return lines.join('\n');
}

function flowInWords(view: ModelView, flow: ViewEdge): string {
  const [from = '', to = ''] = [flow.source, flow.target].map((id) => {
    const node = view.nodes.get(id);
    return node === undefined ? id : label(view, node);
  });
  if (flow.name === '') return say(view, 'This flow leads from {} to {}.', from, to);
  return say(view, 'The flow "{}" leads from {} to {}.', model.plainName(flow), from, to);
}

const isAnything = () => true;

/** Answers `what is this model about`. */
export function answerSummary(view: ModelView): Decision {
  const nodes = [...view.nodes.values()];
  const outer = nodes.filter(({ parent }) => !isActivity(view.nodes.get(parent)?.kind ?? ''));
  const told = (phrase: string, found: readonly ViewNode[]) => {
    const names = found.slice(0, MAX_NAMED).map((node) => label(view, node));
    if (found.length > MAX_NAMED) names.push(say(view, '{} more', found.length - MAX_NAMED));
    return names.length === 0 ? [] : [say(view, phrase, listed(view, names))];
  };
  const of = (kind: string) => outer.filter((node) => node.kind === `bpmn::${kind}`);
  const named = (all: readonly ViewNode[]) => all.filter(({ name }) => name !== '');
  const kinds = { '{} activities': isActivity, '{} gateways': isGateway, '{} events': isEvent, '{} lanes': isLane };
  const counts = Object.entries(kinds).flatMap(([phrase, is]) => {
    const { length } = nodes.filter(({ kind }) => is(kind));
    return length > 0 ? [say(view, phrase, length)] : [];
  });
  const pools = named(of('participant'));
  const lines = [
    ...told('This model is about {}.', pools.length > 0 ? pools : named(of('process'))),
    say(view, 'It has {} elements: {}.', view.totalNodes, [...counts, ...(view.reduced ? ['…'] : [])].join(', ')),
    ...told('Its lanes are {}.', named(of('lane'))),
    ...told('It starts with {}.', of('start_event')),
    ...told('Its main steps are {}.', named(outer.filter(({ kind }) => isActivity(kind)))),
    ...told('It ends with {}.', of('end_event')),
  ];
  return answer(0.9, lines.join('\n'));
}

/** What can be asked, with examples in the names of the model; `canChange` when patches can be proposed. */
export function helpText(view: ModelView | undefined, tongue: Tongue, canChange: boolean): string {
  const to = { tongue };
  const steps = view === undefined ? [] : [...view.nodes.values()].filter(({ kind }) => isFlowNode(kind));
  const flows = Map.groupBy(view?.edges ?? [], ({ source }) => source);
  const best = steps.filter((node) => node.name !== '' && flows.get(node.id)?.length === 1);
  const [first, second = first] = [...best, ...steps].slice(0, 2).map((node) => model.reference(view!, node));
  if (first === undefined)
    return say(to, 'I answer questions about a model, and propose changes of it. Open a model and ask.');
  const edits =
    'I can add, rename, change, move, connect and remove elements of this model, and answer questions. For example:';
  const after = say(to, 'what happens after {}?', first);
  const changes = [
    say(to, 'add a user task "Check result" after {}', first),
    say(to, 'rename {} to "Better"', second!),
  ];
  const questions = [after, say(to, 'what comes before {}?', second!), say(to, 'list the tasks')];
  const intro = say(to, canChange ? edits : 'I answer questions about this model. For example:');
  return [intro, ...bullets(to, canChange ? [...changes, after] : questions)].join('\n');
}
