import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './script.ts';

/** What the server answers to one request. */
export type Answer =
  | Script
  /** A message, word by word, then its usage. */
  | { readonly type: 'text'; readonly text: string }
  /** A call of a tool, its arguments in two pieces; `args` is the text that is sent, JSON or not. `text` comes before. */
  | {
      readonly type: 'tool_call';
      readonly id: string;
      readonly name: string;
      readonly args: string;
      readonly text?: string;
    }
  /** An HTTP error; `retryAfter`, in seconds, says when to come back. */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly message?: string;
      readonly code?: string;
    }
  /** A message that breaks off: an `error` event, a broken connection, an end without a reason, or what is no JSON. */
  | {
      readonly type: 'broken';
      readonly text: string;
      readonly how: 'error_event' | 'disconnect' | 'ends_early' | 'malformed';
    }
  /** Nothing at all, until the client goes away. */
  | { readonly type: 'silent' }
  /** The beginning of a message, and then nothing until the client goes away. */
  | { readonly type: 'hangs'; readonly text: string };

/** The part of a Chat Completions request that tests look at. */
export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown; readonly tool_calls?: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[];
}

export interface OpenAiServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: CompletionRequest[];
  /** Resolves when a client has left a message that hangs. */
  readonly abandoned: Promise<void>;
}

/**
 * A server that speaks OpenAI's streaming Chat Completions (server-sent events, `[DONE]`, usage in the last chunk) and
 * gives the answers in turn. It stands in for a provider, which tests cannot reach; the client is the real library.
 */
export async function startOpenAiServer(answers: readonly Answer[]): Promise<OpenAiServer> {
  const requests: CompletionRequest[] = [];
  const left = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    requests.push(JSON.parse(await bodyOf(request)) as CompletionRequest);
    const answer = answers[requests.length - 1] ?? { type: 'status', status: 500 };
    give(answer, response, left.resolve);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    abandoned: left.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function give(answer: Answer, response: ServerResponse, onLeft: () => void): void {
  if (answer.type === 'status') {
    const { status, retryAfter, code, message = 'secret words of the provider' } = answer;
    const hint = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    response.writeHead(status, { 'content-type': 'application/json', ...hint });
    response.end(JSON.stringify({ error: { message, type: 'test', code } }));
    return;
  }
  if (answer.type === 'silent') return;
  if (answer.type === 'script' && answer.form === 'document') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(documentOf(answer)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (data: unknown) => response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  const chunk = (delta: object, finish_reason: string | null = null) =>
    send({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason }],
    });
  const finish = (
    reason: string,
    usage: unknown = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  ) => {
    chunk({}, reason);
    if (usage) send({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage });
    if (answer.type === 'script' && answer.stays) return;
    send('[DONE]');
    response.end();
  };
  if (answer.type === 'script') {
    response.on('close', onLeft);
    for (const piece of answer.pieces) chunk(deltaOf(piece));
    finish(answer.end, answer.usage ? usageOf(answer) : null);
    return;
  }
  chunk({ role: 'assistant', content: '' });
  for (const word of (answer.text ?? '').split(/(?<= )/)) chunk({ content: word });
  if (answer.type === 'tool_call') {
    const half = Math.ceil(answer.args.length / 2);
    const call = {
      index: 0,
      id: answer.id,
      type: 'function',
      function: { name: answer.name, arguments: answer.args.slice(0, half) },
    };
    chunk({ tool_calls: [call] });
    chunk({ tool_calls: [{ index: 0, function: { arguments: answer.args.slice(half) } }] });
    finish('tool_calls');
    return;
  }
  if (answer.type === 'text') finish('stop');
  else if (answer.type === 'hangs') response.on('close', onLeft);
  else if (answer.how === 'ends_early') response.end();
  else if (answer.how === 'disconnect') response.write(':\n\n', () => response.destroy());
  else if (answer.how === 'malformed') {
    send('{"id": "c1", "choices": [{"delta": {"con');
    response.end();
  } else {
    send({ error: { message: 'overloaded', type: 'server_error', code: 'overloaded' } });
    response.end();
  }
}

function deltaOf({ text, raw, call }: Script['pieces'][number]): object {
  if (raw !== undefined) return raw;
  if (call === undefined) return { content: text };
  const { index, id, name, args } = call;
  return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] };
}

function usageOf({ usage }: Script): object {
  return usage?.raw ?? { prompt_tokens: usage?.input, completion_tokens: usage?.output };
}

/** The same as a chat completion that is not streamed. */
function documentOf(script: Script): object {
  const deltas = script.pieces.map(deltaOf) as { content?: unknown; tool_calls?: object[] }[];
  const content = deltas.map((delta) => delta.content ?? '').join('') || null;
  const message = Object.assign({ role: 'assistant' }, ...deltas, { content });
  const tool_calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
  const choice = { index: 0, message: { ...message, tool_calls }, finish_reason: script.end };
  return { id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage: usageOf(script) };
}
