import type { ServerResponse } from 'node:http';
import { ServiceError, toConnectError } from '@ameide/service-kit/errors';
import { errorToJson } from '@connectrpc/connect/protocol-connect';
import type { NoSession } from '../app/sessions.ts';

/** Status codes of the Connect protocol, as far as the proxy itself refuses. */
const STATUS = { unauthenticated: 401, permission_denied: 403, not_found: 404, unavailable: 503 } as const;
const END_OF_STREAM_FLAG = 0x02;
const ENVELOPE_HEADER_BYTES = 5;

/** A refusal of the proxy, in the words of the services behind it. */
export interface Refusal {
  readonly code: keyof typeof STATUS;
  readonly reason: string;
  readonly message: string;
}

/** What a call hears without a session. */
export const noSession: Readonly<Record<NoSession, Refusal>> = {
  session_missing: { code: 'unauthenticated', reason: 'session_missing', message: 'Sign in first.' },
  session_ended: { code: 'unauthenticated', reason: 'session_ended', message: 'Your session is over. Sign in again.' },
  sign_in_unavailable: {
    code: 'unavailable',
    reason: 'sign_in_unavailable',
    message: 'Your session cannot be checked right now. Try again.',
  },
};

/** Answers a call before it has begun. */
export function sendRefusal(response: ServerResponse, refusal: Refusal, requestId: string): void {
  response.writeHead(STATUS[refusal.code], { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(jsonOf(refusal, requestId)));
}

/** The last message of a Connect stream that ends with a refusal. */
export function endOfStream(refusal: Refusal, requestId: string): Uint8Array {
  const body = Buffer.from(JSON.stringify({ error: jsonOf(refusal, requestId) }));
  const message = Buffer.alloc(ENVELOPE_HEADER_BYTES + body.length);
  message.writeUInt8(END_OF_STREAM_FLAG);
  message.writeUInt32BE(body.length, 1);
  body.copy(message, ENVELOPE_HEADER_BYTES);
  return message;
}

function jsonOf({ code, reason, message }: Refusal, requestId: string) {
  return errorToJson(toConnectError(new ServiceError(code, reason, message), requestId), undefined);
}
