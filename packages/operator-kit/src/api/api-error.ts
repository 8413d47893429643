/** A server that asks for more is asked again all the same: meanwhile an operator would see nothing. */
const LONGEST_RETRY_MS = 60_000;

/** What the API server says of a failure: the `Status` object. */
export interface Status {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** Facts of a failed request. */
export interface ApiErrorOptions {
  /** HTTP status, or 0 if there was no answer. */
  readonly status: number;
  /** The API server's own (`Conflict`, `Expired`, …), or `Timeout`, `ConnectionFailed`, `InvalidResponse`. */
  readonly reason: string;
  readonly message: string;
  /** What the server asks to wait before the next attempt, in ms, a minute at most. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A request that was not answered with success. The message never has a body in it: it may be a Secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(options: ApiErrorOptions) {
    super(options.message, { cause: options.cause });
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** True if the same request can never succeed: it is the request that is wrong, or it is not allowed. */
  get permanent(): boolean {
    return this.status === 400 || this.status === 403 || this.status === 405 || this.status === 422;
  }

  /** True if the resourceVersion or the continue token is older than what the server remembers. */
  get expired(): boolean {
    return this.status === 410 || this.reason === 'Expired' || this.reason === 'Gone';
  }
}

/** True for an error of the API with this HTTP status. */
export function hasStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}

/** An error out of an answer: `what` names the request, `retryAfter` is the header, in seconds. */
export function errorFromStatus(what: string, httpStatus: number, body: unknown, retryAfter?: string): ApiError {
  const status: Status = typeof body === 'object' && body !== null ? body : {};
  const seconds = Number(retryAfter ?? status.details?.retryAfterSeconds);
  const reason = status.reason || REASONS[httpStatus] || 'Unknown';
  return new ApiError({
    status: httpStatus,
    reason,
    message: `${what} was answered ${httpStatus} ${reason}${status.message ? `: ${status.message}` : ''}`,
    retryAfterMs: seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_RETRY_MS) : undefined,
  });
}

/** For answers that carry no reason of their own, such as a proxy's. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};
