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

/** @param publicUrl where browsers reach the workspace; what the request says of its host is not believed */
export function openExchange(request: IncomingMessage, response: ServerResponse, publicUrl: string): Exchange {
  const requestId = randomUUID();
  response.setHeader('x-request-id', requestId);
  // A path that begins with two slashes would be taken for a host.
  const path = (request.url ?? '/').replace(/^[/\\]+/, '/');
  return { request, response, url: new URL(path, publicUrl), requestId };
}
