import { randomUUID } from 'node:crypto';
import { Code, ConnectError, createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Identity } from '../auth/identity.ts';
import { toConnectError } from '../errors/connect-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type ActiveSpan, endSpan, spanTraceparent, startServerSpan } from '../telemetry/spans.ts';
import { traceIdOf, traceparentOr } from '../telemetry/trace-parent.ts';
import { completeRefusal } from './malformed-request.ts';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** What is known of a request while it is served. */
export interface RequestScope {
  readonly requestId: string;
  readonly traceparent: string;
  readonly span: ActiveSpan;
  readonly logger: Logger;
  /** Absent until the caller is known. */
  identity: Identity | undefined;
  /** Ends the call, for the caller as for the handler. */
  abort(reason: unknown): void;
  /** How the handler ended: `ok` or the error that it ended with. Absent while it runs. */
  outcome: 'ok' | ConnectError | undefined;
}

/** Where the scope of a request is kept. */
export const scopeKey = createContextKey<RequestScope | undefined>(undefined, { description: 'request scope' });

/** Name of an RPC as logs and metrics have it: `ameide.threads.v1.ChatQueryService/GetChat`. */
export function procedureOf(call: Pick<HandlerContext, 'service' | 'method'>): string {
  return `${call.service.typeName}/${call.method.name}`;
}

/** A call that begins. */
export interface Call {
  /** As logs and metrics have it. */
  readonly procedure: string;
  readonly requestHeader: Headers;
  /** Aborted when the call is over, however it ends. */
  readonly signal: AbortSignal;
  /** Ends the call, for the caller as for the handler. */
  abort(reason: unknown): void;
}

/** The context that Connect has for a call, with what ends it. */
type AbortableContext = HandlerContext & { abort(reason?: unknown): void };

/** Why a call ends that has said everything. One for all calls: making one costs more than the rest of the abort. */
const CALL_IS_OVER = new DOMException('The call is over.', 'AbortError');

/** Begins a request: gives it an id and a trace, and has `finish` called once when it is over, however it ends. */
export function openScope(
  { procedure, requestHeader, signal, abort }: Call,
  logger: Logger,
  record: (procedure: string, code: string, seconds: number) => void,
): RequestScope {
  const given = requestHeader.get('x-request-id') ?? '';
  const span = startServerSpan(procedure, requestHeader);
  const scope: RequestScope = {
    requestId: REQUEST_ID.test(given) ? given : randomUUID(),
    traceparent: spanTraceparent(span.span) ?? traceparentOr(requestHeader.get('traceparent')),
    span,
    logger,
    identity: undefined,
    abort,
    outcome: undefined,
  };
  const startedAt = performance.now();
  const finish = () => {
    const { reason } = signal;
    if (scope.outcome === undefined && reason instanceof ConnectError) completeRefusal(reason, scope.requestId);
    const seconds = (performance.now() - startedAt) / 1000;
    const error = scope.outcome ?? ConnectError.from(reason);
    const code = error === 'ok' ? 'ok' : codeName(error.code);
    endSpan(span.span, code);
    record(procedure, code, seconds);
    const line = { ...logFields(scope), procedure, code, duration_ms: seconds * 1000 };
    if (error !== 'ok' && error.code === Code.Internal) logger.error({ ...line, err: error.cause ?? error }, 'rpc');
    else logger.info(line, 'rpc');
  };
  // The signal of a call is aborted when the call is over, also when its body could not be read.
  if (signal.aborted) finish();
  else signal.addEventListener('abort', finish, { once: true });
  return scope;
}

/** An RPC as a call; its good end gets a reason that costs nothing. */
export function callOf(context: HandlerContext): Call {
  const abortable = context as AbortableContext;
  const abort = abortable.abort.bind(context);
  abortable.abort = (reason: unknown = CALL_IS_OVER) => abort(reason);
  const { requestHeader, signal } = context;
  return { procedure: procedureOf(context), requestHeader, signal, abort };
}

/** What a call ended with, as its caller gets it. */
export function failed(scope: RequestScope, error: unknown): ConnectError {
  const mapped = toConnectError(error, scope.requestId);
  scope.outcome = mapped;
  if (mapped.code === Code.Internal) scope.span.span.recordException(error instanceof Error ? error : String(error));
  return mapped;
}

/** The fields by which log lines of one request are found. */
export function logFields(scope: RequestScope): Record<string, string> {
  return {
    trace_id: traceIdOf(scope.traceparent),
    tenant_id: scope.identity?.tenantId ?? '',
    request_id: scope.requestId,
    run_id: scope.identity?.runId ?? '',
  };
}

/** Name of a code in logs and metrics, such as `not_found`. */
export function codeName(code: Code): string {
  return code === Code.Canceled ? 'cancelled' : Code[code].replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
}
