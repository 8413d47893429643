import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { followThroughProxy } from './fixtures/follow-through-proxy.ts';
import { surviveFaults, write } from './fixtures/survive-faults.ts';

describe('reflectors behind a proxy that injects faults', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());

  test('a watch on which nothing happens is kept by its bookmarks, and is dead when they stay away', async () => {
    const { proxy, reflector, faults, stop } = await followThroughProxy(cluster);
    for (let bookmark = 1; bookmark <= 2; bookmark++) {
      await until(() => reflector.silenceMs() > 20_000, { timeout: 90_000 });
      await until(() => reflector.silenceMs() < 10_000, { timeout: 90_000 });
    }
    assert.deepEqual(faults, []);
    proxy.freeze();
    await write(cluster, 'unheard', 1);
    await until(() => reflector.cache.get('default/unheard'), { timeout: 120_000 });
    assert.deepEqual(faults, ['watch_silent']);
    await stop();
  });

  test('a thousand faults of every kind later every reflector has told of everything', async (t) => {
    const injected = await surviveFaults(cluster, 1_000);
    t.diagnostic(JSON.stringify(injected));
    for (const [fault, count] of Object.entries(injected)) assert.ok(count > 0, `${fault} was never injected`);
  });
});
