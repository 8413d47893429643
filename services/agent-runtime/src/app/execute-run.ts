import type { BaseMessage } from '@langchain/core/messages';
import { GraphRecursionError } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { callEventsOf, eventsOf, type RunEvent, snapshotOf } from './events.ts';
import { createAgentGraph, type Told } from './graph.ts';
import type { Recorder } from './interactions.ts';
import type { ModelChainDeps } from './model-chain.ts';
import { unfinished } from './model-failure.ts';
import type { OpenModel } from './ports.ts';
import { RunRefused } from './refusal.ts';
import { isModelMessage, type RunStateValue, shortfallOf } from './state.ts';
import { systemPrompt } from './system-prompt.ts';
import type { AgentTool, ToolScope } from './tools/tool.ts';
import { openTools, requireKnownTools } from './tools/toolbox.ts';

/** A run to execute. */
export interface RunOrder {
  readonly runId: string;
  /** Which attempt of the run this is, from 1. */
  readonly attempt: number;
  readonly agent: {
    readonly instructions: string;
    readonly tools: readonly string[];
    /** In the order in which they are tried; at least one. */
    readonly models: readonly OpenModel[];
    readonly maxSteps: number;
  };
  /** What is to be answered; not looked at when the run has begun before. */
  readonly conversation: readonly BaseMessage[];
  /** The model that the conversation is about; absent for none. Its tools do not exist without it. */
  readonly toolScope: ToolScope | undefined;
  /** Keeps what is asked of tools. */
  readonly recorder: Pick<Recorder, 'tool'>;
}

export interface ExecuteRunDeps {
  readonly checkpointer: BaseCheckpointSaver;
  /** Stops the run; nothing of it goes on afterwards. */
  readonly signal: AbortSignal;
  readonly chain: ModelChainDeps;
}

/**
 * Executes a run, from its last checkpoint if it has one: then what it had said by then comes first, as one snapshot.
 * @throws RunRefused `tool_unknown`, `model_unknown`, `model_unavailable`, `model_busy`, `step_limit_reached`, `context_too_long`, the
 * reasons of answers that are not whole; the signal's reason
 */
export async function* executeRun(deps: ExecuteRunDeps, order: RunOrder): AsyncGenerator<RunEvent> {
  const { agent, runId, toolScope } = order;
  requireKnownTools(agent.tools);
  const graph = createAgentGraph({
    models: agent.models,
    systemPrompt: systemPrompt(agent.instructions, toolScope?.ref ?? ''),
    tools: toolScope === undefined ? new Map() : recordedTools(openTools(agent.tools, toolScope), order.recorder),
    maxSteps: agent.maxSteps,
    checkpointer: deps.checkpointer,
    attempt: order.attempt,
    chain: deps.chain,
  });
  const firstModel = agent.models[0]?.name ?? '';
  const thread = { configurable: { thread_id: runId } };
  const { createdAt, tasks, values } = await graph.getState(thread);
  const hasBegun = createdAt !== undefined;
  const before: readonly BaseMessage[] = (values as Partial<RunStateValue>).messages ?? [];
  if (hasBegun) {
    yield { event: { case: 'snapshot', value: snapshotOf(before, firstModel) } };
    yield* callEventsOf(before);
  }
  // Not `next`: it leaves out a node whose writes are there and whose checkpoint is not.
  if (hasBegun && tasks.length === 0) return requireWhole(before);

  // A node may have been done, and only its checkpoint be missing; so what is new is told by comparing states.
  let told = before;
  const stream = await graph.stream(hasBegun ? null : { conversation: [...order.conversation] }, {
    ...thread,
    streamMode: ['custom', 'values'],
    // A tool call must be known for good before its tool runs: its id is what makes a repeat safe.
    durability: 'sync',
    signal: deps.signal,
    // Each model call is followed by one step of its tools; the graph itself counts model calls over all attempts.
    recursionLimit: 2 * agent.maxSteps + 2,
  });
  try {
    for await (const [mode, value] of stream) {
      if (mode === 'custom') {
        yield eventOf(value as Told);
        continue;
      }
      const { messages } = value as RunStateValue;
      yield* eventsOf(messages.slice(told.length), messages, firstModel);
      told = messages;
    }
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof GraphRecursionError)) throw error;
    throw new RunRefused('step_limit_reached', undefined, undefined, error);
  }
  requireWhole(told);
}

function recordedTools(tools: ReadonlyMap<string, AgentTool>, recorder: Pick<Recorder, 'tool'>) {
  return new Map([...tools].map(([name, tool]) => [name, recorder.tool(tool)]));
}

function eventOf(told: Told): RunEvent {
  if (typeof told === 'string') return { event: { case: 'token', value: { text: told } } };
  if ('call' in told) return { event: { case: 'modelCall', value: told.call } };
  return { event: { case: 'notice', value: told.notice } };
}

/** @throws RunRefused when the last answer is not a whole one; Error when the graph has ended before the model has answered */
function requireWhole(messages: readonly BaseMessage[]): void {
  const last = messages.at(-1);
  if (last === undefined || !isModelMessage(last)) throw new Error('the graph ended without an answer of its model');
  const fault = shortfallOf(messages);
  if (fault !== undefined) throw unfinished(fault.model, fault.shortfall, fault.end);
}
