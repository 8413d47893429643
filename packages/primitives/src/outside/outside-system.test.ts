import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, it } from 'node:test';
import { attempted, type OutsideSystem, outsideSystem } from './outside-system.ts';

const { signal } = new AbortController();
const servers: Server[] = [];
const close = async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};
afterEach(close);

/** Asks a server that answers so, time and again. @param sent is told of every request */
async function asking(answer: RequestListener, system: OutsideSystem, limitMs = 5_000, sent = () => {}) {
  const server = createServer(answer);
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (end: AbortSignal = signal) =>
    attempted(() =>
      system.ask(
        (each) => {
          sent();
          return fetch(url, { signal: each });
        },
        { signal: end, limitMs },
      ),
    );
}

it('does not ask a system again for a while that let a request hang, and then does', async () => {
  let requests = 0;
  const count = () => void requests++;
  const hang = () => {};
  const fault = { fault: 'unreachable', message: 'Keycloak does not answer within 0.05 s.' };
  const ask = await asking(hang, outsideSystem('Keycloak', 1_000_000), 50, count);
  assert.deepEqual([await ask(), await ask(), requests], [fault, fault, 1]);
  const impatient = await asking(hang, outsideSystem('Keycloak', 0), 50, count);
  assert.deepEqual([await impatient(), await impatient(), requests], [fault, fault, 3]);
});

it('takes what says that it is for now as no answer, and all else as one', async () => {
  for (const [status, isAnswer] of [
    [200, true],
    [404, true],
    [501, true],
    [429, false],
    [500, false],
    [503, false],
  ] as const) {
    const ask = await asking((_, response) => response.writeHead(status).end('said'), outsideSystem('It'));
    const fault = { fault: 'unreachable', message: `It answers ${status} for now.` };
    assert.deepEqual(await ask(), isAnswer ? { status, text: 'said' } : fault);
  }
});

it('says that nobody is there, and ends when it is told to', async () => {
  const ask = await asking(() => {}, outsideSystem('It'));
  const end = new AbortController();
  const asked = assert.rejects(ask(end.signal), /told to/);
  end.abort(new Error('told to'));
  await asked;
  await close();
  assert.deepEqual(await ask(), { fault: 'unreachable', message: 'It cannot be reached.' });
});
