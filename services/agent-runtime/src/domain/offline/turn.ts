import type { AttachedFile } from '../attached-file.ts';
import { helpText } from './answers.ts';
import { isAboutFiles, tellFiles } from './files.ts';
import type { Speech, Tongue } from './language/form.ts';
import { read, tongueOf } from './language/read.ts';
import { type ModelView, parseModelView, parseProposal } from './model/view.ts';
import { decide, notUnderstood, type Outcome } from './plan/decide.ts';
import { echo, say } from './say.ts';

/** A tool that this turn has called before, and what it said. */
export interface ToolExchange {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: string;
}

/** What a person has asked before, and what was answered. */
export interface Exchange {
  readonly request: string;
  readonly answer: string;
}

/** What a language model sees: the conversation, what a person asks, the tools that there are, and what they said so far. */
export interface Turn {
  readonly request: string;
  /** What the person looks at: the version of the model (0 for none known), ids of what is selected, and the language of the page. */
  readonly seen?: { readonly version: number; readonly selected: readonly string[]; readonly language?: string };
  readonly earlier?: readonly Exchange[];
  /** What came with the request. */
  readonly files?: readonly AttachedFile[];
  readonly tools: ReadonlySet<string>;
  readonly exchanges: readonly ToolExchange[];
}

/** What a language model says next. */
export type Reply =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_call'; readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** Token budgets to read a model with, one after the other while it does not fit. */
const BUDGETS = [4000, 32_000, 200_000];
/** Questions back that are followed to understand an answer. */
const MAX_QUESTIONS = 5;
/** A title may have 500 characters. */
const MAX_TITLE = 400;

/**
 * The next step of the offline model: read the model, with a larger budget while parts are missing that the request may
 * be about; then answer, or propose a patch; then say what was proposed or why not. Pure and deterministic.
 */
export function reply({ request, seen, earlier = [], files = [], tools, exchanges }: Turn): Reply {
  const proposal = exchanges.findLast(({ name }) => name === 'ProposePatch');
  const { intent } = read(request)[0]?.[0]?.[0] ?? {};
  const tongue = spoken([...earlier.map((one) => one.request), request], seen?.language);
  if (proposal !== undefined) return { type: 'text', text: reportOf(proposal, { tongue }) };
  const canChange = tools.has('ProposePatch');
  if (files.length > 0 && (isAboutFiles(request) || !tools.has('GetProjection'))) {
    return { type: 'text', text: tellFiles(files, tongue) };
  }
  if (!tools.has('GetProjection')) return { type: 'text', text: helpText(undefined, tongue, canChange) };
  const looks = exchanges.filter(({ name }) => name === 'GetProjection');
  const last = looks.at(-1);
  const larger = BUDGETS[looks.length];
  const look = (budget: number): Reply => {
    const focus = seen !== undefined && seen.selected.length > 0 && { focus_ids: seen.selected };
    const args = {
      intent: intent === 'summary' ? 'analyze' : 'modify',
      format: 'json',
      token_budget: budget,
      ...focus,
    };
    return { type: 'tool_call', name: 'GetProjection', args };
  };
  if (last === undefined) return look(BUDGETS[0]!);
  const parsed = parseModelView(last.result);
  const view = parsed && { ...parsed, selected: seen?.selected ?? [] };
  if (view === undefined) {
    const isEmpty = last.result.startsWith('model_not_found');
    const empty = 'There is no model here yet. Import a document first, then ask again.';
    return { type: 'text', text: say({ tongue }, isEmpty ? empty : 'I could not read the model. {}', last.result) };
  }
  const asked = questionOf(view, earlier, canChange);
  const needsDetail = intent === undefined ? asked !== undefined : !['summary', 'help', 'greeting'].includes(intent);
  if (view.reduced && needsDetail && larger !== undefined) return look(larger);
  const decision = decide(view, request, canChange, asked)?.decision;
  if (decision === undefined) return { type: 'text', text: notUnderstood(view, tongue, canChange) };
  if (decision.type !== 'propose') {
    const isElsewhere = seen !== undefined && seen.version > 0 && seen.version !== view.version;
    const note = 'You look at version {}; this is about version {}.';
    const told = isElsewhere ? `\n${say({ tongue }, note, seen.version, view.version)}` : '';
    return { type: 'text', text: decision.text + told };
  }
  const { title, operations } = decision;
  const shortened = title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
  return { type: 'tool_call', name: 'ProposePatch', args: { title: shortened, version: view.version, operations } };
}

/** The question that is open: the conversation ends with questions back, each about the one before. */
function questionOf(view: ModelView, earlier: readonly Exchange[], canChange: boolean): Outcome | undefined {
  const questions = earlier.slice(-MAX_QUESTIONS);
  const from = questions.findLastIndex(({ answer }) => !answer.includes('?'));
  return questions.slice(from + 1).reduce<Outcome | undefined>((asked, { request }) => {
    const outcome = decide(view, request, canChange, asked);
    return outcome?.decision.type === 'ask' ? outcome : undefined;
  }, undefined);
}

/** The language of a conversation: that of the last request that is clearly in one, else that of the page. */
function spoken(requests: readonly string[], page = 'en'): Tongue {
  const first: Tongue = /^de\b/i.test(page) ? 'de' : 'en';
  return requests.reduce<Tongue>((before, one) => read(one)[0]?.[0]?.[0]?.tongue ?? tongueOf(one) ?? before, first);
}

function reportOf({ args, result }: ToolExchange, to: Speech): string {
  const title = typeof args.title === 'string' ? args.title : '';
  if (result.startsWith('role_required')) {
    return say(to, 'I would: {}. But you may not propose changes here; ask somebody who may.', title);
  }
  const refused = say(to, 'I could not propose this: {}.', title);
  const said = parseProposal(result);
  if (said === undefined) return `${refused} ${result}`;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
  if (!said.proposed) return [refused, ...list(said.findings)].join('\n');
  // Signs at the beginning of a line would be read as one more bullet where Markdown is shown.
  const signs: Readonly<Record<string, string>> = { '+': say(to, 'new: {}', ''), '-': say(to, 'removed: {}', '') };
  const inWords = (one: string) =>
    echo(
      to,
      one.replace(/^([+~-]) /, (_, sign: string) => signs[sign] ?? ''),
    );
  const notes = said.findings.length > 0 ? [say(to, 'Please note:'), ...list(said.findings)] : [];
  const next = say(to, 'Nothing has changed yet: look at it, and accept or reject it.');
  return [say(to, 'I propose: {}.', title), ...list(said.changes.map(inWords)), ...notes, next].join('\n');
}
