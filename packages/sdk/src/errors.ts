import { type Conflict, ErrorDetailSchema, type FieldViolation } from '@ameide/contracts/common/v1/error_detail';
import { Code, ConnectError } from '@connectrpc/connect';

/** Codes of errors, as Connect names them. */
export type AmeideErrorCode =
  | 'cancelled'
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated';

/** What else an error tells. */
export interface AmeideErrorDetail {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly FieldViolation[];
  readonly conflict?: Conflict | undefined;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/**
 * Why a call failed. Decide by `reason`, which is stable; the message is for people.
 *
 * Reasons that the client itself gives: `connection_lost` and `connection_idle` (unavailable), `stream_gap` (unavailable: frames
 * were missing, again and again). An error that has no reason of its own has its code as reason.
 */
export class AmeideError extends Error {
  override readonly name = 'AmeideError';
  readonly code: AmeideErrorCode;
  readonly reason: string;
  /** Facts, such as `expected_version`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields that are wrong, when the reason is `invalid_request`. */
  readonly violations: readonly FieldViolation[];
  /** What a change collides with, when the code is `aborted`: read again, decide again, and send anew. */
  readonly conflict: Conflict | undefined;
  /** Under this id the service's logs know more; empty when the service was not reached. */
  readonly requestId: string;

  constructor(code: AmeideErrorCode, reason: string, message: string, detail: AmeideErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.code = code;
    this.reason = reason;
    this.metadata = detail.metadata ?? {};
    this.violations = detail.violations ?? [];
    this.conflict = detail.conflict;
    this.requestId = detail.requestId ?? '';
  }
}

const NAMES: Readonly<Record<Code, AmeideErrorCode>> = {
  [Code.Canceled]: 'cancelled',
  [Code.Unknown]: 'unknown',
  [Code.InvalidArgument]: 'invalid_argument',
  [Code.DeadlineExceeded]: 'deadline_exceeded',
  [Code.NotFound]: 'not_found',
  [Code.AlreadyExists]: 'already_exists',
  [Code.PermissionDenied]: 'permission_denied',
  [Code.ResourceExhausted]: 'resource_exhausted',
  [Code.FailedPrecondition]: 'failed_precondition',
  [Code.Aborted]: 'aborted',
  [Code.OutOfRange]: 'out_of_range',
  [Code.Unimplemented]: 'unimplemented',
  [Code.Internal]: 'internal',
  [Code.Unavailable]: 'unavailable',
  [Code.DataLoss]: 'data_loss',
  [Code.Unauthenticated]: 'unauthenticated',
};

/** The typed form of whatever a transport threw. `signal` is the caller's, to tell an abort from a lost connection. */
export function toAmeideError(error: unknown, signal?: AbortSignal): AmeideError {
  if (error instanceof AmeideError) return error;
  const source = ConnectError.from(error);
  const requestId = source.metadata.get('x-request-id') ?? '';
  const detail = source.findDetails(ErrorDetailSchema)[0];
  if (detail !== undefined) {
    const { reason, metadata, violations, conflict } = detail;
    const more = { metadata, violations, conflict, requestId: detail.requestId || requestId, cause: source };
    return new AmeideError(NAMES[source.code], reason, source.rawMessage, more);
  }
  if (signal?.aborted !== true && isConnectionLoss(source)) {
    const message = 'The connection was lost, or could not be made.';
    return new AmeideError('unavailable', 'connection_lost', message, { requestId, cause: source });
  }
  const name = NAMES[source.code];
  return new AmeideError(name, name, source.rawMessage, { requestId, cause: source });
}

/** Services attach a detail to what they answer; without one, these codes stand for a network that failed. */
function isConnectionLoss({ code, cause }: ConnectError): boolean {
  switch (code) {
    case Code.Unavailable:
    case Code.Unknown:
    case Code.Canceled:
    case Code.Aborted:
    case Code.DataLoss:
      return true;
    case Code.Internal:
      return cause instanceof Error && 'code' in cause && typeof cause.code === 'string';
    default:
      return false;
  }
}
