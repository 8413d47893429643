import type { JsonObject } from '@bufbuild/protobuf';
import type { BaseMessage } from '@langchain/core/messages';
import { Command, GraphRecursionError, isInterrupted } from '@langchain/langgraph';
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
import type { AskedCall, Decision } from './tools/approval.ts';
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
    /** Those of them that a person approves before each call. */
    readonly approvalRequired: readonly string[];
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
  /** What a person has decided about the call with that id. */
  readonly decided: { readonly callId: string; readonly decision: Decision } | undefined;
}

export interface ExecuteRunDeps {
  readonly checkpointer: BaseCheckpointSaver;
  /** Stops the run; nothing of it goes on afterwards. */
  readonly signal: AbortSignal;
  readonly chain: ModelChainDeps;
}

/**
 * Executes a run, from its last checkpoint if it has one: then what it had said by then comes first, as one snapshot. Where a person has to
 * decide, the last event is an interrupt.
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
    approvalRequired: new Set(agent.approvalRequired),
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

  const asked = tasks.flatMap(({ interrupts }) => interrupts)[0]?.value as AskedCall | undefined;
  // A decision about another call has done its part before.
  const decision = asked !== undefined && order.decided?.callId === asked.id ? order.decided.decision : undefined;
  if (asked !== undefined && decision === undefined) return yield interruptOf(asked);
  const input = decision
    ? new Command<unknown, Record<string, unknown>, never>({ resume: decision })
    : hasBegun
      ? null
      : { conversation: [...order.conversation] };

  // A node may have been done, and only its checkpoint be missing; so what is new is told by comparing states.
  let told = before;
  let asks: AskedCall | undefined;
  const stream = await graph.stream(input, {
    ...thread,
    streamMode: ['custom', 'values'],
    // A tool call must be known for good before its tool runs: its id is what makes a repeat safe.
    durability: 'sync',
    signal: deps.signal,
    // Each model call is followed by one step of its tools; the graph itself counts model calls over all attempts. Asking a person is at
    // most one step before, and one after.
    recursionLimit: 2 * agent.maxSteps + 4,
  });
  try {
    for await (const [mode, value] of stream) {
      if (mode === 'custom') {
        yield eventOf(value as Told);
        continue;
      }
      // What was decided just now may be told once more.
      if (isInterrupted<AskedCall>(value)) asks = value.__interrupt__.find((one) => one.value?.id !== asked?.id)?.value;
      const { messages = told } = value as Partial<RunStateValue>;
      yield* eventsOf(messages.slice(told.length), messages, firstModel);
      told = messages;
    }
  } catch (error) {
    deps.signal.throwIfAborted();
    if (!(error instanceof GraphRecursionError)) throw error;
    throw new RunRefused('step_limit_reached', undefined, undefined, error);
  }
  if (asks !== undefined) return yield interruptOf(asks);
  requireWhole(told);
}

function recordedTools(tools: ReadonlyMap<string, AgentTool>, recorder: Pick<Recorder, 'tool'>) {
  return new Map([...tools].map(([name, tool]) => [name, recorder.tool(tool)]));
}

function interruptOf({ id, name, arguments: args }: AskedCall): RunEvent {
  return { event: { case: 'interrupt', value: { id, toolCall: { id, name, arguments: args as JsonObject } } } };
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
