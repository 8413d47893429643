import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { ApiError, errorFromStatus, hasStatus } from './api-error.ts';
import { type Connections, createConnectionSource } from './connections.ts';
import { type Credentials, createCredentialSource } from './credentials.ts';
import type { KubeConfig } from './kube-config.ts';
import { startTimeLimit, type TimeLimit } from './time-limit.ts';

const USER_AGENT = 'ameide-operator-kit';
const TIMEOUT_MS = 30_000;

/** One request to the API server; bodies are plain JSON values and are sent as they are. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** `application/json` by default. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** For everything, attempts and waiting included; 30,000 ms by default. Of a stream: until its headers are there. */
  readonly timeoutMs?: number;
  /** Called directly before every attempt; what it throws ends the request unsent. */
  readonly guard?: (() => void) | undefined;
}

/** A response that goes on. */
export interface ApiStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Drops the connection; harmless after the end. */
  close(): void;
  /** Drops the connection because the peer went silent, and uses no other one that is as old. */
  abandon(): void;
}

/** Speaks HTTP with one API server. */
export interface Transport {
  /**
   * The parsed answer. Answers 429, and 503 with Retry-After, are repeated when the server says so, within the time-out.
   * @throws ApiError; the signal's reason if it was aborted; what `guard` throws
   */
  request<T>(request: ApiRequest): Promise<T>;
  /** Opens a response that goes on. Nothing is repeated. @throws as `request` does */
  stream(request: ApiRequest): Promise<ApiStream>;
  /** Drops every connection. */
  close(): Promise<void>;
  readonly stats: { readonly requests: number; readonly connectionsOpened: number };
}

/** What a transport is made with. */
export interface TransportOptions {
  readonly kubeConfig: KubeConfig;
  /** Connections for requests, 8 by default; watches have theirs beside them. */
  readonly connections?: number;
  /** Told of every answer, for metrics; the status is 0 if there was none. */
  readonly onAnswer?: (request: ApiRequest, status: number, seconds: number) => void;
}

/** @throws if the kubeconfig has no current cluster, or reaches it through a proxy, which is not supported */
export function createTransport(options: TransportOptions): Transport {
  const cluster = options.kubeConfig.getCurrentCluster();
  if (!cluster) throw new Error('The kubeconfig has no current cluster: set its current-context.');
  if (cluster.proxyUrl) throw new Error(`Cluster ${cluster.name} has a proxy-url, which is not supported: remove it.`);
  const server = new URL(cluster.server);
  const base = server.pathname.replace(/\/$/, '');
  const credentials = createCredentialSource(options.kubeConfig);
  const connections = createConnectionSource(server.origin, options.connections ?? 8);
  let requests = 0;

  /** Sends a request once, and gives the response to `read`. A time-out takes its connections out of use. */
  const exchange = async <T>(
    request: ApiRequest,
    kind: keyof Connections,
    limit: TimeLimit,
    read: (body: Dispatcher.ResponseData['body'], used: Connections) => Promise<T> | T,
  ): Promise<T> => {
    const credential = await credentials.get();
    limit.signal.throwIfAborted();
    request.guard?.();
    const used = connections.get(credential);
    const began = performance.now();
    let status = 0;
    requests++;
    try {
      const response = await used[kind].request({
        method: request.method,
        path: `${base}${request.path}${queryString(request.query)}`,
        headers: headersFor(request, credential),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        headersTimeout: 0,
        signal: limit.signal,
      });
      status = response.statusCode;
      if (status >= 400) throw await refusal(request, response);
      return await read(response.body, used);
    } catch (error) {
      if (limit.passed) connections.replace(used);
      if (limit.signal.aborted) throw limit.signal.reason;
      if (status === 401) credentials.invalidate(credential);
      throw error instanceof ApiError ? error : connectionError(request, error);
    } finally {
      options.onAnswer?.(request, status, (performance.now() - began) / 1_000);
    }
  };

  return {
    async request<T>(request: ApiRequest): Promise<T> {
      const limit = limitOf(request);
      try {
        for (let attempt = 1; ; attempt++) {
          try {
            return await exchange(request, 'requests', limit, async (body) => parse(request, await body.text()) as T);
          } catch (error) {
            if (attempt === 1 && hasStatus(error, 401)) continue;
            const wait = retryDelay(error);
            if (wait === undefined || wait > limit.remaining()) throw error;
            await delay(wait, undefined, { signal: limit.signal }).catch(() => limit.signal.throwIfAborted());
          }
        }
      } finally {
        limit.end();
      }
    },
    async stream(request) {
      const limit = limitOf(request);
      try {
        return await exchange(request, 'watches', limit, (body, used) => {
          limit.disarm();
          const close = () => void body.destroy();
          body.on('error', () => {});
          body.once('close', limit.end);
          return {
            chunks: body,
            close,
            abandon() {
              close();
              connections.replace(used);
            },
          };
        });
      } catch (error) {
        limit.end();
        throw error;
      }
    },
    close: () => connections.close(),
    get stats() {
      return { requests, connectionsOpened: connections.opened };
    },
  };
}

function limitOf(request: ApiRequest): TimeLimit {
  const ms = request.timeoutMs ?? TIMEOUT_MS;
  const late = () =>
    new ApiError({ status: 0, reason: 'Timeout', message: `${describe(request)} was not answered within ${ms} ms` });
  return startTimeLimit(ms, late, request.signal);
}

function describe({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}

function queryString(query: ApiRequest['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

function headersFor(request: ApiRequest, credential: Credentials): Record<string, string> {
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': USER_AGENT,
    ...credential.headers,
    ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
  };
}

async function refusal(request: ApiRequest, response: Dispatcher.ResponseData): Promise<ApiError> {
  const text = await response.body.text();
  const retryAfter = response.headers['retry-after'];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = { message: text.slice(0, 200) };
  }
  return errorFromStatus(describe(request), response.statusCode, body, retryAfter?.toString());
}

function parse(request: ApiRequest, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `${describe(request)} was answered with something that is not JSON`;
    throw new ApiError({ status: 0, reason: 'InvalidResponse', message, cause });
  }
}

function connectionError(request: ApiRequest, cause: unknown): ApiError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ApiError({
    status: 0,
    reason: 'ConnectionFailed',
    message: `${describe(request)} failed: ${detail}`,
    cause,
  });
}

/** How long to wait before sending again, in ms, with up to a fifth more; undefined for what was perhaps executed. */
function retryDelay(error: unknown): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const refused = error.status === 429 || (error.status === 503 && error.retryAfterMs !== undefined);
  return refused ? (error.retryAfterMs ?? 1_000) * (1 + Math.random() / 5) : undefined;
}
