import { randomUUID } from 'node:crypto';
import { Code, ConnectError, createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Identity } from '../auth/identity.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type ActiveSpan, endSpan, spanTraceparent, startServerSpan } from '../telemetry/spans.ts';
import { traceIdOf, traceparentOr } from '../telemetry/trace-parent.ts';
import { deadlineExceeded } from './deadline.ts';
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
  /** How the handler ended: `ok` or the error that it ended with. Absent while it runs. */
  outcome: 'ok' | ConnectError | undefined;
}

/** Where the scope of a request is kept. */
export const scopeKey = createContextKey<RequestScope | undefined>(undefined, { description: 'request scope' });

/** Name of an RPC as logs and metrics have it: `ameide.threads.v1.ChatQueryService/GetChat`. */
export function procedureOf(call: Pick<HandlerContext, 'service' | 'method'>): string {
  return `${call.service.typeName}/${call.method.name}`;
}

/** What a request is begun with. */
export interface ScopeOptions {
  readonly logger: Logger;
  /** Told how long a call took. */
  readonly record: (procedure: string, code: string, seconds: number) => void;
  /** Deadline of unary calls whose client sets none, in ms. */
  readonly timeoutMs: number;
}

/** The context that Connect has for a call, with what ends it. */
type AbortableContext = HandlerContext & { abort(reason?: unknown): void };

/** Why a call ends that has said everything. One for all calls: making one costs more than the rest of the abort. */
const CALL_IS_OVER = new DOMException('The call is over.', 'AbortError');

/**
 * Begins a request: gives it an id, a trace and a deadline, and has `finish` called once when it is over, however it ends.
 */
export function openScope(context: HandlerContext, { logger, record, timeoutMs }: ScopeOptions): RequestScope {
  const given = context.requestHeader.get('x-request-id') ?? '';
  const span = startServerSpan(procedureOf(context), context.requestHeader);
  const scope: RequestScope = {
    requestId: REQUEST_ID.test(given) ? given : randomUUID(),
    traceparent: spanTraceparent(span.span) ?? traceparentOr(context.requestHeader.get('traceparent')),
    span,
    logger,
    identity: undefined,
    outcome: undefined,
  };
  context.values.set(scopeKey, scope);
  context.responseHeader.set('x-request-id', scope.requestId);
  const startedAt = performance.now();
  const deadline = limitCall(context as AbortableContext, timeoutMs);
  const finish = () => {
    clearTimeout(deadline);
    const { reason } = context.signal;
    if (scope.outcome === undefined && reason instanceof ConnectError) completeRefusal(reason, scope.requestId);
    const seconds = (performance.now() - startedAt) / 1000;
    const error = scope.outcome ?? ConnectError.from(reason);
    const code = error === 'ok' ? 'ok' : codeName(error.code);
    endSpan(span.span, code);
    record(procedureOf(context), code, seconds);
    const line = { ...logFields(scope), procedure: procedureOf(context), code, duration_ms: seconds * 1000 };
    if (error !== 'ok' && error.code === Code.Internal) logger.error({ ...line, err: error.cause ?? error }, 'rpc');
    else logger.info(line, 'rpc');
  };
  // The signal of a call is aborted when the call is over, also when its body could not be read.
  if (context.signal.aborted) finish();
  else context.signal.addEventListener('abort', finish, { once: true });
  return scope;
}

/**
 * Sets the deadline of a unary call whose client has set none, and gives the end of a call a reason that costs nothing.
 * @returns the timer, if there is one
 */
function limitCall(context: AbortableContext, timeoutMs: number): NodeJS.Timeout | undefined {
  const abort = context.abort.bind(context);
  context.abort = (reason: unknown = CALL_IS_OVER) => abort(reason);
  const { requestHeader: header, method } = context;
  const limited = header.has('connect-timeout-ms') || header.has('grpc-timeout');
  if (limited || method.methodKind !== 'unary') return undefined;
  return setTimeout(() => abort(deadlineExceeded()), timeoutMs);
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
