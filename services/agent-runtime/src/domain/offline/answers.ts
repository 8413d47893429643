import type { Request, Tongue } from './language/read.ts';
import { elementKind, isActivity, isContainer, isEvent, isFlowNode, isGateway, isLane } from './model/kind.ts';
import * as model from './model/view.ts';
import { label, type ModelView, type ViewEdge, type ViewNode } from './model/view.ts';
import { answer, bullets, type Decision, UNFIT, withElements } from './plan/decision.ts';
import { say } from './say.ts';

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
  const on = (flow: ViewEdge) => (flow.name === '' ? '' : ` (on "${model.plainName(flow)}")`);
  const steps = (id: string) =>
    ways(id).map(({ flow, other }) => {
      const behind = isGateway(other.kind) ? ways(other.id).map((one) => label(view, one.other) + on(one.flow)) : [];
      const further = behind.length === 0 ? '' : `, which ${isAfter ? 'leads to' : 'is reached from'} `;
      return label(view, other) + on(flow) + further + behind.join(' and ');
    });
  const messages = ways(node.id, model.MESSAGE_FLOW).map(({ flow, other }) => {
    const message = flow.name === '' ? 'a message' : `the message "${flow.name}"`;
    return `${message} ${isAfter ? 'to' : 'from'} ${label(view, other)}`;
  });
  const host = view.nodes.get(node.properties.attachedTo ?? '');
  const exceptions = model
    .attachedTo(view, node.id)
    .flatMap((one) => steps(one.id).map((next) => `${next}, when ${label(view, one)} occurs`));
  const attached = host === undefined ? [] : [`${label(view, host)}, to which it is attached`];
  const lines = [...steps(node.id), ...messages, ...(isAfter ? exceptions : attached)];
  const place = `${isAfter ? 'After' : 'Before'} ${label(view, node)}`;
  if (lines.length === 1) return `${place} comes ${lines[0]}.`;
  if (lines.length > 1) return [`${place} come:`, ...bullets(lines, lines.length)].join('\n');
  const isBorder = node.kind === (isAfter ? 'bpmn::end_event' : 'bpmn::start_event');
  const why = isBorder ? `: it is ${isAfter ? 'an end' : 'a start'}` : '';
  return `Nothing comes ${isAfter ? 'after' : 'before'} ${label(view, node)}${why}.`;
}

/** Answers `list the tasks of Y` and `how many gateways are there`. */
export function answerList(view: ModelView, request: Request): Decision {
  if (request.parts.within === '') return listed(view, request, undefined, 0.9);
  // A pool and its process often share a name; what is in one is in the other, so that it need not be asked which.
  const [any, pool] = [({ kind }: ViewNode) => isContainer(kind), isPool].map((accept) =>
    withElements(view, request, ['within'], 'pool, lane, process or sub-process', accept, ([place], quality) =>
      listed(view, request, place, quality),
    ),
  );
  return any!.type === 'ask' && any!.quality > UNFIT && pool!.type === 'answer' ? pool! : any!;
}

function listed(view: ModelView, { intent, parts }: Request, place: ViewNode | undefined, quality: number): Decision {
  const kind = elementKind(parts.what ?? '');
  const isIn = (node: ViewNode) => place === undefined || model.isInside(view, node, place);
  const found = [...view.nodes.values()].filter((node) => kind?.matches(node) && isIn(node));
  const where = place === undefined ? 'this model' : label(view, place);
  const words = found.length === 1 ? parts.what!.replace(/s$/, '') : parts.what!;
  if (intent !== 'count' && found.length === 0) return answer(quality, `There are no ${words} in ${where}.`);
  const count = `${found.length} ${words} in ${where}`;
  const lines = bullets(
    found.map((node) => label(view, node)),
    MAX_LISTED,
  );
  return answer(quality, intent === 'count' ? `${count}.` : [`${count}:`, ...lines].join('\n'));
}

/** Answers `what is X`, `which lane is X in` and `who does X`. */
export function answerElement(view: ModelView, request: Request): Decision {
  return withElements(
    view,
    request,
    ['what'],
    'element',
    () => true,
    ([found], quality) => {
      const node = found!;
      const parent = view.nodes.get(node.parent);
      const around = [
        model.laneOf(view, node),
        parent?.kind === 'bpmn::collaboration' ? undefined : parent,
        model.poolOf(view, node),
      ];
      const places = [...new Set(around)].flatMap((one) =>
        one === undefined || one.id === node.id ? [] : [label(view, one)],
      );
      const lies = `lies in ${places.length === 0 ? 'no pool, lane or sub-process' : places.join(', ')}.`;
      const name = label(view, node);
      if (request.intent === 'whereabouts') return answer(quality, `${capital(name)} ${lies}`);
      const inside = [...view.nodes.values()].filter((one) => one.parent === node.id).length;
      const lines = [`${capital(name)} has the id ${node.id} and ${lies}`];
      if (inside > 0) lines.push(`It holds ${inside} elements.`);
      if (isFlowNode(node.kind)) lines.push(orderOf(view, node, false), orderOf(view, node, true));
      return answer(quality, lines.join('\n'));
    },
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Answers `what is this model about`. */
export function answerSummary(view: ModelView): Decision {
  const nodes = [...view.nodes.values()];
  const outer = nodes.filter(({ parent }) => !isActivity(view.nodes.get(parent)?.kind ?? ''));
  const told = (words: string, found: readonly ViewNode[]) => {
    const names = found.slice(0, MAX_NAMED).map((node) => label(view, node));
    if (found.length > MAX_NAMED) names.push(`${found.length - MAX_NAMED} more`);
    const last = names.pop();
    return last === undefined ? [] : [`${words} ${names.length === 0 ? '' : `${names.join(', ')} and `}${last}.`];
  };
  const of = (kind: string) => outer.filter((node) => node.kind === `bpmn::${kind}`);
  const named = (all: readonly ViewNode[]) => all.filter(({ name }) => name !== '');
  const counts = Object.entries({ activities: isActivity, gateways: isGateway, events: isEvent, lanes: isLane })
    .map(([words, is]) => `${nodes.filter(({ kind }) => is(kind)).length} ${words}`)
    .filter((one) => !one.startsWith('0'));
  const pools = named(of('participant'));
  const lines = [
    ...told('This model is about', pools.length > 0 ? pools : named(of('process'))),
    `It has ${view.totalNodes} elements: ${counts.join(', ')}${view.reduced ? ' and more' : ''}.`,
    ...told('Its lanes are', named(of('lane'))),
    ...told('It starts with', of('start_event')),
    ...told('Its main steps are', named(outer.filter(({ kind }) => isActivity(kind)))),
    ...told('It ends with', of('end_event')),
  ];
  return answer(0.9, lines.join('\n'));
}

/** What can be asked, with examples in the names of the model; `canChange` when patches can be proposed. */
export function helpText(view: ModelView | undefined, tongue: Tongue, canChange: boolean): string {
  const steps = view === undefined ? [] : [...view.nodes.values()].filter(({ kind }) => isFlowNode(kind));
  const flows = Map.groupBy(view?.edges ?? [], ({ source }) => source);
  const best = steps.filter((node) => node.name !== '' && flows.get(node.id)?.length === 1);
  const [first, second = first] = [...best, ...steps].slice(0, 2).map((node) => model.reference(view!, node));
  if (first === undefined)
    return say(tongue, 'I answer questions about a model, and propose changes of it. Open a model and ask.');
  const after = say(tongue, 'what happens after {}?', first);
  const examples = canChange
    ? [
        say(tongue, 'add a user task "Check result" after {}', first),
        say(tongue, 'rename {} to "Better"', second!),
        after,
      ]
    : [after, say(tongue, 'what comes before {}?', second!), say(tongue, 'list the tasks')];
  const edits =
    'I can add, rename, change, move, connect and remove elements of this model, and answer questions. For example:';
  const intro = say(tongue, canChange ? edits : 'I answer questions about this model. For example:');
  return [intro, ...bullets(examples, examples.length)].join('\n');
}
