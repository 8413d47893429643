import { ChatAnthropic } from '@langchain/anthropic';
import type { ModelEndpoint, Speak } from '../../app/ports.ts';
import { createUsageMeter } from '../../domain/usage/meter.ts';
import { usageProtocols } from '../../domain/usage/protocols.ts';
import { fetchAsStream, fieldsOf, textIn } from './pieces.ts';

/** Speaks Anthropic's Messages. LangChain's chunks are read one by one: adding them up repairs what was cut. */
export function speakAnthropic({ model, baseUrl, apiKey = 'none' }: ModelEndpoint, connectMs: number): Speak {
  const clientOptions = { logLevel: 'off' as const, fetch: fetchAsStream(eventsOf, connectMs) };
  const endpoint = baseUrl === undefined ? {} : { anthropicApiUrl: baseUrl };
  const chat = new TolerantAnthropic({ model, apiKey, maxRetries: 0, clientOptions, ...endpoint });
  const usual = chat.maxTokens;
  return async function* ({ prompt, tools, signal, maxOutputTokens }) {
    const options = { signal, ...(tools.length > 0 && { tools: [...tools] }) };
    const count = createUsageMeter(usageProtocols.anthropic);
    chat.maxTokens = maxOutputTokens ?? usual;
    for await (const { message } of chat._streamResponseChunks([...prompt], options)) {
      const { content, tool_call_chunks, additional_kwargs } = message as Chunk;
      yield {
        text: textIn(content),
        calls: tool_call_chunks ?? [],
        end: textIn(additional_kwargs.stop_reason),
        usage: count(additional_kwargs[COUNTED]),
        served: textIn(additional_kwargs.model),
      };
    }
  };
}

/** Where what the provider counts is kept, which LangChain would bring into a form of its own. */
const COUNTED = 'counted';

/** What is read of LangChain's chunks. */
interface Chunk {
  readonly content: unknown;
  readonly tool_call_chunks?: readonly { readonly index?: number; readonly id?: string; readonly args?: string }[];
  readonly additional_kwargs: {
    readonly stop_reason?: unknown;
    readonly model?: unknown;
    readonly [COUNTED]?: unknown;
  };
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
      const { usage = {} } = event.message;
      yield { ...event, message: { ...event.message, content: [], usage, [COUNTED]: usage } };
    } else if (event.type === 'content_block_start') {
      // Reasoning and what else there is may be taken for text.
      const { content_block: block, index } = event;
      if (block.type === 'text' || block.type === 'tool_use') yield event;
      if (block.type === 'tool_use' && Object.keys(fieldsOf(block.input)).length > 0) {
        const delta = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
        yield { type: 'content_block_delta', index, delta };
      }
    } else if (event.type === 'message_delta') {
      const usage = event.usage ?? {};
      yield { ...event, usage, delta: { ...event.delta, [COUNTED]: usage } };
    } else if (event.type !== 'content_block_delta' || ['text_delta', 'input_json_delta'].includes(event.delta.type)) {
      yield event;
    } else {
      // A sign of life.
      yield { ...event, delta: { type: 'thinking_delta', thinking: '' } };
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
