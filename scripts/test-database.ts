import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestServer, type TestServer } from '@ameide/postgres/testing';

/** The suites whose names say that they need more than themselves. */
const MAY_ASK = /\.(int|cluster)\.(test|long)\.ts$/;

export interface TestDatabaseServer {
  /** What suites call to get the URL of the server: `<url>?suite=<file>`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** One PostgreSQL for all suites of a run; the first suite that asks has it started. */
export async function offerTestDatabase(): Promise<TestDatabaseServer> {
  let running: Promise<TestServer> | undefined;
  const answer = async ({ url }: IncomingMessage): Promise<[status: number, text: string]> => {
    const suite = new URL(url ?? '', 'http://localhost').searchParams.get('suite') ?? '';
    if (!MAY_ASK.test(suite)) return [403, `${suite} needs a database, so its name has to end in .int.test.ts`];
    running ??= startTestServer();
    return [200, (await running).adminUrl];
  };
  const server = createServer(async (request, response) => {
    const [status, text] = await answer(request).catch((error: unknown) => [500, String(error)] as const);
    response.writeHead(status).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: async () => {
      server.close();
      const started = await running?.catch(() => undefined);
      started?.discard();
    },
  };
}
