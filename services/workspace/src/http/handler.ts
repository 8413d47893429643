import type { IncomingMessage, ServerResponse } from 'node:http';
import { openExchange } from './exchange.ts';
import { setSecurityHeaders } from './page.ts';
import type { StaticFiles } from './static-files.ts';

/** What answers browsers is made of. */
export interface HandlerDeps {
  /** Where browsers reach the workspace, such as `https://platform.example.com`. */
  readonly publicUrl: string;
  readonly files: StaticFiles;
}

/** Answers every request of a browser. */
export function createHandler(
  deps: HandlerDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const secure = deps.publicUrl.startsWith('https:');
  return async (request, response) => {
    const exchange = openExchange(request, response, deps.publicUrl);
    setSecurityHeaders(response, secure);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain' }).end('This address is read only.\n');
      return;
    }
    await deps.files.send(exchange);
  };
}
