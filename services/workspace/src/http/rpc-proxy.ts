import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { RpcAnswer } from '@ameide/service-kit/rpc';
import type { Exchange, Route } from './exchange.ts';
import { noSession, type Refusal, sendRefusal } from './refusal.ts';
import { relayStream } from './relay-stream.ts';
import { isOwnRequest } from './request-guard.ts';
import type { RouteDeps } from './routes.ts';

/** Where RPCs of a browser begin. */
export const API_PREFIX = '/api/';

const RPC_PATH = /^[\w.]+\/\w+$/;
/** What of a browser's request goes on to services; nothing else does, least of all what would say who somebody is. */
const PASSED =
  /^(accept|accept-encoding|accept-language|connect-[\w-]+|content-encoding|content-length|content-type|traceparent|tracestate|user-agent|x-request-id|x-user-agent)$/;
/** What is between two neighbours, or between the provider and the browser only. */
const NOT_ANSWERED =
  /^(connection|keep-alive|proxy-[\w-]+|set-cookie|strict-transport-security|te|trailer|transfer-encoding|upgrade|access-control-[\w-]+)$/;
const OTHER = /^application\/grpc/;
const STREAM = /^application\/connect\+/;

const FOREIGN: Refusal = {
  code: 'permission_denied',
  reason: 'foreign_request',
  message: 'Calls come from pages of the workspace itself, with the header "x-ameide-csrf: 1".',
};
const UNKNOWN: Refusal = { code: 'not_found', reason: 'rpc_unknown', message: 'There is no such RPC.' };
const OTHER_PROTOCOL: Refusal = {
  code: 'not_found',
  reason: 'protocol_unknown',
  message:
    'Browsers call by the Connect protocol: application/json or application/proto, or connect+json or connect+proto.',
};
const STOPPING: Refusal = {
  code: 'unavailable',
  reason: 'server_stopping',
  message: 'The service is stopping. Connect again to go on.',
};
const REPLACED: Refusal = {
  code: 'unavailable',
  reason: 'session_replaced',
  message: 'You have signed in again. Connect again to go on.',
};
const SILENT: Refusal = {
  code: 'unavailable',
  reason: 'upstream_unreachable',
  message: 'The services cannot be reached. Try again.',
};

/** `/api/<package.Service>/<Method>`: hands an RPC on with the token of the browser's session, and its answer back as it comes. */
export function createRpcProxyRoute(deps: RouteDeps): Route {
  const { cookies, logger, publicUrl, sessions, stopping, upstream } = deps;

  async function handOn(exchange: Exchange): Promise<void> {
    const { request, response, url, requestId } = exchange;
    if (!isOwnRequest(request, publicUrl)) return sendRefusal(response, FOREIGN, requestId);
    const rpc = url.pathname.slice(API_PREFIX.length);
    if (!RPC_PATH.test(rpc)) return sendRefusal(response, UNKNOWN, requestId);
    // Of its streams nothing here knows where a message ends.
    if (OTHER.test(request.headers['content-type'] ?? '')) return sendRefusal(response, OTHER_PROTOCOL, requestId);
    const streams = STREAM.test(request.headers['content-type'] ?? '');
    const session = await sessions.use(cookies.sessionId(request), !streams);
    if (typeof session === 'string') return sendRefusal(response, noSession[session], requestId);

    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answered = upstream({
      method: request.method!,
      path: `/${rpc}${url.search}`,
      headers: {
        'x-request-id': requestId,
        ...passedOn(request),
        authorization: `Bearer ${session.session.tokens.accessToken}`,
      },
      body: request,
      signal: gone.signal,
    });
    if (answered === undefined) return sendRefusal(response, UNKNOWN, requestId);
    const answer = await answered.catch((err: unknown) => {
      if (!gone.signal.aborted) logger.warn({ err, request_id: requestId }, 'services cannot be reached');
      return undefined;
    });
    if (answer === undefined) return sendRefusal(response, SILENT, requestId);
    writeHead(response, answer);
    if (!STREAM.test(answer.headers.get('content-type') ?? '')) return relay(answer.body, response);
    await relayStream(answer.body, response, {
      watchEnd: (end) => {
        const forget = sessions.watch(session.key, (reason) =>
          end(reason === 'replaced' ? REPLACED : noSession.session_ended),
        );
        const stop = () => end(STOPPING);
        if (stopping.aborted) stop();
        stopping.addEventListener('abort', stop, { once: true });
        return () => {
          forget();
          stopping.removeEventListener('abort', stop);
        };
      },
      requestId,
    });
  }

  return async (exchange) => {
    try {
      await handOn(exchange);
    } catch (err) {
      // What had begun breaks off, so that nobody takes it for whole.
      logger.debug({ err, request_id: exchange.requestId }, 'a call broke off');
      exchange.response.destroy();
    }
  };
}

function passedOn({ headers }: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED.test(name)));
}

function writeHead(response: ServerResponse, { status, headers }: RpcAnswer): void {
  for (const [name, value] of headers) if (!NOT_ANSWERED.test(name)) response.setHeader(name, value);
  if (!headers.has('cache-control')) response.setHeader('cache-control', 'no-store');
  // For proxies before this one that would hold streams back.
  response.setHeader('x-accel-buffering', 'no');
  response.writeHead(status);
  response.flushHeaders();
}

async function relay(body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  for await (const chunk of body) response.write(chunk);
  response.end();
}
