import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service behind the edge that keeps what it is sent. */
export interface RecordingBackend {
  readonly port: number;
  /** What clients of the edge have sent, the newest last: nothing that Envoy asks by itself. */
  readonly requests: readonly Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
  /** Answers of paths; others are 200 with nothing in particular. */
  on(path: string, answer: (request: IncomingMessage, response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

export async function startRecordingBackend(): Promise<RecordingBackend> {
  const requests: IncomingMessage[] = [];
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const server = createServer((request, response) => {
    const isOfEnvoy = request.headers['user-agent']?.startsWith('Envoy/HC') || request.url!.endsWith('/certs');
    if (!isOfEnvoy) requests.push(request);
    const answer = answers.get(new URL(request.url!, 'http://backend').pathname);
    if (answer !== undefined) return answer(request, response);
    request.resume();
    request.once('end', () => response.end('answered'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    on: (path, answer) => void answers.set(path, answer),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
