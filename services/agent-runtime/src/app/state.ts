import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  ToolMessage,
  type UsageMetadata,
} from '@langchain/core/messages';
import { Annotation } from '@langchain/langgraph';
import type { ToolOutcome } from './tools/tool.ts';

/** What is kept of a run, in its checkpoints. */
export const RunState = Annotation.Root({
  /** The conversation that is to be answered, as it was when the run began. */
  conversation: Annotation<BaseMessage[]>,
  /** What models and tools have said in this run; only ever appended to. */
  messages: Annotation<BaseMessage[]>({ reducer: (said, more) => [...said, ...more], default: () => [] }),
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

/** The tokens that a model counted for a message, if it did. */
export function usageOf(message: AIMessage | AIMessageChunk): UsageMetadata | undefined {
  return message.usage_metadata as UsageMetadata | undefined;
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
