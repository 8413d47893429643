import type { IncomingMessage, ServerResponse } from 'node:http';
import { Code, ConnectError, createConnectRouter, createContextValues } from '@connectrpc/connect';
import type {
  Compression,
  UniversalHandlerFn,
  UniversalServerRequest,
  UniversalServerResponse,
} from '@connectrpc/connect/protocol';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import type { ConnectionLimits } from '../http/connection-limits.ts';
import { isHttp2 } from '../http/http2-connections.ts';
import type { Logger } from '../telemetry/logger.ts';
import { limitBody, messageTooLarge } from './body-limit.ts';
import { boundDeadline } from './deadline.ts';
import { type SentBytes, sentBytesKey, withSentBytes } from './encoded-stream.ts';
import type { RpcPipeline } from './pipeline.ts';
import { explained } from './protocol-mismatch.ts';
import { reflect } from './reflection/reflect.ts';
import { type RpcAnswer, type RpcRequest, universalRequest } from './rpc-exchange.ts';
import type { Routes } from './service.ts';
import { transcodedUnary } from './transcoded-unary.ts';
import { createTranscoder } from './transcoder.ts';
import { exchangeUnary } from './unary-exchange.ts';

/** Below, compressing an answer takes more time of everybody than sending it does. */
const COMPRESS_MIN_BYTES = 32 * 1024;

const NOTHING: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: async function* () {} };

/** What serves RPCs over HTTP. */
export interface HttpHandlerOptions {
  readonly routes: readonly Routes[];
  readonly pipeline: RpcPipeline;
  readonly logger: Logger;
  readonly limits: ConnectionLimits;
  /** Aborting it aborts every call that still runs. */
  readonly shutdownSignal: AbortSignal;
}

/** RPCs over HTTP; both are undefined for a path that is no RPC. */
export interface HttpHandler {
  /** What answers requests of a path. */
  find(path: string): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  /** Answers a request that was received elsewhere. Rejects when its connection breaks. */
  exchange(request: RpcRequest): Promise<RpcAnswer> | undefined;
  /** Once no call is open any more. */
  stop(): Promise<void>;
}

/** Serves RPCs by the Connect and gRPC-Web protocols, and by gRPC over HTTP/2. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { pipeline, logger } = options;
  const limits = { ...options.limits, maxBytes: pipeline.readMaxBytes };
  const compressions = [compressionGzip, compressionBrotli].map(withReason);
  const router = createConnectRouter({
    ...pipeline,
    shutdownSignal: options.shutdownSignal,
    compressMinBytes: COMPRESS_MIN_BYTES,
    acceptCompression: compressions,
  });
  for (const register of options.routes) register(router);
  const services = [...new Set(router.handlers.map(({ method }) => method.parent))];
  reflect(router, services);
  const transcoder = createTranscoder(() => services.map(({ file }) => file));
  const transcoding = { transcoder, maxBytes: limits.maxBytes, compressions };
  const handlers = new Map(
    router.handlers.map((handler) => {
      const { method, requestPath } = handler;
      const isUnary = method.methodKind === 'unary';
      return [requestPath, { isUnary, handle: isUnary ? transcodedUnary(handler, transcoding) : handler }] as const;
    }),
  );

  const find: HttpHandler['find'] = (path) => {
    const found = handlers.get(path);
    if (found === undefined) return undefined;
    const { handle, isUnary } = found;
    return async (request, response) => {
      boundDeadline(request.headers);
      // What a question is answered depends on who asks.
      if (request.method === 'GET') response.setHeader('cache-control', 'no-store');
      try {
        const http1 = !isHttp2(request);
        // The end of an answer of gRPC is in trailers, which proxies and clients of HTTP/1.1 lose.
        if (http1 && isGrpc(request))
          return await universalResponseToNodeResponse(explained({ status: 415 }), response);
        if (http1 && isUnary) return await exchangeUnary(handle, request, response, limits);
        const received = universalRequestFromNodeRequest(request, response, undefined, undefined);
        const body = limitBody(request, limits);
        const answer = explained(await handleStream(handle, { ...received, body }));
        await universalResponseToNodeResponse(answer, response);
      } catch (err) {
        // The handlers answer for themselves; what comes here is a connection that broke.
        logger.debug({ err, path }, 'connection broken');
        response.destroy();
      }
    };
  };
  const answer = async (handle: UniversalHandlerFn, request: RpcRequest): Promise<RpcAnswer> => {
    const headers = { ...request.headers };
    boundDeadline(headers);
    const {
      status,
      header,
      body = NOTHING,
    } = explained(await handleStream(handle, universalRequest({ ...request, headers }, limits)));
    return { status, headers: new Headers(header), body };
  };
  return {
    find,
    exchange(request) {
      const found = handlers.get(request.path.split('?', 1)[0]!);
      return found && answer(found.handle, request);
    },
    stop: () => transcoder.stop(),
  };
}

function isGrpc({ headers }: IncomingMessage): boolean {
  return /^application\/grpc(?:[+;]|$)/.test(headers['content-type'] ?? '');
}

/** Sends messages that were encoded elsewhere as they are; see `encodedMessage`. */
async function handleStream(
  handle: UniversalHandlerFn,
  request: UniversalServerRequest,
): Promise<UniversalServerResponse> {
  const sent: SentBytes = new Map();
  const contextValues = createContextValues().set(sentBytesKey, sent);
  return withSentBytes(await handle({ ...request, contextValues }), sent);
}

/** Gives the refusal of a message that grows too large when it is decompressed the same reason as any other. */
function withReason(compression: Compression): Compression {
  return {
    ...compression,
    decompress: async (bytes, maxBytes) => {
      try {
        return await compression.decompress(bytes, maxBytes);
      } catch (error) {
        throw ConnectError.from(error).code === Code.ResourceExhausted ? messageTooLarge(maxBytes) : error;
      }
    },
  };
}
