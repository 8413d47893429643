import { answerElement, answerList, answerOrder, answerSummary, helpText } from '../answers.ts';
import type { Intent, Role, Social, Tongue } from '../language/form.ts';
import { type Reading, type Request, read, readParts } from '../language/read.ts';
import { restored, sentence } from '../language/sentence.ts';
import { applied, type PatchOperation, settled } from '../model/operation.ts';
import type { ModelView } from '../model/view.ts';
import { say } from '../say.ts';
import { planAddition } from './add.ts';
import { answer, type Decision, having, UNFIT } from './decision.ts';
import { planChange, planConnection, planDisconnection, planMove, planRemoval, planRename } from './edit.ts';

type Planner = (view: ModelView, request: Request) => Decision;

const planners: Readonly<Record<Exclude<Intent, Social>, Planner>> = {
  add: planAddition,
  rename: planRename,
  change: planChange,
  connect: planConnection,
  disconnect: planDisconnection,
  remove: planRemoval,
  move: planMove,
  after: answerOrder,
  before: answerOrder,
  list: answerList,
  count: answerList,
  contents: answerList,
  whereabouts: answerElement,
  describe: answerElement,
  summary: answerSummary,
};

/** What a text comes to. A question back keeps the reading, and which of its requests it is about. */
export interface Outcome {
  readonly decision: Decision;
  readonly reading: Reading;
  readonly at: number;
}

const places: readonly Role[] = ['after', 'before', 'between', 'and', 'branch'];

/**
 * What to do about a text: of all its readings the one that fits the model best, the first of equals; `asked` is the
 * question that it may be the answer to. Undefined when it is not understood.
 */
export function decide(view: ModelView, text: string, canChange: boolean, asked?: Outcome): Outcome | undefined {
  const best = (readings: readonly Reading[]) => bestOf(readings.map((one) => outcomeOf(view, one, canChange)));
  const fresh = best(read(text));
  const isSocial = fresh?.reading.every(([one]) => one !== undefined && !(one.intent in planners));
  if (asked === undefined || (fresh !== undefined && !isSocial && fresh.decision.quality > UNFIT)) return fresh;
  const answered = best([completed(asked, text)]);
  if (fresh === undefined || (answered?.decision.quality ?? 0) > (isSocial ? 0 : fresh.decision.quality))
    return answered;
  return fresh;
}

/** The sentence that was asked about, with the answer in its place. */
function completed({ decision, reading, at }: Outcome, text: string): Reading {
  if (decision.type !== 'ask') return [];
  const { request, missing, yes } = decision;
  const said = sentence(text);
  const line =
    said === undefined
      ? ''
      : restored(said.line, said).replace(/^(?:the one|die|der|das|den|dem) (?=(?:in|on|im|auf) )/i, '');
  const isYes = yes !== undefined && /^(?:yes|yep|sure|ok|okay|ja|genau|gern)$/i.test(line || text.trim());
  const before = request.parts[missing];
  const ways = isYes
    ? [yes]
    : [
        ...readParts(text, request).map((parts) => {
          const isPlaced = places.some((role) => role !== 'branch' && role in parts);
          const kept = Object.entries(request.parts).filter(([role]) => !isPlaced || !places.includes(role as Role));
          return having({ ...request, parts: Object.fromEntries(kept) }, parts);
        }),
        having(request, { [missing]: line }),
        ...(before === undefined ? [] : [having(request, { [missing]: `${before} ${line}` })]),
      ];
  return reading.map((one, index) => (index === at ? ways : one));
}

/** Plans the requests of a sentence one after the other, each on what the ones before it have made. */
function outcomeOf(view: ModelView, reading: Reading, canChange: boolean): Outcome {
  const tongue = reading[0]?.[0]?.tongue ?? 'en';
  let then: ModelView = { ...view, tongue };
  let quality = 1;
  const operations: PatchOperation[] = [];
  const titles: string[] = [];
  for (const [at, ways] of reading.entries()) {
    const decision = bestOf(ways.map((one) => ({ decision: decideOne(then, one, canChange) })))?.decision;
    if (decision === undefined) continue;
    quality = Math.min(quality, decision.quality);
    if (decision.type !== 'propose') {
      const text =
        reading.length > 1
          ? `${decision.text}\n${say(then, 'I change nothing until all of it is clear.')}`
          : decision.text;
      return { decision: { ...decision, text, quality }, reading, at };
    }
    then = applied(then, decision.operations);
    operations.push(...decision.operations);
    titles.push(decision.title);
  }
  const title = titles.join('; ');
  const would = 'I would: {}. But I may only answer questions here; an agent that may change models can propose it.';
  const decision: Decision = canChange
    ? { type: 'propose', quality, title, operations: settled(operations) }
    : answer(quality, say(then, would, title));
  return { decision, reading, at: 0 };
}

function decideOne(view: ModelView, request: Request, canChange: boolean): Decision {
  const { intent, tongue } = request;
  const people = 'Only people approve or reject a proposal: look at it, then accept or reject it.';
  if (intent === 'approval') return answer(1, say(request, people));
  if (intent === 'help') return answer(1, helpText(view, tongue, canChange));
  if (intent === 'greeting') return answer(1, `${say(request, 'Hello!')} ${helpText(view, tongue, canChange)}`);
  return planners[intent](view, request);
}

function bestOf<T extends { readonly decision: Decision }>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>(
    (top, one) => (top !== undefined && top.decision.quality >= one.decision.quality ? top : one),
    undefined,
  );
}

/** Says that a text is not understood, and what would be. */
export function notUnderstood(view: ModelView, tongue: Tongue, canChange: boolean): string {
  const sorry = say(
    { tongue },
    'I did not understand that: I am the offline model and know simple requests in English and German.',
  );
  return `${sorry} ${helpText(view, tongue, canChange)}`;
}
