import type { ConnectRouterOptions, HandlerContext, Interceptor } from '@connectrpc/connect';
import { context as otel } from '@opentelemetry/api';
import type { Authenticator } from '../auth/identity.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createDurationRecorder } from '../telemetry/spans.ts';
import { refuseTooLarge } from './body-limit.ts';
import { endWhenExpired, hasDeadline, withDeadline } from './deadline.ts';
import { encodedAnswers } from './encoded-answer.ts';
import { encodedMessages } from './encoded-stream.ts';
import { createHttpPipeline, type HttpPipeline } from './http-pipeline.ts';
import { JSON_OPTIONS } from './json-options.ts';
import { observeStream } from './observe-stream.ts';
import { callOf, failed, openScope, scopeKey } from './request-scope.ts';
import { createStreamLimit, type StreamLimits } from './stream-limit.ts';
import { createValidationInterceptor } from './validation.ts';

type RouterOptions = Required<
  Pick<ConnectRouterOptions, 'interceptors' | 'requestGate' | 'readMaxBytes' | 'writeMaxBytes' | 'jsonOptions'>
>;

/** What every request runs through, over HTTP as in process. */
export interface RpcPipeline extends RouterOptions {
  /** What a request runs through that is no RPC: the same. */
  readonly http: HttpPipeline;
}

/** What a pipeline is made with. */
export interface RpcPipelineOptions {
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  /** Deadline of unary calls whose client sets none, in ms; 30,000 by default. */
  readonly timeoutMs?: number;
  /** Largest request, in bytes; 20 MiB by default. */
  readonly maxBodyBytes?: number;
  readonly streams?: StreamLimits;
}

const MEBIBYTE = 1024 * 1024;
const WRITE_MAX_BYTES = 64 * MEBIBYTE;

/**
 * Request id, trace and log line; size limit, authentication and limit of streams, all before the body is read; error
 * mapping; deadline; validation.
 */
export function createRpcPipeline(options: RpcPipelineOptions): RpcPipeline {
  const { timeoutMs = 30_000, maxBodyBytes: readMaxBytes = 20 * MEBIBYTE } = options;
  const record = createDurationRecorder();
  const takePlace = createStreamLimit(options.streams);
  const requestGate = async (context: HandlerContext) => {
    const scope = openScope(callOf(context), options.logger, record);
    context.values.set(scopeKey, scope);
    context.responseHeader.set('x-request-id', scope.requestId);
    try {
      refuseTooLarge(context.requestHeader, readMaxBytes);
      scope.identity = await options.authenticator.authenticate(context.requestHeader);
      if (context.method.methodKind !== 'unary') takePlace(scope.identity, context.signal);
    } catch (error) {
      throw failed(scope, error);
    }
  };
  return {
    requestGate,
    interceptors: [
      createOutcomeInterceptor(timeoutMs),
      encodedAnswers,
      encodedMessages(WRITE_MAX_BYTES),
      createValidationInterceptor(),
    ],
    readMaxBytes,
    writeMaxBytes: WRITE_MAX_BYTES,
    jsonOptions: JSON_OPTIONS,
    http: createHttpPipeline({ ...options, timeoutMs, record, takePlace }),
  };
}

function createOutcomeInterceptor(timeoutMs: number): Interceptor {
  return (next) => async (request) => {
    const scope = request.contextValues.get(scopeKey);
    if (scope === undefined) throw new Error('The interceptors need the request gate of the same pipeline');
    const { context } = scope.span;
    const { signal } = request;
    // A handler that was told to stop may say so in its own words; why it was, the signal knows.
    const mapError = (error: unknown) => failed(scope, signal.reason instanceof ServiceError ? signal.reason : error);
    const ended = () => {
      // A handler that returns because it was told to stop must not look as if it had said everything.
      signal.throwIfAborted();
      scope.outcome = 'ok';
    };
    try {
      if (!request.stream) {
        const limit = hasDeadline(request.header) ? undefined : timeoutMs;
        const run = () => withDeadline(scope, signal, limit, () => next(request));
        const response = await otel.with(context, run);
        scope.outcome = 'ok';
        return response;
      }
      endWhenExpired(scope, signal);
      const response = await otel.with(context, () => next(request));
      if (!response.stream) return response;
      return { ...response, message: observeStream(response.message, { context, signal, mapError, ended }) };
    } catch (error) {
      throw mapError(error);
    }
  };
}
