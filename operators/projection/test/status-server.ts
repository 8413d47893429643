import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceRef } from '../src/ports.ts';

const FAULTS = {
  /** Takes the question and never answers. */
  hangs: () => {},
  /** Ends the connection. */
  'breaks off': (request) => request.socket.destroy(),
  'is broken': (_, response) => response.writeHead(500).end('{"lagSeconds":0}'),
  'leads elsewhere': (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  'tells garbage': (_, response) => response.end('<html>'),
  'tells too much': (_, response) => response.end(JSON.stringify({ lagSeconds: 0, rows: 'x'.repeat(100_000) })),
} satisfies Record<string, RequestListener>;

/** What a projection may do instead of telling its lag. */
export type StatusFault = keyof typeof FAULTS;

/** Stands in for the pods of projections, which a cluster without nodes cannot run: answers for each what the test says. */
export interface StatusServer {
  urlOf(projection: ServiceRef): string;
  /** What a Service answers from now on: a lag in seconds, or not even that. 0 for those of whom nothing was said. */
  answer(service: string, what: number | StatusFault): void;
  /** How often a Service was asked. */
  asked(service: string): number;
  close(): Promise<void>;
}

export async function startStatusServer(): Promise<StatusServer> {
  const answers = new Map<string, number | StatusFault>();
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const service = request.url?.split('/')[2] ?? '';
    asked.set(service, (asked.get(service) ?? 0) + 1);
    const what = answers.get(service) ?? 0;
    if (typeof what === 'string') FAULTS[what](request, response);
    else response.end(JSON.stringify({ lagSeconds: what }));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: ({ namespace, name }) => `http://127.0.0.1:${port}/${namespace}/${name}/status`,
    answer: (service, what) => void answers.set(service, what),
    asked: (service) => asked.get(service) ?? 0,
    async close() {
      const closed = new Promise((end) => server.close(end));
      server.closeAllConnections();
      await closed;
    },
  };
}
