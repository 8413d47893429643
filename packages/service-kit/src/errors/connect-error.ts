import { type ConflictSchema, type ErrorDetail, ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { databaseError } from './database-error.ts';
import { retryHeaders } from './retry-headers.ts';
import { type Conflict, type ErrorCode, ServiceError } from './service-error.ts';
import { workError } from './work-error.ts';

const CODES: Readonly<Record<ErrorCode, Code>> = {
  invalid_argument: Code.InvalidArgument,
  not_found: Code.NotFound,
  already_exists: Code.AlreadyExists,
  permission_denied: Code.PermissionDenied,
  unauthenticated: Code.Unauthenticated,
  failed_precondition: Code.FailedPrecondition,
  aborted: Code.Aborted,
  resource_exhausted: Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  deadline_exceeded: Code.DeadlineExceeded,
  cancelled: Code.Canceled,
  unimplemented: Code.Unimplemented,
};

/**
 * The one mapping from what a handler throws to what a client gets, with an `ErrorDetail` attached.
 *
 * A `ServiceError` keeps its code, reason and message. A `ConnectError` that carries a detail, such as the answer of
 * another service, is passed on, except one about this service's own credentials. A deadline or an abort keeps its code; so
 * does what `databaseError` and `workError` know.
 * Everything else becomes `internal` with no text of its own; the original is the `cause`, for the log.
 */
export function toConnectError(error: unknown, requestId: string): ConnectError {
  if (error instanceof ServiceError) {
    const { code, reason, message, metadata, violations, conflict, cause } = error;
    const detail = {
      reason,
      metadata,
      violations: [...violations],
      ...(conflict && { conflict: conflictToWire(conflict) }),
    };
    return withDetail(CODES[code], message, detail, requestId, cause);
  }
  if (error instanceof ConnectError) {
    const detail = errorDetail(error);
    if (detail !== undefined && error.code !== Code.Internal && error.code !== Code.Unauthenticated) {
      return withDetail(error.code, error.rawMessage, detail, requestId, error);
    }
    if (error.code === Code.DeadlineExceeded) {
      return withDetail(error.code, 'The deadline has passed.', { reason: 'deadline_exceeded' }, requestId, error);
    }
    if (error.code === Code.Canceled) {
      return withDetail(error.code, 'The request was cancelled.', { reason: 'cancelled' }, requestId, error);
    }
    if (error.code === Code.Unavailable) {
      const message = 'A service that this one needs cannot be reached. Try again.';
      return withDetail(error.code, message, { reason: 'dependency_unavailable' }, requestId, error);
    }
    if (error.code === Code.Unimplemented) {
      return withDetail(error.code, error.rawMessage, { reason: 'unimplemented' }, requestId, error);
    }
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return withDetail(Code.Canceled, 'The request was cancelled.', { reason: 'cancelled' }, requestId, error);
  }
  const known = databaseError(error) ?? workError(error);
  if (known !== undefined) return toConnectError(known, requestId);
  const message = 'Something went wrong on our side. The request id finds it in the logs.';
  return withDetail(Code.Internal, message, { reason: 'internal' }, requestId, error);
}

/** The detail that a service attached to an error, read back by a client; undefined when there is none. */
export function errorDetail(error: unknown): ErrorDetail | undefined {
  return error instanceof ConnectError ? error.findDetails(ErrorDetailSchema)[0] : undefined;
}

/** The stable reason that a service refused with, read back by a client; undefined when there is none. */
export function errorReason(error: unknown): string | undefined {
  return errorDetail(error)?.reason;
}

/** The typed detail of what a request collides with. */
export function conflictToWire({
  serverVersion,
  operationIds = [],
  elementIds = [],
  versions = [],
}: Conflict): MessageInitShape<typeof ConflictSchema> {
  return { serverVersion, operationIds: [...operationIds], elementIds: [...elementIds], versions: [...versions] };
}

function withDetail(
  code: Code,
  message: string,
  detail: MessageInitShape<typeof ErrorDetailSchema>,
  requestId: string,
  cause: unknown,
): ConnectError {
  const value = create(ErrorDetailSchema, { ...detail, requestId });
  const headers = retryHeaders(value.metadata.retry_after_ms);
  return new ConnectError(message, code, headers, [{ desc: ErrorDetailSchema, value }], cause);
}
