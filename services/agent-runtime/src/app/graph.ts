import { type BaseMessage, SystemMessage } from '@langchain/core/messages';
import { END, interrupt, type LangGraphRunnableConfig, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { Answer } from '../domain/answer/reading.ts';
import type { ModelCall } from '../domain/model-call.ts';
import type { Notice } from './events.ts';
import { createModelChain, type ModelChainDeps } from './model-chain.ts';
import type { OpenModel } from './ports.ts';
import { RunRefused } from './refusal.ts';
import {
  isModelMessage,
  isToolMessage,
  modelMessage,
  outcomeOf,
  PARAGRAPH,
  RunState,
  type RunStateValue,
  textOf,
  toolMessage,
} from './state.ts';
import { type AskedCall, type Decision, runDecided } from './tools/approval.ts';
import { type AgentTool, failed } from './tools/tool.ts';

/** What an agent's graph is made of. */
export interface AgentGraphOptions {
  /** In the order in which they are tried. */
  readonly models: readonly OpenModel[];
  readonly systemPrompt: string;
  readonly tools: ReadonlyMap<string, AgentTool>;
  /** Those of the tools that a person approves before each call. */
  readonly approvalRequired: ReadonlySet<string>;
  /** Model calls that a run may make at most, over all its attempts. */
  readonly maxSteps: number;
  readonly checkpointer: BaseCheckpointSaver;
  /** Which attempt of the run this is, from 1. */
  readonly attempt: number;
  readonly chain: ModelChainDeps;
}

/** What is told while a model speaks: a piece of its text, or something else. */
export type Told = string | { readonly call: ModelCall } | { readonly notice: Notice };

/** The node in which the model speaks: it writes what people are told, piece by piece. */
const MODEL = 'model';
/** The node in which a person is asked about one call: each decision is in a checkpoint before the next one is asked for. */
const APPROVAL = 'approval';
const TOOLS = 'tools';

/**
 * An agent as a graph: the model speaks, the tools that it calls answer, until it calls none. Where a person has to approve, the graph
 * stops before the tools until it is given the decision.
 */
export function createAgentGraph(options: AgentGraphOptions) {
  const toApprove = undecided(options);
  const afterCalls = (state: RunStateValue) => (toApprove(state) === undefined ? TOOLS : APPROVAL);
  return new StateGraph(RunState)
    .addNode(MODEL, callModel(options))
    .addNode(APPROVAL, (state) => {
      const { id, name, args } = toApprove(state)!;
      return { decisions: { [id]: interrupt<AskedCall, Decision>({ id, name, arguments: args }) } };
    })
    .addNode(TOOLS, callTools(options))
    .addEdge(START, MODEL)
    .addConditionalEdges(MODEL, (state) => (toolCalls(state).length > 0 ? afterCalls(state) : END), [
      APPROVAL,
      TOOLS,
      END,
    ])
    .addConditionalEdges(APPROVAL, afterCalls, [APPROVAL, TOOLS])
    .addEdge(TOOLS, MODEL)
    .compile({ checkpointer: options.checkpointer });
}

/** The first call that could be carried out and that a person has not decided about. */
function undecided({ tools, approvalRequired }: AgentGraphOptions) {
  return (state: RunStateValue): RequestedCall | undefined =>
    toolCalls(state).find(
      ({ id, name, problem }) =>
        problem === undefined && tools.has(name) && approvalRequired.has(name) && state.decisions[id] === undefined,
    );
}

/** Requests of one attempt of a run within one step, which the numbers of the next attempt leave room for. */
const REQUESTS_OF_AN_ATTEMPT = 1_000;

function callModel({ models, systemPrompt, tools, maxSteps, attempt, chain }: AgentGraphOptions) {
  const definitions = [...tools.values()].map(({ name, description, schema }) => ({ name, description, schema }));
  const ask = createModelChain(models, chain);
  const firstAttempt = (attempt - 1) * REQUESTS_OF_AN_ATTEMPT + 1;
  return async ({ conversation, messages }: RunStateValue, { signal, writer }: LangGraphRunnableConfig) => {
    const step = messages.filter(isModelMessage).length + 1;
    if (step > maxSteps) throw stepLimitReached(maxSteps);
    const prompt = [new SystemMessage(systemPrompt), ...conversation, ...messages];
    const calls: ModelCall[] = [];
    let paragraph = textOf(messages) === '' ? '' : PARAGRAPH;
    const write = (told: Told) => writer?.(told);
    const { answer, model } = await ask({
      prompt,
      tools: definitions,
      signal,
      step,
      firstAttempt,
      tell(text) {
        write(paragraph + text);
        paragraph = '';
      },
      report(call) {
        if (call.state !== 'running') calls.push(call);
        write({ call });
      },
      notify: (notice) => write({ notice }),
    });
    return { messages: [modelMessage(judged(answer, messages), { model, calls }, messages)] };
  };
}

/** After a patch was proposed, nothing more has to be said. */
function judged({ shortfall, ...answer }: Answer, before: readonly BaseMessage[]): Answer {
  const hasProposed = before.some((message) => isToolMessage(message) && outcomeOf(message).patch !== undefined);
  return shortfall === undefined || (shortfall === 'answer_empty' && hasProposed) ? answer : { ...answer, shortfall };
}

function callTools({ tools, approvalRequired }: AgentGraphOptions) {
  return async (state: RunStateValue, { signal = new AbortController().signal }: LangGraphRunnableConfig) => {
    const messages = [];
    for (const { id, name, args, problem } of toolCalls(state)) {
      const tool = tools.get(name);
      const reason =
        tool === undefined ? `There is no tool ${name}; there are ${[...tools.keys()].join(', ') || 'none'}.` : problem;
      const decision: Decision | undefined = approvalRequired.has(name) ? state.decisions[id] : { case: 'approve' };
      if (reason === undefined && decision === undefined) throw new Error(`nobody has approved the call ${id}`);
      const call = { callId: id, signal };
      const outcome = reason === undefined ? await runDecided(tool!, args, decision!, call) : failed(reason);
      messages.push(toolMessage({ id, name }, outcome));
    }
    return { messages };
  };
}

interface RequestedCall {
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
  /** Why it may not be carried out. */
  readonly problem: string | undefined;
}

function toolCalls({ messages }: RunStateValue): readonly RequestedCall[] {
  const last = messages.at(-1);
  if (last === undefined || !isModelMessage(last)) return [];
  const problems = new Map((last.invalid_tool_calls ?? []).map(({ id, error }) => [id, error]));
  return (last.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, args, problem: problems.get(id) }));
}

function stepLimitReached(maxSteps: number): RunRefused {
  const message = `The agent has called its model ${maxSteps} times without coming to an end.`;
  return new RunRefused('step_limit_reached', message, { max_steps: String(maxSteps) });
}
