import { ChatAnthropic } from '@langchain/anthropic';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import { fetchAsStream, fieldsOf, textIn } from './pieces.ts';

/** Speaks Anthropic's Messages. LangChain's chunks are read one by one: adding them up repairs what was cut. */
export function speakAnthropic({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, maxRetries: number): Speak {
  const clientOptions = { fetch: fetchAsStream(eventsOf) };
  const endpoint = baseUrl === undefined ? {} : { anthropicApiUrl: baseUrl };
  const chat = new TolerantAnthropic({ model, apiKey, maxRetries, clientOptions, ...endpoint });
  return async function* (prompt, tools, signal) {
    const options = { signal, ...(tools.length > 0 && { tools: [...tools] }) };
    for await (const { message } of chat._streamResponseChunks([...prompt], options)) {
      const { content, tool_call_chunks, additional_kwargs, usage_metadata } = message as Chunk;
      yield {
        text: textIn(content),
        calls: tool_call_chunks ?? [],
        end: textIn(additional_kwargs.stop_reason),
        ...(usage_metadata && { usage: { input: usage_metadata.input_tokens, output: usage_metadata.output_tokens } }),
      };
    }
  };
}

/** What is read of LangChain's chunks. */
interface Chunk {
  readonly content: unknown;
  readonly tool_call_chunks?: readonly { readonly index?: number; readonly id?: string; readonly args?: string }[];
  readonly additional_kwargs: { readonly stop_reason?: unknown };
  readonly usage_metadata?: { readonly input_tokens: unknown; readonly output_tokens: unknown };
}

type Request = Parameters<ChatAnthropic['createStreamWithRetry']>;
type Events = Awaited<ReturnType<ChatAnthropic['createStreamWithRetry']>>;
type Event = Events extends AsyncIterable<infer E> ? E : never;

/** LangChain's client for endpoints that only resemble Anthropic's: it hears of everything that they say. */
class TolerantAnthropic extends ChatAnthropic {
  protected override async createStreamWithRetry(...request: Request): Promise<Events> {
    const events = await super.createStreamWithRetry(...request);
    return Object.assign(tolerant(events), { controller: events.controller }) as unknown as Events;
  }
}

async function* tolerant(events: AsyncIterable<Event>): AsyncGenerator<object> {
  for await (const event of events) {
    if (event.type === 'message_start') {
      yield { ...event, message: { ...event.message, content: [], usage: event.message.usage ?? {} } };
    } else if (event.type === 'content_block_start') {
      // Reasoning and what else there is may be taken for text.
      const { content_block: block, index } = event;
      if (block.type === 'text' || block.type === 'tool_use') yield event;
      if (block.type === 'tool_use' && Object.keys(fieldsOf(block.input)).length > 0) {
        const delta = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
        yield { type: 'content_block_delta', index, delta };
      }
    } else if (event.type === 'message_delta') {
      // The client hears of what was read only where the message begins.
      const { usage } = event;
      if (typeof usage?.input_tokens === 'number') yield { type: 'message_start', message: { content: [], usage } };
      yield { ...event, usage: usage ?? {} };
    } else if (event.type !== 'content_block_delta' || ['text_delta', 'input_json_delta'].includes(event.delta.type)) {
      yield event;
    }
  }
}

/** A message that came whole, as the events of a stream. */
function eventsOf(document: unknown): readonly object[] {
  const { content, stop_reason, usage, ...message } = fieldsOf(document);
  if (message.error !== undefined) return [{ ...message, type: 'error' }];
  const blocks = Array.isArray(content) ? content : [];
  return [
    { type: 'message_start', message: { ...message, content: [], usage } },
    ...blocks.map((content_block, index) => ({ type: 'content_block_start', index, content_block })),
    { type: 'message_delta', delta: { stop_reason }, usage },
  ];
}
