import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTransport, startReflector } from '@ameide/operator-kit';
import { clusterSkipReason, startFaultProxy, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';
import { followThroughProxy } from './fixtures/follow-through-proxy.ts';
import { CONFIG_MAPS, surviveFaults, write } from './fixtures/survive-faults.ts';

describe('reflectors behind a proxy that injects faults', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());

  test('a watch whose connection died, and nobody was told, is dead 2 s after it should have ended', async () => {
    const { proxy, reflector, faults, stop } = await followThroughProxy(cluster, { watchSeconds: 1 });
    proxy.freeze();
    await write(cluster, 'unheard', 1);
    await until(() => reflector.cache.get('default/unheard'), { timeout: 10_000 });
    assert.equal(faults[0], 'watch_silent');
    await stop();
  });

  test('a long watch that does not tell of a write of ours is dead', async () => {
    const { proxy, reflector, faults, stop } = await followThroughProxy(cluster);
    proxy.freeze();
    reflector.observe(await write(cluster, 'ours', 1));
    await write(cluster, 'of-others', 1);
    assert.equal(reflector.cache.get('default/of-others'), undefined);
    await until(() => reflector.cache.get('default/of-others'), { timeout: 30_000 });
    assert.deepEqual(faults, ['watch_silent']);
    await stop();
  });

  test('an event is seen although every watch ends at once, and none says that its version is too old', async () => {
    let isForgotten = false;
    const proxy = await startFaultProxy(cluster, (place) => (isForgotten && place === 'watch' ? 'reset' : undefined));
    const transport = createTransport({ kubeConfig: proxy.kubeConfig });
    const reflector = startReflector({ transport, resource: CONFIG_MAPS, labelSelector: 'suite=faults' });
    await reflector.synced;
    isForgotten = true;
    proxy.freeze();
    await write(cluster, 'unannounced', 0);
    await until(() => reflector.cache.get('default/unannounced'), { timeout: 60_000 });
    await reflector.stop();
    await transport.close();
    await proxy.close();
  });

  test('a hundred faults later every reflector has told of everything', async () => {
    await surviveFaults(cluster, 100);
  });
});
