import type { JsonObject } from '@bufbuild/protobuf';
import type { AIMessage, BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { ModelCall } from '../domain/model-call.ts';
import { tokenCount } from '../domain/usage/tokens.ts';
import { callsOf, isModelMessage, isToolMessage, modelOf, outcomeOf, textOf, usageOf } from './state.ts';
import type { ProposedPatch } from './tools/tool.ts';

/** What happens in a run; all but calls of models is in the form of the contract's `ExecuteRunResponse`. */
export interface RunEvent {
  readonly event:
    | { readonly case: 'token'; readonly value: { readonly text: string } }
    | { readonly case: 'toolCall'; readonly value: ToolCall }
    | { readonly case: 'toolResult'; readonly value: ToolResult }
    | { readonly case: 'suggestion'; readonly value: Suggestion }
    | { readonly case: 'usage'; readonly value: Usage }
    | { readonly case: 'snapshot'; readonly value: Snapshot }
    | { readonly case: 'modelCall'; readonly value: ModelCall }
    | { readonly case: 'notice'; readonly value: Notice }
    | { readonly case: 'interrupt'; readonly value: { readonly id: string; readonly toolCall: ToolCall } };
}

/** Something that whoever reads the answer should know. */
export interface Notice {
  readonly kind: 'context_cut' | 'model_continued';
  /** One sentence for a person. */
  readonly message: string;
}

type ToolCall = { id: string; name: string; arguments: JsonObject };
type ToolResult = { toolCallId: string; name: string; ok: boolean; summary: string };
type Suggestion = { suggestion: { case: 'graphPatch'; value: { patchId: string; ref: string; summary: string[] } } };
type Usage = { inputTokens: number; outputTokens: number; model: string };
type Snapshot = {
  text: string;
  toolCalls: ToolCall[];
  toolResults: ToolResult[];
  suggestions: Suggestion[];
  usage: Usage;
};

/**
 * What to tell about messages that have been added to a run, other than their text. `all` is the run up to there; `model`
 * is the one that is tried first.
 */
export function eventsOf(added: readonly BaseMessage[], all: readonly BaseMessage[], model: string): RunEvent[] {
  return added.flatMap((message): RunEvent[] => {
    if (isModelMessage(message)) {
      const until = all.slice(0, all.indexOf(message) + 1);
      const calls = toolCallsOf(message).map((value): RunEvent => ({ event: { case: 'toolCall', value } }));
      return [...calls, { event: { case: 'usage', value: totalUsage(until, model) } }];
    }
    if (!isToolMessage(message)) return [];
    const { patch } = outcomeOf(message);
    const result: RunEvent = { event: { case: 'toolResult', value: toolResultOf(message) } };
    return patch === undefined ? [result] : [result, { event: { case: 'suggestion', value: suggestionOf(patch) } }];
  });
}

/** The calls of models that were made for messages. */
export function callEventsOf(messages: readonly BaseMessage[]): RunEvent[] {
  const calls = messages.filter(isModelMessage).flatMap(callsOf);
  return calls.map((value) => ({ event: { case: 'modelCall', value } }));
}

/** What a run has said and done so far. */
export function snapshotOf(messages: readonly BaseMessage[], model: string): Snapshot {
  const tools = messages.filter(isToolMessage);
  return {
    text: textOf(messages),
    toolCalls: messages.filter(isModelMessage).flatMap(toolCallsOf),
    toolResults: tools.map(toolResultOf),
    suggestions: tools.flatMap((message) => outcomeOf(message).patch ?? []).map(suggestionOf),
    usage: totalUsage(messages, model),
  };
}

function toolCallsOf(message: AIMessage): ToolCall[] {
  return (message.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, arguments: args as JsonObject }));
}

function toolResultOf(message: ToolMessage): ToolResult {
  const { ok, summary } = outcomeOf(message);
  return { toolCallId: message.tool_call_id, name: message.name ?? '', ok, summary };
}

function suggestionOf({ patchId, ref, summary }: ProposedPatch): Suggestion {
  return { suggestion: { case: 'graphPatch', value: { patchId, ref, summary: [...summary] } } };
}

function totalUsage(messages: readonly BaseMessage[], first: string): Usage {
  const answers = messages.filter(isModelMessage);
  const usages = answers.map(usageOf);
  const last = answers.at(-1);
  const model = (last && modelOf(last)) ?? first;
  const sum = (pick: 'input_tokens' | 'output_tokens') =>
    tokenCount(usages.reduce((total, one) => total + (one?.[pick] ?? 0), 0));
  return { inputTokens: sum('input_tokens'), outputTokens: sum('output_tokens'), model };
}
