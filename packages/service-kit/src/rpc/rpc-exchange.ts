import type { IncomingHttpHeaders } from 'node:http';
import type { UniversalServerRequest } from '@connectrpc/connect/protocol';
import { type BodyLimits, limitBody } from './body-limit.ts';

/** An RPC that was received elsewhere, such as by a proxy in the same process. */
export interface RpcRequest {
  readonly method: string;
  /** With the query, such as `/ameide.threads.v1.ChatQueryService/GetChat`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The answer, as it would go over HTTP. Whoever has it reads the body, or aborts the signal of the request. */
export interface RpcAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What Connect's handlers take. */
export function universalRequest(request: RpcRequest, limits: BodyLimits): UniversalServerRequest {
  const { method, path, headers, body, signal } = request;
  // Nobody reads the host, which could be anything.
  const url = `http://localhost${path}`;
  return { httpVersion: '1.1', method, url, header: headersOf(headers), signal, body: limitBody(body, limits) };
}

/** The headers of a request as Node has them, as the web has them. */
export function headersOf(headers: IncomingHttpHeaders): Headers {
  const header = new Headers();
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') header.set(name, value);
    else for (const one of value ?? []) header.append(name, one);
  }
  return header;
}
