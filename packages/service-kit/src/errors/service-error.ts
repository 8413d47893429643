/** The codes with which a service refuses; `internal` is not among them, since nobody refuses with it on purpose. */
export type ErrorCode =
  | 'invalid_argument'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'unauthenticated'
  | 'failed_precondition'
  | 'aborted'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'cancelled'
  | 'unimplemented';

/** One field of a request that breaks a rule, as `ameide.common.v1.FieldViolation`. */
export interface Violation {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** What a change collides with, as `ameide.common.v1.Conflict`. Only of refusals with the code `aborted`. */
export interface Conflict {
  /** The version that the server has. */
  readonly serverVersion: number;
  /** The operations of the request that collide; none unless given. */
  readonly operationIds?: readonly string[];
  /** The elements that they collide over; none unless given. */
  readonly elementIds?: readonly string[];
  /** The versions whose commits they collide with; none unless given. */
  readonly versions?: readonly number[];
}

/** What else there is to say about a refusal. */
export interface ServiceErrorOptions {
  /** Facts for the client. Never secrets. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly Violation[];
  readonly conflict?: Conflict | undefined;
  /** For the log only; never sent. */
  readonly cause?: unknown;
}

/**
 * A refusal with a stable reason (lower snake case). Its message is sent to the client: say what to do, reveal nothing.
 * Domain refusals are data; `rpc/` turns them into this.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly conflict: Conflict | undefined;

  constructor(code: ErrorCode, reason: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.reason = reason;
    this.metadata = options.metadata ?? {};
    this.violations = options.violations ?? [];
    this.conflict = options.conflict;
  }
}
