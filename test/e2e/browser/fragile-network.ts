import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What lies between the browser and the platform: hands everything on, until it breaks. */
export interface FragileNetwork {
  readonly port: number;
  /** Of the answer that was held: in how many pieces the platform sent what has come so far. */
  pieces(): number;
  /** Breaks the connection whose answer was held. */
  break(): void;
  close(): Promise<void>;
}

const envelopeHeaderBytes = 5;

/** Lets only so many messages of the first stream through whose path ends as given, and then holds it until it is broken. */
export async function createFragileNetwork(
  platformPort: number,
  fragile: { readonly path: string; readonly messages: number },
): Promise<FragileNetwork> {
  let held: ServerResponse | undefined;
  let pieces = 0;

  function hold(answer: IncomingMessage, response: ServerResponse): void {
    held = response;
    let received = Buffer.alloc(0);
    let sent = 0;
    answer.on('data', (piece: Buffer) => {
      pieces += 1;
      received = Buffer.concat([received, piece]);
      const through = endOfMessage(received, fragile.messages);
      response.write(received.subarray(sent, through));
      sent = through;
    });
  }

  const server = createServer((incoming, response) => {
    const { url = '', method, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port: platformPort, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      if (held === undefined && url.endsWith(fragile.path)) hold(answer, response);
      else answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    pieces: () => pieces,
    break: () => void held?.destroy(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Where the given number of messages of a Connect stream end, or all the bytes when there are fewer. */
function endOfMessage(bytes: Buffer, messages: number): number {
  let end = 0;
  for (let count = 0; count < messages && end + envelopeHeaderBytes <= bytes.length; count++)
    end += envelopeHeaderBytes + bytes.readUInt32BE(end + 1);
  return Math.min(end, bytes.length);
}
