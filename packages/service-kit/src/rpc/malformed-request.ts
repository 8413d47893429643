import { Code, ConnectError } from '@connectrpc/connect';
import { errorDetail, toConnectError } from '../errors/connect-error.ts';
import { ServiceError } from '../errors/service-error.ts';

const UNKNOWN_FIELD = /^cannot decode message (\S+) from JSON: key "(.*)" is unknown$/s;

/**
 * Gives the refusal of a unary request that cannot be decoded its code and reason. Connect makes that refusal itself,
 * outside the interceptors; it aborts the call with it before it writes it, so that it can still be completed in place.
 */
export function completeRefusal(refusal: ConnectError, requestId: string): void {
  const complete = toConnectError(withReason(refusal), requestId);
  if (complete.code === Code.Internal) return;
  const { code, rawMessage, message, details } = complete;
  Object.assign(refusal, { code, rawMessage, message, details });
}

/** The messages of a stream; one that cannot be decoded is invalid_argument `message_malformed` or `unknown_field`, one that claims to be too large `message_too_large`. */
export async function* decoded<T>(messages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (error) {
    throw error instanceof ConnectError ? withReason(error) : error;
  }
}

function withReason(refusal: ConnectError): Error {
  if (errorDetail(refusal) !== undefined) return refusal;
  switch (refusal.code) {
    case Code.InvalidArgument:
    case Code.DataLoss:
    case Code.Internal: {
      const [, type, field] = UNKNOWN_FIELD.exec(refusal.rawMessage) ?? [];
      if (type !== undefined && field !== undefined) {
        const text = `${type} has no field "${field}". Check how it is written; nothing has been done.`;
        return new ServiceError('invalid_argument', 'unknown_field', text, { metadata: { field, message: type } });
      }
      const message = `The request cannot be decoded: ${refusal.rawMessage}`;
      return new ServiceError('invalid_argument', 'message_malformed', message);
    }
    case Code.ResourceExhausted:
      return new ServiceError(
        'resource_exhausted',
        'message_too_large',
        `The request is refused: ${refusal.rawMessage}.`,
      );
    default:
      return refusal;
  }
}
