import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { domain } from '@ameide/operator-domain';
import { crdYaml, kindOf } from '@ameide/operator-kit/schema';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { DEPLOYMENT } from '@ameide/primitives/objects';
import { type ClusterVerbs, clusterVerbs, testImage } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import { type OperatorProcess, startOperatorProcess } from './fixtures/operator-process.ts';

describe('two replicas of an operator with the lease as it is by default', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let verbs: ClusterVerbs;
  const replicas: OperatorProcess[] = [];
  before(async () => {
    cluster = await startTestCluster({ controllers: true, crds: [crdYaml(domain)] });
    verbs = clusterVerbs(cluster);
    for (const name of ['ameide-dev', 'ameide-system']) {
      await cluster.request('POST', '/api/v1/namespaces', { metadata: { name } });
    }
  });
  after(async () => {
    for (const replica of replicas) await replica.kill();
    await verbs?.close();
    await cluster?.stop();
  });
  const start = async () => {
    const replica = await startOperatorProcess('domain', cluster.kubeconfig);
    replicas.push(replica);
    return replica;
  };
  const apply = (name: string) =>
    verbs.apply({
      ...kindOf(domain),
      metadata: { name, namespace: 'ameide-dev' },
      spec: { image: testImage(name, 'a') },
    });
  const isMade = async (name: string) =>
    (await verbs.list(DEPLOYMENT)).some(({ metadata }) => metadata.name === `${name}-domain`);

  it('have one leader, and when it is killed the other one does what there is to do', async (t) => {
    const first = await start();
    await first.leading();
    const second = await start();
    await apply('before');
    await until(() => isMade('before'));
    await first.kill();
    const killed = performance.now();
    await apply('after');
    await until(() => isMade('after'), { timeout: 60_000 });
    t.diagnostic(`made ${((performance.now() - killed) / 1_000).toFixed(1)} s after the leader was killed`);
    assert.ok(second.isLeading());
  });

  it('hand over at once when the leader is told to stop', async () => {
    const [, second] = replicas;
    const third = await start();
    await third.ready();
    assert.ok(!third.isLeading());
    assert.equal((await second!.stop()).code, 0);
    await third.leading();
  });
});
