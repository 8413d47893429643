import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './script.ts';

export interface ResponsesServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: ResponsesRequest[];
}

/** The part of a request that tests look at. */
export interface ResponsesRequest {
  readonly input: readonly {
    readonly type: string;
    readonly role?: string;
    readonly content?: unknown;
    readonly output?: unknown;
  }[];
  readonly tools?: readonly { readonly type: string; readonly name: string; readonly parameters: unknown }[];
  readonly store?: boolean;
}

type Answer = Script | { readonly type: 'status'; readonly status: number; readonly message?: string };

/**
 * A server that speaks OpenAI's Responses, and nothing else, and gives the answers in turn. An end of `whole` completes the
 * response, `failed: <code>` fails it, one that is empty breaks off, and any other is why it is incomplete.
 */
export async function startResponsesServer(answers: readonly Answer[]): Promise<ResponsesServer> {
  const requests: ResponsesRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(JSON.parse(body));
    const isKnown = request.url === '/v1/responses';
    const answer = (isKnown && answers[requests.length - 1]) || { type: 'status', status: 404 };
    if (answer.type === 'status') {
      const { status, message = 'secret words of the provider' } = answer;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message, type: 'test' } }));
      return;
    }
    const isDocument = answer.form === 'document';
    response.writeHead(200, { 'content-type': isDocument ? 'application/json' : 'text/event-stream' });
    if (isDocument) return void response.end(JSON.stringify(responseOf(answer)));
    for (const event of eventsOf(answer)) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (!answer.stays) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A text is item 0 of the output; the call with index n is item n + 1. */
function eventsOf(script: Script): Event[] {
  const response = responseOf(script);
  const message = { id: 'msg_1', type: 'message', role: 'assistant', content: [] };
  const pieces = script.pieces.flatMap(({ raw, text, call }): Event[] => {
    if (raw !== undefined) return [raw as Event];
    if (call === undefined)
      return [{ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: text }];
    const at = { output_index: (call.index ?? 0) + 1, item_id: `fc_${call.index}` };
    const delta = { type: 'response.function_call_arguments.delta', ...at, delta: call.args };
    if (call.name === undefined) return [delta];
    const item = { id: at.item_id, type: 'function_call', call_id: call.id, name: call.name, arguments: '' };
    return [{ type: 'response.output_item.added', ...at, item }, delta];
  });
  const type = `response.${response.status}`;
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    { type: 'response.output_item.added', output_index: 0, item: message },
    ...pieces,
    ...(script.end === '' ? [] : [{ type, response }]),
  ];
}

/** The whole response, as it comes when it is not streamed. */
function responseOf({ pieces, end, usage }: Script) {
  const text = pieces.map((piece) => piece.text ?? '').join('');
  const calls = new Map<number, { name: string; call_id: string; arguments: string }>();
  for (const { call } of pieces) {
    if (call === undefined) continue;
    const { index = 0, name = '', id: call_id = '', args = '' } = call;
    const known = calls.get(index) ?? { name, call_id, arguments: '' };
    calls.set(index, { ...known, arguments: known.arguments + args });
  }
  const [, code] = /^failed: (.*)$/.exec(end) ?? [];
  const isWhole = end === 'whole';
  return {
    id: 'resp_1',
    object: 'response',
    model: 'm',
    status: code ? 'failed' : isWhole ? 'completed' : 'incomplete',
    error: code ? { code, message: 'secret words of the provider' } : null,
    incomplete_details: code || isWhole ? null : { reason: end },
    output: [
      { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      ...[...calls.values()].map((call, at) => ({ id: `fc_${at}`, type: 'function_call', ...call })),
    ],
    usage: usage ? (usage.raw ?? { input_tokens: usage.input, output_tokens: usage.output }) : null,
  };
}
