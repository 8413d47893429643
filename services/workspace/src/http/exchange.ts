import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request of a browser, and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As the browser sees it, on the public address. */
  readonly url: URL;
  /** In the header `x-request-id`, in log lines and on pages about errors. */
  readonly requestId: string;
}

/** Answers one request. */
export type Route = (exchange: Exchange) => void | Promise<void>;

/**
 * @param publicUrl where browsers reach the workspace; what the request says of its host is not believed
 * @returns undefined for what asks for no path
 */
export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  publicUrl: string,
): Exchange | undefined {
  const requestId = randomUUID();
  response.setHeader('x-request-id', requestId);
  // A path that begins with two slashes would be taken for a host.
  const path = (request.url ?? '').replace(/^[/\\]+/, '/');
  const url = path.startsWith('/') ? URL.parse(path, publicUrl) : null;
  return url === null ? undefined : { request, response, url, requestId };
}
