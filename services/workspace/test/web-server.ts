import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that answers HTTP on this machine. */
export interface WebServer extends AsyncDisposable {
  readonly url: string;
}

/** Listens on a free port. @param port another one, which must be free */
export async function startWebServer(listener: RequestListener, port = 0): Promise<WebServer> {
  const server = createServer(listener).listen(port, 'localhost');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
