import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { AmeideClient, type ConnectionOptions } from '@ameide/sdk';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';

const THREAD_ID = '0190b1a0-0000-7000-8000-000000000001';
const FRAMES = 40;

describe('over a network that breaks', () => {
  const sockets = new Set<Socket>();
  let server: Server;
  let baseUrl = '';
  let connections = 0;

  before(async () => {
    async function* frames(after: number) {
      connections += 1;
      for (let index = after + 1; index <= FRAMES; index += 1) {
        const ended = { case: 'status' as const, value: { state: RunState.COMPLETED } };
        const word = { case: 'token' as const, value: { text: 'word '.repeat(index) } };
        yield { frame: { index, resumeToken: String(index), payload: index === FRAMES ? ended : word } };
        await new Promise(setImmediate);
        if (index % 7 === 0) for (const socket of sockets) socket.resetAndDestroy();
      }
    }
    const routes = connectNodeAdapter({
      routes: (router) =>
        router.service(InferenceService, {
          generate: () => frames(0),
          resume: ({ resumeToken }) => frames(Number(resumeToken)),
          getRun: (_request, { signal }) => {
            connections += 1;
            if (connections > 1) return { run: { id: 'r-1' } };
            for (const socket of sockets) socket.resetAndDestroy();
            return new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
          },
        }),
    });
    server = createServer(routes);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const clients: [string, () => AmeideClient][] = [
    ['fetch', () => createClient({ baseUrl, token: 'secret' })],
    [
      "Node's client",
      () =>
        createClient({
          transport: createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
          token: 'secret',
        }),
    ],
  ];
  for (const [name, create] of clients) {
    it(`${name} delivers every frame exactly once and in order`, async () => {
      connections = 0;
      const seen: number[] = [];
      for await (const { index } of create().generate({ threadId: THREAD_ID })) seen.push(index);
      assert.deepEqual(
        seen,
        Array.from({ length: FRAMES }, (_, index) => index + 1),
      );
      assert.ok(connections > 1);
    });

    it(`${name} repeats a read`, async () => {
      connections = 0;
      const { run } = await create().inference.getRun({ runId: THREAD_ID });
      assert.deepEqual([run?.id, connections], ['r-1', 2]);
    });
  }

  it('a server that is not there is unavailable', async () => {
    const client = createClient({ baseUrl: 'http://127.0.0.1:1', token: 'secret', retry: { attempts: 2, baseMs: 0 } });
    const call = client.inference.getRun({ runId: THREAD_ID });
    await assert.rejects(call, { code: 'unavailable', reason: 'connection_lost' });
  });
});

function createClient(options: ConnectionOptions): AmeideClient {
  return new AmeideClient({ retry: { baseMs: 1 }, ...options });
}
