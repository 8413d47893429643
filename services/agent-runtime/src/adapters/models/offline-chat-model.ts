import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  ToolMessage,
  type UsageMetadata,
} from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import { type Reply, reply, type Turn } from '../../domain/offline/turn.ts';

interface OfflineCallOptions extends BaseChatModelCallOptions {
  readonly tools?: BindToolsInput[];
}

/** Characters that count as one token. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * The built-in model: no network, no randomness, the same answer for the same messages. It sees what any language model
 * sees, streams word by word, and counts a token for every four characters begun, as an estimate.
 */
export class OfflineChatModel extends BaseChatModel<OfflineCallOptions> {
  override _llmType(): string {
    return 'offline';
  }

  override bindTools(
    tools: BindToolsInput[],
    options?: Partial<OfflineCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, OfflineCallOptions> {
    return this.withConfig({ ...options, tools });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const turn = turnOf(messages, options.tools ?? []);
    const next = reply(turn);
    for (const message of chunksOf(next, `call_${turn.exchanges.length + 1}`)) {
      options.signal?.throwIfAborted();
      const chunk = new ChatGenerationChunk({ text: message.text, message });
      yield chunk;
      await manager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
    const message = Object.assign(new AIMessageChunk({ content: '' }), { usage_metadata: usage(messages, next) });
    yield new ChatGenerationChunk({ text: '', message, generationInfo: { finish_reason: 'stop' } });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    manager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, manager))
      whole = whole?.concat(chunk) ?? chunk;
    return { generations: whole === undefined ? [] : [whole] };
  }
}

function turnOf(messages: readonly BaseMessage[], tools: readonly BindToolsInput[]): Turn {
  const asked = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const calls = new Map<string, { name: string; args: Record<string, unknown> }>();
  const exchanges: { name: string; args: Record<string, unknown>; result: string }[] = [];
  for (const message of messages.slice(asked + 1)) {
    if (AIMessage.isInstance(message)) for (const call of message.tool_calls ?? []) calls.set(call.id ?? '', call);
    const call = ToolMessage.isInstance(message) ? calls.get(message.tool_call_id) : undefined;
    if (call !== undefined) exchanges.push({ name: call.name, args: call.args, result: message.text });
  }
  const names = tools.map((tool) => ('name' in tool && typeof tool.name === 'string' ? tool.name : ''));
  return { request: messages[asked]?.text ?? '', tools: new Set(names), exchanges };
}

function chunksOf(next: Reply, callId: string): readonly AIMessageChunk[] {
  if (next.type === 'text') {
    return (next.text.match(/\s*\S+\s*$|\s*\S+/g) ?? []).map((content) => new AIMessageChunk({ content }));
  }
  const call = {
    type: 'tool_call_chunk' as const,
    id: callId,
    index: 0,
    name: next.name,
    args: JSON.stringify(next.args),
  };
  return [new AIMessageChunk({ content: '', tool_call_chunks: [call] })];
}

function usage(messages: readonly BaseMessage[], next: Reply): UsageMetadata {
  const tokens = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
  const input = messages.reduce((sum, message) => sum + tokens(message.text), 0);
  const output = tokens(next.type === 'text' ? next.text : JSON.stringify(next.args));
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}
