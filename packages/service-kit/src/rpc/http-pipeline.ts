import type { ConnectError } from '@connectrpc/connect';
import { context as otel } from '@opentelemetry/api';
import type { Authenticator, Identity } from '../auth/identity.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { HttpAnswer } from '../http-api/http-api.ts';
import type { Logger } from '../telemetry/logger.ts';
import { refuseTooLarge } from './body-limit.ts';
import { endWhenExpired, withDeadline } from './deadline.ts';
import { observeStream } from './observe-stream.ts';
import { contextOf, type RequestContext, type Role, requireRole } from './request-context.ts';
import { type Call, failed, openScope } from './request-scope.ts';

/** A request that is no RPC. */
export interface HttpCall extends Call {
  /** Undefined where nothing is served: only that the caller is known is looked at. */
  readonly access: Role | undefined;
  readonly lasting: boolean;
  /** Aborted, with why, when the server stops. */
  readonly shutdownSignal: AbortSignal;
}

/** How such a request is answered. */
export interface HttpExchange {
  readonly maxBytes: number;
  answer(caller: RequestContext): Promise<HttpAnswer>;
  refuse(error: ConnectError): HttpAnswer;
  send(answer: HttpAnswer, requestId: string): Promise<void>;
  /** Ends a body that was begun. */
  lastWords(error: ConnectError): void;
}

/** Resolves when the answer is sent, refusals included. */
export type HttpPipeline = (call: HttpCall, exchange: HttpExchange) => Promise<void>;

interface HttpPipelineOptions {
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  readonly timeoutMs: number;
  record(procedure: string, code: string, seconds: number): void;
  takePlace(caller: Identity, signal: AbortSignal): void;
}

/** Request id, trace and log line; size limit, authentication, role and limit of streams before the body is read; deadline. */
export function createHttpPipeline(options: HttpPipelineOptions): HttpPipeline {
  const { authenticator, logger, record, takePlace, timeoutMs } = options;
  return async (call, exchange) => {
    const { signal, requestHeader, lasting, shutdownSignal } = call;
    const scope = openScope(call, logger, record);
    const { context } = scope.span;
    const mapError = (error: unknown) =>
      failed(scope, signal.reason instanceof ServiceError ? signal.reason : (shutdownSignal.reason ?? error));
    const stop = () => scope.abort(shutdownSignal.reason);
    shutdownSignal.addEventListener('abort', stop, { once: true });
    let begun = false;
    try {
      let answer: HttpAnswer;
      try {
        refuseTooLarge(requestHeader, exchange.maxBytes);
        const identity = await authenticator.authenticate(requestHeader);
        scope.identity = identity;
        const caller = contextOf(scope, identity, undefined, signal);
        if (call.access !== undefined) requireRole(caller, call.access);
        if (lasting) {
          takePlace(identity, signal);
          endWhenExpired(scope, signal);
        }
        const limit = lasting ? undefined : timeoutMs;
        const run = () => withDeadline(scope, signal, limit, () => exchange.answer(caller));
        answer = await otel.with(context, run);
        const { body } = answer;
        if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
          const ended = () => signal.throwIfAborted();
          answer = { ...answer, body: observeStream(body, { context, signal, mapError, ended }) };
        }
      } catch (error) {
        answer = exchange.refuse(mapError(error));
      }
      begun = true;
      await exchange.send(answer, scope.requestId);
      scope.outcome ??= 'ok';
    } catch (error) {
      if (!begun) throw error;
      exchange.lastWords(scope.outcome instanceof Error ? scope.outcome : mapError(error));
    } finally {
      shutdownSignal.removeEventListener('abort', stop);
    }
  };
}
