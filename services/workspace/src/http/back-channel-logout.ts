import type { IncomingMessage } from 'node:http';
import type { Route } from './exchange.ts';
import type { RouteDeps } from './routes.ts';

const FORM_LIMIT_BYTES = 64 * 1024;

/**
 * `POST /auth/back-channel-logout`: the identity provider says that somebody has signed out. 200 when a session was ended, 204
 * when there was none, 400 for what is no logout token of ours.
 */
export function createBackChannelLogoutRoute({ logger, providers, sessions }: RouteDeps): Route {
  return async ({ request, response }) => {
    response.setHeader('cache-control', 'no-store');
    const token = (await readForm(request))?.get('logout_token');
    const read = token ? await providers.readLogoutToken(token) : undefined;
    if (read === undefined) {
      logger.warn('a logout token was refused');
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":"invalid_request"}');
      return;
    }
    const ended = await sessions.endAllOf(read.issuer, read.subject);
    response.writeHead(ended > 0 ? 200 : 204).end();
  };
}

/** Undefined for one that is too large. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= FORM_LIMIT_BYTES) chunks.push(chunk);
  }
  return size > FORM_LIMIT_BYTES ? undefined : new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
