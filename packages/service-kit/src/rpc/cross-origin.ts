import type { IncomingMessage, ServerResponse } from 'node:http';
import { cors } from '@connectrpc/connect';

const ALLOWED_HEADERS = [...cors.allowedHeaders, 'Authorization', 'X-Request-Id', 'Traceparent'].join(', ');
const EXPOSED_HEADERS = [...cors.exposedHeaders, 'X-Request-Id'].join(', ');
const ONE_HOUR_SECONDS = '3600';

/**
 * Lets pages of the given origins call RPCs.
 *
 * @param origins exact, such as `https://app.example.com`; none by default
 * @returns sets headers of the response; true when that was a preflight request and is answered
 */
export function createCrossOrigin(
  origins: readonly string[] = [],
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return ({ headers, method }, response) => {
    const { origin } = headers;
    if (origins.length > 0) response.setHeader('vary', 'origin');
    const allowed = origin !== undefined && origins.includes(origin);
    if (allowed) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
    }
    if (method !== 'OPTIONS') return false;
    if (allowed) {
      response.setHeader('access-control-allow-methods', cors.allowedMethods.join(', '));
      response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
      response.setHeader('access-control-max-age', ONE_HOUR_SECONDS);
    }
    response.writeHead(204).end();
    return true;
  };
}
