import { errorDetail, retryHeaders, ServiceError } from '@ameide/service-kit/errors';
import { eventText, type HttpAnswer, jsonAnswer } from '@ameide/service-kit/http-api';
import { Code, type ConnectError } from '@connectrpc/connect';

/** An error, as clients of OpenAI read it. */
export interface OpenAiError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string;
}

/** Status, type, and whether asking again may help; clients of OpenAI ask again by themselves. */
type Row = readonly [status: number, type: string, retry: boolean];

const INTERNAL: Row = [500, 'server_error', false];
const ROWS: Partial<Record<Code, Row>> = {
  [Code.InvalidArgument]: [400, 'invalid_request_error', false],
  [Code.FailedPrecondition]: [400, 'invalid_request_error', false],
  [Code.Unauthenticated]: [401, 'authentication_error', false],
  [Code.PermissionDenied]: [403, 'permission_error', false],
  [Code.NotFound]: [404, 'not_found_error', false],
  [Code.AlreadyExists]: [409, 'invalid_request_error', false],
  [Code.Canceled]: [409, 'invalid_request_error', false],
  [Code.Aborted]: [409, 'server_error', true],
  [Code.ResourceExhausted]: [429, 'rate_limit_error', true],
  [Code.Unavailable]: [503, 'server_error', true],
  [Code.DeadlineExceeded]: [504, 'server_error', false],
};
const BUDGET: Row = [402, 'insufficient_quota', false];
const TOO_LARGE: Row = [413, 'invalid_request_error', false];
/** The code of every refusal that time mends. */
const RATE_LIMIT_CODE = 'rate_limit_exceeded';

/** How long a client waits at least that is told to come again without a time. */
const COME_AGAIN_MS = '1000';

export function openAiError(error: ConnectError): OpenAiError {
  const { reason = 'internal', violations = [] } = errorDetail(error) ?? {};
  const [status, type] = rowOf(error);
  return {
    message: error.rawMessage,
    type,
    param: violations[0]?.field || null,
    code: status === 429 ? RATE_LIMIT_CODE : reason,
  };
}

/** A refusal before anything was said. */
export function openAiRefusal(error: ConnectError): HttpAnswer {
  const [status, , retry] = rowOf(error);
  const given = errorDetail(error)?.metadata.retry_after_ms;
  const mayWait = status === 503 || (status === 429 && given !== undefined);
  return jsonAnswer({ error: openAiError(error) }, status, {
    ...(retry ? {} : { 'x-should-retry': 'false' }),
    ...(mayWait && retryHeaders(given ?? COME_AGAIN_MS)),
  });
}

/** A refusal in mid-stream: clients throw at any chunk with an error. */
export function openAiLastWords(error: ConnectError): string {
  return eventText({ data: { error: openAiError(error) } });
}

/** The refusal of something that these clients may ask for, and agents do not do. */
export function unsupported(param: string, message: string): ServiceError {
  return new ServiceError('invalid_argument', 'unsupported_parameter', message, {
    violations: [{ field: param, rule: 'unsupported', message }],
  });
}

function rowOf(error: ConnectError): Row {
  const reason = errorDetail(error)?.reason;
  if (reason === 'budget_exceeded') return BUDGET;
  if (reason === 'message_too_large') return TOO_LARGE;
  return ROWS[error.code] ?? INTERNAL;
}
