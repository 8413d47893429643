import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createHttpFreshnessProbe } from './http-freshness-probe.ts';

describe('asking a projection for its status', () => {
  let answer = '';
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.end(answer);
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => void server.close());

  const ask = async (json: unknown) => {
    answer = JSON.stringify(json);
    const { port } = server.address() as AddressInfo;
    const probe = createHttpFreshnessProbe({
      urlOf: ({ name }) => `http://127.0.0.1:${port}/${name}/status`,
      patienceMs: 10_000,
    });
    return probe.ask({ name: 'orders', namespace: 'ameide-dev' }, new AbortController().signal);
  };

  it('gives its lag, whatever else it tells', async () => {
    assert.deepEqual(await ask({ lagSeconds: 0.25, tables: 7 }), { state: 'known', lagSeconds: 0.25 });
    assert.deepEqual(asked, ['/orders/status']);
  });

  it('takes nothing else for a lag', async () => {
    const message = 'Its status endpoint did not tell `lagSeconds`.';
    for (const json of [{}, null, [], 3, { lagSeconds: '3' }, { lagSeconds: -1 }, { lagSeconds: null }]) {
      assert.deepEqual(await ask(json), { state: 'unknown', message }, JSON.stringify(json));
    }
  });

  it('does not wait for one that hangs', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      const probe = createHttpFreshnessProbe({ urlOf: () => `http://127.0.0.1:${port}/status`, patienceMs: 20 });
      const answered = await probe.ask({ name: 'orders', namespace: 'ameide-dev' }, new AbortController().signal);
      assert.deepEqual(answered, { state: 'unknown', message: 'Its status endpoint has not answered yet.' });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  it('says what is wrong when nobody answers', async () => {
    const probe = createHttpFreshnessProbe({ urlOf: () => 'http://127.0.0.1:1/status', patienceMs: 10_000 });
    const answered = await probe.ask({ name: 'orders', namespace: 'ameide-dev' }, new AbortController().signal);
    assert.deepEqual(answered, { state: 'unknown', message: 'Its status endpoint cannot be reached.' });
  });
});
