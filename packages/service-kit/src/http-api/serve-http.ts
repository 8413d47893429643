import type { IncomingMessage, ServerResponse } from 'node:http';
import { Code, ConnectError } from '@connectrpc/connect';
import { ServiceError } from '../errors/service-error.ts';
import { type BodyLimits, readBody } from '../rpc/body-limit.ts';
import type { HttpCall } from '../rpc/http-pipeline.ts';
import type { RpcPipeline } from '../rpc/pipeline.ts';
import { headersOf } from '../rpc/rpc-exchange.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { HttpAnswer, HttpApi } from './http-api.ts';
import { createRouteMatcher } from './match-route.ts';

/** No message of people is larger. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Why a call ends that has said everything. */
const CALL_IS_OVER = new DOMException('The call is over.', 'AbortError');

/** What serves addresses that are no RPCs. */
export interface HttpApiOptions {
  readonly apis: readonly HttpApi[];
  readonly pipeline: RpcPipeline;
  readonly logger: Logger;
  readonly limits: Omit<BodyLimits, 'maxBytes'>;
  /** Aborting it ends every call that still runs. */
  readonly shutdownSignal: AbortSignal;
}

/** @returns finds what answers a request; undefined for a path that belongs to no API */
export function createHttpApis({ apis, pipeline, logger, limits, shutdownSignal }: HttpApiOptions) {
  const match = createRouteMatcher(apis);
  return (method: string, path: string) => {
    const found = match(method, path);
    if (found === undefined) return undefined;
    const { api, route, params } = found;
    return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const requestHeader = headersOf(request.headers);
      const query = URL.parse(request.url ?? '', 'http://localhost')?.searchParams ?? new URLSearchParams();
      const closed = new AbortController();
      response.once('close', () =>
        closed.abort(response.writableFinished ? CALL_IS_OVER : new ConnectError('the client has gone', Code.Canceled)),
      );
      const call: HttpCall = {
        procedure: route === undefined ? `${api.prefix} (no route)` : `${route.method} ${route.path}`,
        requestHeader,
        shutdownSignal,
        signal: closed.signal,
        abort: (reason) => closed.abort(reason),
        access: route?.access,
        lasting: route?.lasting ?? false,
      };
      const maxBytes = route?.maxBytes ?? MAX_BODY_BYTES;
      try {
        await pipeline.http(call, {
          answer: async (caller) => {
            if (route === undefined) throw noRoute();
            assertPlain(requestHeader);
            const body = await readBody(request, { ...limits, maxBytes });
            return route.answer({ params, query, headers: requestHeader, body }, caller);
          },
          refuse: (error) => api.refusal(error),
          send: (answer, requestId) => send(answer, response, requestId),
          lastWords: (error) => {
            const words = api.lastWords?.(error);
            if (words === undefined) response.destroy();
            else response.end(words);
          },
          maxBytes,
        });
      } catch (err) {
        // Refusals are answered; what comes here is a connection that broke, or a mistake in a refusal.
        logger.debug({ err, path }, 'connection broken');
        response.destroy();
      }
    };
  };
}

async function send({ status, headers, body }: HttpAnswer, response: ServerResponse, requestId: string): Promise<void> {
  response.writeHead(status, { ...headers, 'x-request-id': requestId });
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return void response.end(body);
  response.flushHeaders();
  for await (const piece of body) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

/** Resolves when more can be written, or nobody is there any more. */
function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    response.off('drain', done).off('close', done);
    resolve();
  };
  response.on('drain', done).on('close', done);
  return promise;
}

function assertPlain(header: Headers): void {
  const encoding = header.get('content-encoding') ?? 'identity';
  if (encoding === 'identity') return;
  throw new ServiceError('invalid_argument', 'body_compressed', 'Send the body of the request uncompressed.');
}

function noRoute(): ServiceError {
  return new ServiceError('not_found', 'route_not_found', 'There is no such address, or not for this method.');
}
