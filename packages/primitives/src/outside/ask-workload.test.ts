import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { askWorkload } from './ask-workload.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** @returns the URL of a workload that answers so */
async function workload(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const ask = async (answer: RequestListener, timeoutMs?: number) =>
  askWorkload(await workload(answer), { signal: never, ...(timeoutMs !== undefined && { timeoutMs }) });

describe('asking a workload', () => {
  it('gives its JSON, or nothing where it has nothing to say', async () => {
    assert.deepEqual(await ask((_, response) => response.end('{"a":1}')), { ok: true, json: { a: 1 } });
    assert.deepEqual(await ask((_, response) => response.writeHead(204).end()), { ok: true, json: undefined });
  });

  it('sends JSON', async () => {
    const url = await workload(async (request, response) => {
      const chunks = await request.toArray();
      response.end(JSON.stringify([request.method, request.headers['content-type'], String(Buffer.concat(chunks))]));
    });
    const answer = await askWorkload(url, { method: 'POST', body: { revision: '7' }, signal: never });
    assert.deepEqual(answer, { ok: true, json: ['POST', 'application/json', '{"revision":"7"}'] });
  });

  it('says what a workload does instead, in words that are not its own', async () => {
    const fault = (words: string) => ({ ok: false, fault: words });
    assert.deepEqual(await ask((_, response) => response.end('secret!')), fault('did not answer with JSON'));
    const answers = (status: number) => fault(`answered with HTTP status ${status}`);
    assert.deepEqual(await ask((_, response) => response.writeHead(503).end('secret!')), answers(503));
    const elsewhere = { location: 'http://169.254.169.254/' };
    assert.deepEqual(await ask((_, response) => response.writeHead(302, elsewhere).end()), answers(302));
    const long = `"${'x'.repeat(70_000)}"`;
    assert.deepEqual(await ask((_, response) => response.end(long)), fault('answered with more than 64 KiB'));
    assert.deepEqual(await ask((request) => request.socket.destroy()), fault('cannot be reached'));
  });

  it('does not wait for a workload that does not answer, or never comes to an end', async () => {
    const late = { ok: false, fault: 'did not answer within 0.05 s' };
    assert.deepEqual(await ask(() => {}, 50), late);
    assert.deepEqual(await ask((_, response) => void response.write('{'), 50), late);
  });

  it('ends when it is told to', async () => {
    const stopping = new AbortController();
    const url = await workload(() => stopping.abort(new Error('stopped')));
    await assert.rejects(askWorkload(url, { signal: stopping.signal }), /stopped/);
  });
});
