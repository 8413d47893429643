import type { ExecuteRunResponseSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type {
  SnapshotSchema,
  SuggestionSchema,
  ToolCallSchema,
  ToolResultSchema,
  UsageSchema,
} from '@ameide/contracts/inference/v1/run';
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import type { AIMessage, BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { RunStep } from '../app/execute-run.ts';
import { isModelMessage, isToolMessage, modelOf, outcomeOf, textOf, usageOf } from '../app/state.ts';
import type { ProposedPatch } from '../app/tools/tool.ts';

/** One message of the stream of `ExecuteRun`. */
export type RunEvent = MessageInitShape<typeof ExecuteRunResponseSchema>;

/** What to tell about a step. @param model the one that is tried first */
export function eventsOf(step: RunStep, model: string): RunEvent[] {
  switch (step.type) {
    case 'began':
      return [{ event: { case: 'snapshot', value: snapshotOf(step.messages, model) } }];
    case 'said':
      return [{ event: { case: 'token', value: { text: step.text } } }];
    case 'done':
      return doneOf(step.added, step.messages, model);
  }
}

/** All but their text, which was told while it was said. */
function doneOf(added: readonly BaseMessage[], all: readonly BaseMessage[], model: string): RunEvent[] {
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

/** What a run has said and done so far. */
function snapshotOf(messages: readonly BaseMessage[], model: string): MessageInitShape<typeof SnapshotSchema> {
  const tools = messages.filter(isToolMessage);
  return {
    text: textOf(messages),
    toolCalls: messages.filter(isModelMessage).flatMap(toolCallsOf),
    toolResults: tools.map(toolResultOf),
    suggestions: tools.flatMap((message) => outcomeOf(message).patch ?? []).map(suggestionOf),
    usage: totalUsage(messages, model),
  };
}

function toolCallsOf(message: AIMessage): MessageInitShape<typeof ToolCallSchema>[] {
  return (message.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, arguments: args as JsonObject }));
}

function toolResultOf(message: ToolMessage): MessageInitShape<typeof ToolResultSchema> {
  const { ok, summary } = outcomeOf(message);
  return { toolCallId: message.tool_call_id, name: message.name ?? '', ok, summary };
}

function suggestionOf({ patchId, ref, summary }: ProposedPatch): MessageInitShape<typeof SuggestionSchema> {
  return { suggestion: { case: 'graphPatch', value: { patchId, ref, summary: [...summary] } } };
}

function totalUsage(messages: readonly BaseMessage[], first: string): MessageInitShape<typeof UsageSchema> {
  const answers = messages.filter(isModelMessage);
  const usages = answers.map(usageOf);
  const last = answers.at(-1);
  const model = (last && modelOf(last)) ?? first;
  const sum = (pick: 'input_tokens' | 'output_tokens') => usages.reduce((total, one) => total + (one?.[pick] ?? 0), 0);
  return { inputTokens: sum('input_tokens'), outputTokens: sum('output_tokens'), model };
}
