import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './script.ts';

/** The part of a request that tests look at. */
export interface GoogleRequest {
  readonly contents: readonly { readonly role: string; readonly parts: readonly Record<string, unknown>[] }[];
  readonly systemInstruction?: unknown;
  readonly tools?: readonly { readonly functionDeclarations: readonly { readonly name: string }[] }[];
  readonly generationConfig?: { readonly maxOutputTokens?: number };
}

export interface GoogleServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: GoogleRequest[];
  readonly keys: (string | string[] | undefined)[];
}

type Answer =
  | Script
  | { readonly type: 'status'; readonly status: number; readonly message?: string; readonly retryAfter?: number };

/**
 * A server that speaks Google's streaming generateContent (`alt=sse`: each event is a whole GenerateContentResponse, the
 * last one says why it ends) and gives the answers in turn. An end that is empty breaks off. Arguments of a call come whole,
 * as an object, as they do there.
 */
export async function startGoogleServer(answers: readonly Answer[]): Promise<GoogleServer> {
  const requests: GoogleRequest[] = [];
  const keys: GoogleServer['keys'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(JSON.parse(body));
    keys.push(request.headers['x-goog-api-key']);
    const isKnown = /^\/v1beta\/models\/[^/:]+:streamGenerateContent\?alt=sse$/.test(request.url ?? '');
    const answer = (isKnown && answers[requests.length - 1]) || { type: 'status', status: 404 };
    if (answer.type === 'status') {
      const { status, retryAfter, message = 'secret words of the provider' } = answer;
      const hint = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      response.writeHead(status, { 'content-type': 'application/json', ...hint });
      response.end(JSON.stringify({ error: { code: status, message, status: 'TEST' } }));
      return;
    }
    const events = eventsOf(answer);
    if (answer.form === 'document') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(events));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(`data: ${JSON.stringify(event)}\r\n\r\n`);
    if (!answer.stays) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    keys,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function eventsOf({ pieces, end, usage }: Script): object[] {
  const counted = usage?.raw ?? (usage && { promptTokenCount: usage.input, candidatesTokenCount: usage.output });
  const said = pieces.map(({ raw, text, call }) => {
    if (raw !== undefined) return raw;
    if (call === undefined) return event([{ text }]);
    const { id, name, args = '{}', signature } = call;
    return event([{ functionCall: { id, name, args: JSON.parse(args) }, thoughtSignature: signature }]);
  });
  return end === '' ? said : [...said, { ...event([], end), usageMetadata: counted }];
}

function event(parts: object[], finishReason?: string): object {
  return { candidates: [{ index: 0, content: { role: 'model', parts }, finishReason }], modelVersion: 'm' };
}
