import { helpText } from './answering/help.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { readRequest } from './language/read-request.ts';
import type { Request } from './language/request.ts';
import { type ModelView, parseModelView } from './model/model-view.ts';
import { parseProposal } from './model/proposal.ts';

/** A tool that this turn has called before, and what it said. */
export interface ToolExchange {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: string;
}

/** What a language model sees: what a person asks, the tools that there are, and what they said so far. */
export interface Turn {
  readonly request: string;
  readonly tools: ReadonlySet<string>;
  readonly exchanges: readonly ToolExchange[];
}

/** What a language model says next. */
export type Reply =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_call'; readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** Token budgets to read a model with, one after the other while it does not fit. */
const BUDGETS = [4000, 32_000, 200_000];

/**
 * The next step of the offline model: read the model, with a larger budget while parts are missing that the request may
 * be about; then answer, or propose a patch; then say what was proposed or why not. Pure and deterministic.
 */
export function reply({ request, tools, exchanges }: Turn): Reply {
  const proposal = exchanges.findLast(({ name }) => name === 'ProposePatch');
  if (proposal !== undefined) return { type: 'text', text: reportOf(proposal) };
  const canChange = tools.has('ProposePatch');
  if (!tools.has('GetProjection')) return { type: 'text', text: helpText(undefined, canChange) };
  const readings = readRequest(request);
  const looks = exchanges.filter(({ name }) => name === 'GetProjection');
  const last = looks.at(-1);
  if (last === undefined) return look(readings, BUDGETS[0]!);
  const view = parseModelView(last.result);
  if (view === undefined) return { type: 'text', text: notRead(last.result) };
  const larger = BUDGETS[looks.length];
  if (view.reduced && needsDetail(readings) && larger !== undefined) return look(readings, larger);
  return act(view, decide(view, readings, canChange));
}

function look(readings: readonly Request[], budget: number): Reply {
  const intent = readings[0]?.type === 'summary' ? 'analyze' : 'modify';
  return { type: 'tool_call', name: 'GetProjection', args: { intent, format: 'json', token_budget: budget } };
}

function needsDetail([first]: readonly Request[]): boolean {
  return first !== undefined && !['summary', 'help', 'greeting'].includes(first.type);
}

function act(view: ModelView, decision: Decision): Reply {
  if (decision.type === 'answer') return { type: 'text', text: decision.text };
  const { title, operations } = decision;
  return {
    type: 'tool_call',
    name: 'ProposePatch',
    args: { title: shortened(title), version: view.version, operations },
  };
}

/** A title may have 500 characters. */
function shortened(title: string): string {
  return title.length > 400 ? `${title.slice(0, 399)}…` : title;
}

function notRead(result: string): string {
  if (result.startsWith('model_not_found'))
    return 'There is no model here yet. Import a document first, then ask again.';
  return `I could not read the model. ${result}`;
}

function reportOf({ args, result }: ToolExchange): string {
  const title = typeof args.title === 'string' ? args.title : 'the change';
  const said = parseProposal(result);
  if (said === undefined) return `I could not propose this: ${title}. ${result}`;
  const { proposed, changes, findings } = said;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`);
  if (!proposed) return [`I could not propose this: ${title}.`, ...list(findings)].join('\n');
  const warnings = findings.length > 0 ? ['Please note:', ...list(findings)] : [];
  const next = 'Nothing has changed yet; review the patch and apply it.';
  return [`I propose: ${title}.`, ...list(changes.map(inWords)), ...warnings, next].join('\n');
}

/** Signs at the beginning of a line would be read as one more bullet where Markdown is shown. */
function inWords(change: string): string {
  return change.replace(/^\+ /, 'new: ').replace(/^- /, 'removed: ').replace(/^~ /, '');
}
