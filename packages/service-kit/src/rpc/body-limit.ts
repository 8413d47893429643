import type { ConnectError } from '@connectrpc/connect';
import { toConnectError } from '../errors/connect-error.ts';
import { ServiceError } from '../errors/service-error.ts';

/** The refusal of a request that is too large; already mapped, since what reads bodies stands outside the interceptors. */
export function messageTooLarge(maxBytes: number): ConnectError {
  const metadata = { max_bytes: String(maxBytes) };
  const message = `The request is larger than ${maxBytes} bytes.`;
  return toConnectError(new ServiceError('resource_exhausted', 'message_too_large', message, { metadata }), '');
}

/** Refuses by what a request says of its length, before anything of it is read. */
export function refuseTooLarge(header: Headers, maxBytes: number): void {
  if (Number(header.get('content-length') ?? 0) > maxBytes) throw messageTooLarge(maxBytes);
}

/**
 * Bytes of a body, up to a limit. What exceeds it is read and thrown away, since a client that is still sending would
 * otherwise see a broken connection instead of the answer.
 */
export async function* limitBody(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.byteLength;
    if (total <= maxBytes) yield chunk;
  }
  if (total > maxBytes) throw messageTooLarge(maxBytes);
}
