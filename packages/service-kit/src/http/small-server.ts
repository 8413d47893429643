import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLimitedServer, DEFAULT_LIMITS } from './connection-limits.ts';
import { listen } from './listen.ts';

/** Answers short requests until it is closed. */
export interface SmallServer {
  readonly port: number;
  /** Drops what is still open. */
  close(): Promise<void>;
}

/**
 * Listens on all interfaces; 0 is any free port. `answer` is false for a path that it does not know.
 *
 * @throws the error of `listen`, such as one with the code EADDRINUSE
 */
export async function startSmallServer(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<SmallServer> {
  const { server, destroyAll } = createLimitedServer((request, response) => {
    if (!answer(request, response)) response.writeHead(404).end();
  }, DEFAULT_LIMITS);
  return {
    port: await listen(server, port),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      destroyAll();
      await closed;
    },
  };
}
