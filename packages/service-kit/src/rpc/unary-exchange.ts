import type { IncomingMessage, ServerResponse } from 'node:http';
import { Code, ConnectError } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { messageTooLarge } from './body-limit.ts';
import { explained } from './protocol-mismatch.ts';
import { headersOf } from './rpc-exchange.ts';

/**
 * Serves a unary call: one message in, one out. Does what `universalRequestFromNodeRequest` and
 * `universalResponseToNodeResponse` do, without what only streams need.
 */
export async function exchangeUnary(
  handle: UniversalHandler,
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { status, header, body } = explained(await handle(universalRequest(request, gone.signal, maxBytes)));
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  response.writeHead(status, header && Object.fromEntries(header));
  response.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

function universalRequest(request: IncomingMessage, signal: AbortSignal, maxBytes: number): UniversalServerRequest {
  const { httpVersion, method = '', url: path = '', headers } = request;
  // Nobody reads the host, which could be anything.
  const url = `http://localhost${path}`;
  return { httpVersion, method, url, header: headersOf(headers), signal, body: bodyOf(request, maxBytes) };
}

/** The whole body as one chunk. Nothing of it is read before it is asked for. */
function bodyOf(request: IncomingMessage, maxBytes: number): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      yield await readBody(request, maxBytes);
    },
  };
}

/**
 * What exceeds the limit is read and thrown away, since a client that is still sending would otherwise see a broken
 * connection instead of the answer.
 */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let total = 0;
  request.on('data', (chunk: Buffer) => {
    total += chunk.byteLength;
    if (total <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.once('end', () => {
    if (total > maxBytes) reject(messageTooLarge(maxBytes));
    else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  });
  const gone = () => {
    if (!request.complete) reject(new ConnectError('the client has gone', Code.Canceled));
  };
  request.once('error', gone);
  request.once('close', gone);
  return promise;
}
