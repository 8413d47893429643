import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Condition, defineOperator, kitConditions, type StoredObject, startOperator } from '@ameide/operator-kit';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import { WEBSITE_CRD } from './fixtures/website-crds.ts';

const WEBSITES = '/apis/example.com/v1/namespaces/default/websites';
const CONFIG_MAPS = '/api/v1/namespaces/elsewhere/configmaps';
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const configMap = (name: string) => ({ ...CONFIG_MAP, metadata: { name, namespace: 'elsewhere' } });

describe('an operator whose objects no garbage collector reaches', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let unplugged = false;
  before(async () => {
    cluster = await startTestCluster({ crds: [WEBSITE_CRD] });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } };
    await cluster.request('POST', '/api/v1/namespaces', namespace);
  });
  after(() => cluster?.stop());

  const conditions = { ...kitConditions, Unplugged: { Held: 'Somebody has to pull the plug.' } };
  const website = defineOperator<{ text: string }, object, typeof conditions>({
    name: 'elsewhere',
    kind: { apiVersion: 'example.com/v1', kind: 'Website' },
    conditions,
    owns: [CONFIG_MAP],
    deletesOwned: true,
    finalizers: [
      {
        name: 'unplug',
        async run({ applyOwned, deleteOwned }) {
          if (!unplugged) await applyOwned([{ ...configMap('home-black'), data: { leaving: 'yes' } }]);
          await deleteOwned(({ metadata }) => metadata.name === 'home-red');
          return unplugged
            ? { done: true }
            : { done: false, waitingFor: 'the plug', heldBy: ['plug'], requeueAfterMs: 50 };
        },
      },
    ],
    finalizing: (_object, _observed, { heldBy }) => ({
      conditions: { Unplugged: { status: 'False', reason: 'Held', message: heldBy.join() } },
    }),
    desired: ({ metadata, spec }) => spec.text.split(' ').map((word) => configMap(`${metadata.name}-${word}`)),
    status: () => ({ phase: 'ready', message: '' }),
  });
  const start = () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const logger = createLogger({ service: 'elsewhere', level: 'silent' });
    return startOperator(website, { kubeConfig, logger, leaderElection: false });
  };
  const list = async () => {
    const { items } = await cluster.request<{ items: StoredObject[] }>('GET', CONFIG_MAPS);
    return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('home-'));
  };
  const apply = (text: string) =>
    cluster.request('PATCH', `${WEBSITES}/home?fieldManager=test`, {
      apiVersion: 'example.com/v1',
      kind: 'Website',
      metadata: { name: 'home' },
      spec: { text, replicas: 0 },
    });

  test('deletes what is no longer wanted, says what holds a deletion, goes on after a restart, and leaves nothing', async () => {
    let operator = start();
    await apply('red green blue');
    await until(async () => (await list()).length === 3);
    await apply('red black');
    await until(async () => (await list()).join() === 'home-black,home-red');

    await cluster.request('DELETE', `${WEBSITES}/home`);
    const held = await until(async () => {
      const { status } = await cluster.request<StoredObject<object, { conditions: Condition[] }>>(
        'GET',
        `${WEBSITES}/home`,
      );
      const find = (type: string) => status?.conditions.find((condition) => condition.type === type);
      return find('Ready')?.reason === 'Deleting' && { ready: find('Ready'), unplugged: find('Unplugged') };
    });
    assert.equal(held.ready?.message, 'Deletion is at step 1 of 2, unplug: the plug');
    assert.equal(held.unplugged?.message, 'plug');
    await until(async () => (await list()).join() === 'home-black');
    const { data } = await cluster.request<{ data: object }>('GET', `${CONFIG_MAPS}/home-black`);
    assert.deepEqual(data, { leaving: 'yes' });
    await operator.stop();
    unplugged = true;
    operator = start();
    await until(async () => (await cluster.request('GET', `${WEBSITES}/home`).catch(() => 'gone')) === 'gone');
    assert.deepEqual(await list(), []);
    await operator.stop();
  });
});
