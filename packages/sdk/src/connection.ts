import type { Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { type FollowOptions, follow, type Source } from './follow.ts';
import { type RetryOptions, retryPolicy } from './retry.ts';
import { createCallTransport, type TokenSource } from './transport.ts';

/** How to reach the platform: at an address by `fetch`, or through a transport of Connect. */
export type Reach =
  | { readonly baseUrl: string; readonly fetch?: typeof globalThis.fetch }
  | { readonly transport: Transport };

/** What a connection is made with. */
export type ConnectionOptions = Reach & {
  /** Absent where the session's cookie speaks for the person, as behind the workspace. */
  readonly token?: TokenSource | undefined;
  /** Longest time of a unary call with all its attempts, in ms; 30,000 by default. */
  readonly deadlineMs?: number;
  readonly retry?: RetryOptions;
  /** A stream on which nothing, not even a heartbeat, came for so long is connected again, in ms; 60,000 by default. */
  readonly idleTimeoutMs?: number;
};

/** Until when to follow a stream. Aborting it closes the connection and changes nothing on the server. */
export interface StreamOptions {
  readonly signal?: AbortSignal;
}

/** The way to the platform that the clients of its services share. */
export interface Connection {
  /** Puts the token, a request id and a deadline on every call. */
  readonly transport: Transport;
  /** Reads a stream over as many connections as it takes; `attempts` in a row instead of those of `retry`. */
  follow<M, T>(source: Source<M, T>, options: StreamOptions & { readonly attempts?: number }): AsyncGenerator<T, void>;
}

/** Connects nothing yet: calls do, when they are made. */
export function createConnection(options: ConnectionOptions): Connection {
  const { token, deadlineMs = 30_000, idleTimeoutMs = 60_000 } = options;
  const retry = retryPolicy(options.retry);
  return {
    transport: createCallTransport(reach(options), { token, deadlineMs, retry }),
    follow(source, { signal, attempts = retry.attempts }) {
      const followed: FollowOptions = { retry: { ...retry, attempts }, idleTimeoutMs, signal };
      return follow(source, followed);
    },
  };
}

function reach(options: Reach): Transport {
  if ('transport' in options) return options.transport;
  const { baseUrl, fetch } = options;
  return createConnectTransport({ baseUrl, useBinaryFormat: true, ...(fetch === undefined ? {} : { fetch }) });
}
