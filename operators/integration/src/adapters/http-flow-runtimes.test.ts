import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFakeFlowRuntime } from '../../test/fake-flow-runtime.ts';
import { createHttpFlowRuntimes } from './http-flow-runtimes.ts';

const signal = new AbortController().signal;
const service = { name: 'crm-integration-management', namespace: 'ameide-dev' };

describe('finding flow runtimes', () => {
  it('gives them in one order, whichever DNS has', async () => {
    const find = async () => ['http://10.0.0.2:9465', 'http://10.0.0.1:9465'];
    const found = await createHttpFlowRuntimes({ find }).find(service, signal);
    assert.deepEqual(found, ['http://10.0.0.1:9465', 'http://10.0.0.2:9465']);
  });

  it('finds none where the name is not known', async () => {
    const { find } = createHttpFlowRuntimes({ find: () => Promise.reject(new Error('ENOTFOUND')) });
    assert.deepEqual(await find(service, signal), []);
  });

  it('finds none where DNS does not answer, and ends when it is told to', async () => {
    const { find } = createHttpFlowRuntimes({ find: () => new Promise(() => {}), patienceMs: 20 });
    assert.deepEqual(await find(service, signal), []);
    const reason = new Error('stopped');
    await assert.rejects(find(service, AbortSignal.abort(reason)), reason);
  });
});

describe('a flow runtime that hangs', () => {
  it('is waited for only once, and asked only once at a time', async () => {
    const runtime = await startFakeFlowRuntime('r1');
    try {
      const { ask, sync } = createHttpFlowRuntimes({ patienceMs: 20, timeoutMs: 60_000 });
      runtime.fault = 'mute';
      const notYet = { ok: false, fault: 'has not answered yet' };
      assert.deepEqual(await ask(runtime.url, signal), notYet);
      runtime.fault = 'none';
      assert.deepEqual(await ask(runtime.url, signal), notYet);
      assert.equal(runtime.asked, 0);
      assert.equal(await sync(runtime.url, 'r1', signal), undefined);
    } finally {
      await runtime.stop();
    }
  });
});
