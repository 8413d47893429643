import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './script.ts';

export interface AnthropicServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: { messages: { role: string; content: unknown }[]; tools?: { name: string }[] }[];
}

type Answer = Script | { readonly type: 'status'; readonly status: number; readonly message?: string };

/**
 * A server that speaks Anthropic's Messages and gives the answers in turn; one whose end is empty breaks off. It counts as
 * the provider does: one token where the message begins, and all of them where it ends.
 */
export async function startAnthropicServer(answers: readonly Answer[]): Promise<AnthropicServer> {
  const requests: AnthropicServer['requests'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(JSON.parse(body));
    const answer = answers[requests.length - 1] ?? { type: 'status', status: 500 };
    if (answer.type === 'status') {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      const error = { type: 'invalid_request_error', message: answer.message ?? 'secret words of the provider' };
      response.end(JSON.stringify({ type: 'error', error }));
      return;
    }
    const isDocument = answer.form === 'document';
    response.writeHead(200, { 'content-type': isDocument ? 'application/json' : 'text/event-stream' });
    if (isDocument) return void response.end(JSON.stringify(documentOf(answer)));
    for (const event of eventsOf(answer)) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (!answer.stays) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const message = { id: 'm1', type: 'message', role: 'assistant', model: 'c' };

function eventsOf({ pieces, end, usage }: Script): { type: string; [field: string]: unknown }[] {
  const counted = usage?.raw ? { ...usage.raw, output_tokens: 1 } : { input_tokens: usage?.input, output_tokens: 1 };
  const start = { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: counted } };
  const text = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  const blocks = pieces.flatMap(({ raw, call, text }): { type: string }[] => {
    if (raw !== undefined) return [raw as { type: string }];
    const delta = (index: number | undefined, delta: object) => ({ type: 'content_block_delta', index, delta });
    if (call === undefined) return [delta(0, { type: 'text_delta', text })];
    const { index, id, name, args = '' } = call;
    const args_ = delta(index, { type: 'input_json_delta', partial_json: args });
    const block = { type: 'tool_use', id, name, input: {} };
    return name === undefined
      ? [args_]
      : [{ type: 'content_block_start', index, content_block: block } as object as { type: string }, args_];
  });
  const delta = {
    type: 'message_delta',
    delta: { stop_reason: end },
    usage: usage?.raw ?? (usage && { output_tokens: usage.output }),
  };
  return [start, text, ...blocks, ...(end === '' ? [] : [delta, { type: 'message_stop' }])];
}

/** The same as a message that is not streamed. */
function documentOf({ pieces, end, usage }: Script): object {
  const content = pieces.map(({ raw, text, call }) =>
    call === undefined
      ? (raw ?? { type: 'text', text })
      : { type: 'tool_use', id: call.id, name: call.name, input: JSON.parse(call.args ?? '{}') },
  );
  const counted = usage?.raw ?? { input_tokens: usage?.input, output_tokens: usage?.output };
  return { ...message, content, stop_reason: end, usage: counted };
}
