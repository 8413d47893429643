import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { ChatOpenAIResponses, convertMessagesToResponsesInput } from '@langchain/openai';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import type { CallPiece } from '../../domain/answer/calls.ts';
import type { Piece } from '../../domain/answer/reading.ts';
import { createUsageMeter, type UsageMeter } from '../../domain/usage/meter.ts';
import { usageProtocols } from '../../domain/usage/protocols.ts';
import { fetchAsStream, fieldsOf, textIn } from './pieces.ts';

/** Speaks OpenAI's Responses. As in Chat Completions, the answer is read as the provider sends it; nothing is stored there. */
export function speakOpenAiResponses({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, connectMs: number): Speak {
  const configuration = {
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    fetch: fetchAsStream(eventsOf, connectMs),
  };
  const chat = new ChatOpenAIResponses({ model, apiKey, maxRetries: 0, zdrEnabled: true, configuration });
  return async function* ({ prompt, tools, signal, maxOutputTokens }) {
    const input = convertMessagesToResponsesInput({ messages: [...prompt], zdrEnabled: true, model });
    const request = {
      ...chat.invocationParams({ tools: tools.map((tool) => convertToOpenAITool(tool)) }),
      // A call of a tool that nothing was said with leaves a message without a word.
      input: input.filter((item) => !('content' in item) || item.content !== ''),
      stream: true as const,
      ...(maxOutputTokens !== undefined && { max_output_tokens: maxOutputTokens }),
    };
    const told = new Set<string>();
    const count = createUsageMeter(usageProtocols.responses);
    for await (const event of await chat.completionWithRetry(request, { signal })) yield* piecesOf(event, told, count);
  };
}

/**
 * What one event says.
 * @param told the parts of the output that were told already
 * @param count of this answer
 * @throws Error when the provider says that it has failed
 */
function* piecesOf(event: unknown, told: Set<string>, count: UsageMeter): Generator<Piece> {
  const { type, delta, item, output_index: at, response: given } = fieldsOf(event);
  const response = fieldsOf(given);
  const output = Array.isArray(response.output) ? response.output : [];
  switch (type) {
    case 'response.output_text.delta':
      told.add(`message ${at}`);
      yield { text: textIn(delta) };
      return;
    case 'response.refusal.delta':
      told.add(`message ${at}`);
      yield { refusal: textIn(delta) };
      return;
    case 'response.output_item.added':
      yield { calls: callIn(item, at, () => '') };
      return;
    case 'response.function_call_arguments.delta':
      told.add(`function_call ${at}`);
      yield { calls: [{ index: indexOf(at), args: textIn(delta) }] };
      return;
    case 'response.output_item.done':
      // Endpoints that only resemble OpenAI's may send an item without its pieces, or nothing but the whole response.
      yield* itemOf(item, at, told);
      return;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.cancelled':
      if (told.size === 0) for (const [index, item] of output.entries()) yield* itemOf(item, index, told);
      yield endOf(type, response, count);
      return;
    case 'response.failed': {
      yield { usage: count(response.usage), served: textIn(response.model) };
      const { code, message } = fieldsOf(response.error);
      throw Object.assign(new Error(textIn(message) || 'the provider has failed'), { code });
    }
    default:
      // A sign of life.
      yield {};
  }
}

function* itemOf(item: unknown, at: unknown, told: Set<string>): Generator<Piece> {
  const { type, content } = fieldsOf(item);
  const key = `${textIn(type)} ${at}`;
  if (told.has(key)) return;
  told.add(at === undefined ? 'an item' : key);
  const parts = Array.isArray(content) ? content : [];
  const refusal = parts.map((part) => textIn(fieldsOf(part).refusal)).join('');
  if (type === 'message') yield { text: textIn(content), refusal };
  yield { calls: callIn(item, at, (args) => (typeof args === 'string' ? args : JSON.stringify(args))) };
}

function callIn(item: unknown, at: unknown, textOf: (args: unknown) => string): readonly CallPiece[] {
  const { type, call_id, name, arguments: args } = fieldsOf(item);
  if (type !== 'function_call') return [];
  return [{ index: indexOf(at), id: textIn(call_id), name: textIn(name), args: textOf(args ?? '') }];
}

function endOf(type: string, response: Readonly<Record<string, unknown>>, count: UsageMeter): Piece {
  const { status, incomplete_details, usage, model } = response;
  const end = textIn(fieldsOf(incomplete_details).reason) || textIn(status) || type.slice('response.'.length);
  return { end, usage: count(usage), served: textIn(model) };
}

function indexOf(at: unknown): number | undefined {
  return typeof at === 'number' ? at : undefined;
}

/** A response that came whole, as the event with which a stream ends. */
function eventsOf(document: unknown): readonly object[] {
  const response = fieldsOf(document);
  return [{ type: response.error ? 'response.failed' : 'response.completed', response }];
}
