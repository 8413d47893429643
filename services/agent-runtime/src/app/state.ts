import { AIMessage, type BaseMessage, ToolMessage, type UsageMetadata } from '@langchain/core/messages';
import { Annotation } from '@langchain/langgraph';
import type { Answer, Shortfall } from '../domain/answer/reading.ts';
import type { ModelCall } from '../domain/model-call.ts';
import { NO_TOKENS, tokensRead } from '../domain/usage/tokens.ts';
import type { Decision } from './tools/approval.ts';
import type { ToolOutcome } from './tools/tool.ts';

/** What is kept of a run, in its checkpoints. */
export const RunState = Annotation.Root({
  /** The conversation that is to be answered, as it was when the run began. */
  conversation: Annotation<BaseMessage[]>,
  /** What models and tools have said in this run; only ever appended to. */
  messages: Annotation<BaseMessage[]>({ reducer: (said, more) => [...said, ...more], default: () => [] }),
  /** What people have decided about calls of tools, by the id of the call. */
  decisions: Annotation<Readonly<Record<string, Decision>>>({
    reducer: (decided, more) => ({ ...decided, ...more }),
    default: () => ({}),
  }),
});

export type RunStateValue = typeof RunState.State;

/** What a `ToolMessage` of a run keeps for people beside its content, which is for the model. */
export type KeptOutcome = Omit<ToolOutcome, 'content'>;

export function toolMessage(call: { readonly id: string; readonly name: string }, outcome: ToolOutcome): ToolMessage {
  const { content, ...artifact } = outcome;
  const status = outcome.ok ? 'success' : 'error';
  return new ToolMessage({ tool_call_id: call.id, name: call.name, content, status, artifact });
}

export function outcomeOf(message: ToolMessage): KeptOutcome {
  return message.artifact as KeptOutcome;
}

/** Where a message keeps which model it is from. */
export const ANSWERED_BY = 'answered_by';

/** The name of the model that a message is from; undefined in checkpoints of runs that began before it was kept. */
export function modelOf(message: AIMessage): string | undefined {
  return (message.response_metadata as { [ANSWERED_BY]?: string } | undefined)?.[ANSWERED_BY];
}

/** The tokens that the calls for a message have used. */
export function usageOf(message: AIMessage): UsageMetadata | undefined {
  return message.usage_metadata as UsageMetadata | undefined;
}

/** Where a message keeps the calls that were made for it. */
const CALLS = 'calls';

/** The calls that were made for a message; none in checkpoints of runs that began before they were kept. */
export function callsOf(message: AIMessage): readonly ModelCall[] {
  return (message.response_metadata as { [CALLS]?: readonly ModelCall[] } | undefined)?.[CALLS] ?? [];
}

/**
 * An answer as it is kept, with the model that has given it and all calls that were made for it. Ids of calls are unique in the run; what may not be carried out is
 * an invalid call beside the call that providers want to see again.
 */
export function modelMessage(
  answer: Answer,
  { model, calls: made }: { readonly model: string; readonly calls: readonly ModelCall[] },
  before: readonly BaseMessage[],
): AIMessage {
  const taken = new Set(before.filter(isModelMessage).flatMap((one) => (one.tool_calls ?? []).map(({ id }) => id)));
  const calls = answer.calls.map((call) => {
    let id = call.id;
    for (let n = taken.size + 1; id === '' || taken.has(id); n++) id = `call_${n}`;
    taken.add(id);
    return { ...call, id };
  });
  const used = made.map(({ usage }) => usage?.tokens ?? NO_TOKENS);
  const input = used.reduce((sum, tokens) => sum + tokensRead(tokens), 0);
  const output = used.reduce((sum, tokens) => sum + tokens.output, 0);
  const { shortfall, end } = answer;
  const fields = {
    content: answer.text,
    tool_calls: calls.map(({ id, name, args, signature }) => ({
      id,
      name,
      args,
      type: 'tool_call' as const,
      // Where LangChain looks for it.
      ...(signature && { thoughtSignature: signature }),
    })),
    invalid_tool_calls: calls.flatMap(({ id, name, problem }) =>
      problem === undefined ? [] : [{ id, name, error: problem, type: 'invalid_tool_call' as const }],
    ),
    response_metadata: { [ANSWERED_BY]: model, [CALLS]: made, end, ...(shortfall && { shortfall }) },
    usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
  };
  // The library's types hide what a message knows of usage.
  return new AIMessage(fields as never);
}

/** The model, why its last answer in a run is not a whole one, and the provider's word for it; undefined when it is. */
export function shortfallOf(messages: readonly BaseMessage[]) {
  const last = messages.at(-1);
  if (last === undefined || !isModelMessage(last)) return undefined;
  const { shortfall, end = '' } = last.response_metadata as { shortfall?: Shortfall; end?: string };
  return shortfall && { model: modelOf(last) ?? '', shortfall, end };
}

export function isModelMessage(message: BaseMessage): message is AIMessage {
  return AIMessage.isInstance(message);
}

export function isToolMessage(message: BaseMessage): message is ToolMessage {
  return ToolMessage.isInstance(message);
}

/** Between what a model says before and after it calls tools. */
export const PARAGRAPH = '\n\n';

/** What models have said to people in a run. */
export function textOf(messages: readonly BaseMessage[]): string {
  const texts = messages.filter(isModelMessage).map((message) => message.text);
  return texts.filter((text) => text !== '').join(PARAGRAPH);
}
