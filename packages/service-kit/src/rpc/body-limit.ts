import type { IncomingMessage } from 'node:http';
import { Code, ConnectError } from '@connectrpc/connect';
import { toConnectError } from '../errors/connect-error.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type ConnectionLimits, requestTooSlow } from '../http/connection-limits.ts';
import { watchPace } from '../http/pace.ts';

/** How large and how slow a body may be. */
export type BodyLimits = ConnectionLimits & { readonly maxBytes: number };

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
 * otherwise see a broken connection instead of the answer. Ends with `request_too_slow` when nothing comes for too long.
 */
export async function* limitBody(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, ...limits }: BodyLimits,
): AsyncGenerator<Uint8Array> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const pace = watchPace(limits, () => reject(tooSlow()));
  const chunks = body[Symbol.asyncIterator]();
  let total = 0;
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), late]);
      if (next.done) break;
      pace.progress();
      total += next.value.byteLength;
      if (total <= maxBytes) yield next.value;
    }
  } finally {
    pace.stop();
  }
  if (total > maxBytes) throw messageTooLarge(maxBytes);
}

/** The whole body as one chunk; otherwise as `limitBody`. Nothing of it is read before it is asked for. */
export async function* wholeBody(request: IncomingMessage, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  yield await readBody(request, limits);
}

/** The whole body; otherwise as `limitBody`. */
export function readBody(request: IncomingMessage, { maxBytes, ...limits }: BodyLimits): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pace = watchPace(limits, () => reject(tooSlow()));
  const chunks: Buffer[] = [];
  let total = 0;
  request.on('data', (chunk: Buffer) => {
    pace.progress();
    total += chunk.byteLength;
    if (total <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.once('end', () => {
    pace.stop();
    if (total > maxBytes) reject(messageTooLarge(maxBytes));
    else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  });
  const gone = () => {
    pace.stop();
    if (!request.complete) reject(new ConnectError('the client has gone', Code.Canceled));
  };
  request.once('error', gone);
  request.once('close', gone);
  return promise;
}

/** Already mapped, as `messageTooLarge`. */
function tooSlow(): ConnectError {
  return toConnectError(requestTooSlow(), '');
}
