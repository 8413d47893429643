import type { DescMethod } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import { type AmeideError, toAmeideError } from './errors.ts';
import { backOff, type RetryPolicy } from './retry.ts';

/**
 * An access token, or what gets one. It is called for every call, so let it remember; it is called a second time with the
 * token that was refused when that one has expired.
 */
export type TokenSource = string | ((expired?: string) => Promise<string>);

/** How calls are made. */
export interface CallPolicy {
  /** Absent where something else than a token says who calls. */
  readonly token: TokenSource | undefined;
  /** Longest time of a unary call with all its attempts, in ms, unless the call sets its own. */
  readonly deadlineMs: number;
  readonly retry: RetryPolicy;
}

/** A timer that is set to more is over at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Refusals for which a fresh token is tried: the platform's own, and that of a gateway before it, which gives no reason. */
const RENEWED: ReadonlySet<string> = new Set(['token_expired', 'unauthenticated']);

/** Reads, and commands whose contract says that a repeat changes nothing. */
const REPEATABLE = /^(Get|List|Search|Export|Cancel|Associate|UploadChunk)/;

/**
 * Puts the caller's token, a request id and a deadline on every call, tries calls again that may be repeated, refreshes an
 * expired token once, and makes every error an `AmeideError`.
 */
export function createCallTransport(inner: Transport, policy: CallPolicy): Transport {
  return {
    async unary(method, signal, timeoutMs = policy.deadlineMs, header, input, contextValues) {
      const repeatable = isRepeatable(method, input);
      const deadline = performance.now() + Math.min(timeoutMs, LONGEST_TIMER_MS);
      const authorize = createAuthorizer(policy.token, header);
      for (let failures = 0; ; ) {
        const headers = await authorize();
        const left = Math.max(1, Math.ceil(deadline - performance.now()));
        try {
          return await inner.unary(method, signal, left, headers, input, contextValues);
        } catch (thrown) {
          const error = toAmeideError(thrown, signal);
          failures += 1;
          if (authorize.retry(error)) continue;
          const hopeless = !repeatable || failures >= policy.retry.attempts || performance.now() >= deadline;
          if (error.code !== 'unavailable' || hopeless) throw error;
          await backOff(failures, policy.retry, signal);
        }
      }
    },

    async stream(method, signal, timeoutMs, header, input, contextValues) {
      const sent: unknown[] = [];
      for await (const message of input) sent.push(message);
      const authorize = createAuthorizer(policy.token, header);
      const open = async () => {
        const headers = await authorize();
        try {
          return await inner.stream(method, signal, timeoutMs, headers, replay(sent) as typeof input, contextValues);
        } catch (thrown) {
          throw toAmeideError(thrown, signal);
        }
      };
      // Connect sends the error of a stream behind its headers, as if it were a message.
      async function* read<T>(messages: AsyncIterable<T>, reopen: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
        let begun = false;
        try {
          for await (const message of messages) {
            begun = true;
            yield message;
          }
        } catch (thrown) {
          const error = toAmeideError(thrown, signal);
          if (begun || !authorize.retry(error)) throw error;
          yield* read(await reopen(), reopen);
        }
      }
      const opened = await open();
      return { ...opened, message: read(opened.message, async () => (await open()).message) };
    },
  };
}

/** Whether making a call twice is as good as once, by its nature or because it carries a key by which a repeat is known. */
function isRepeatable(method: DescMethod, input: object): boolean {
  const { idempotencyKey, correlationId } = input as { idempotencyKey?: unknown; correlationId?: unknown };
  return REPEATABLE.test(method.name) || Boolean(idempotencyKey) || Boolean(correlationId);
}

interface Authorizer {
  /** Headers for an attempt. */
  (): Promise<Headers>;
  /** Whether another attempt with a fresh token is worth it; at most once. */
  retry(error: AmeideError): boolean;
}

function createAuthorizer(source: TokenSource | undefined, header: Parameters<Transport['unary']>[3]): Authorizer {
  const requestId = crypto.randomUUID();
  let token = '';
  let expired: string | undefined;
  const authorize = async () => {
    const headers = new Headers(header);
    if (source !== undefined) {
      token = typeof source === 'string' ? source : await source(expired);
      headers.set('authorization', `Bearer ${token}`);
    }
    if (!headers.has('x-request-id')) headers.set('x-request-id', requestId);
    return headers;
  };
  return Object.assign(authorize, {
    retry(error: AmeideError) {
      if (!RENEWED.has(error.reason) || typeof source !== 'function' || expired !== undefined) return false;
      expired = token;
      return true;
    },
  });
}

async function* replay<T>(messages: readonly T[]): AsyncGenerator<T> {
  yield* messages;
}
