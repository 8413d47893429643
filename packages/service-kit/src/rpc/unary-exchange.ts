import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UniversalHandlerFn, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { type BodyLimits, wholeBody } from './body-limit.ts';
import { explained } from './protocol-mismatch.ts';
import { headersOf } from './rpc-exchange.ts';

/**
 * Serves a unary call: one message in, one out. Does what `universalRequestFromNodeRequest` and
 * `universalResponseToNodeResponse` do, without what only streams need.
 */
export async function exchangeUnary(
  handle: UniversalHandlerFn,
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { status, header, body } = explained(await handle(universalRequest(request, gone.signal, limits)));
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  response.writeHead(status, header && Object.fromEntries(header));
  response.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

function universalRequest(request: IncomingMessage, signal: AbortSignal, limits: BodyLimits): UniversalServerRequest {
  const { httpVersion, method = '', url: path = '', headers } = request;
  // Nobody reads the host, which could be anything.
  const url = `http://localhost${path}`;
  return { httpVersion, method, url, header: headersOf(headers), signal, body: wholeBody(request, limits) };
}
