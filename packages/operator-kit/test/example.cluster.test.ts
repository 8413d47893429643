import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Condition,
  isReady,
  LANE,
  type Operator,
  OWNER_UID,
  type StoredObject,
  startOperator,
} from '@ameide/operator-kit';
import {
  clusterSkipReason,
  installCrds,
  operatorKubeconfig,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { until } from '@ameide/test-kit';
import { KubeConfig } from '@kubernetes/client-node';
import { website } from '../examples/website.ts';
import { SERVICE_MONITOR_CRD, WEBSITE_CRD } from './fixtures/website-crds.ts';

const WEBSITES = '/apis/example.com/v1/namespaces/default/websites';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('the example operator on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let operator: Operator;
  /** With the rights that follow from the definition, and no more. */
  const kubeConfig = new KubeConfig();
  before(async () => {
    cluster = await startTestCluster({ controllers: true, crds: [WEBSITE_CRD] });
    kubeConfig.loadFromString(await operatorKubeconfig(cluster, website));
    operator = start('one');
    await operator.leading;
  });
  const start = (identity: string) =>
    startOperator(website, {
      kubeConfig,
      logger: createLogger({ service: 'website', level: process.env.LOG ?? 'silent' }),
      leaderElection: { namespace: 'ameide-system', identity },
      recheckMs: 500,
      resyncMs: 2_000,
    });
  after(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  const get = (path: string) => cluster.request<StoredObject>('GET', path);
  const status = (object: StoredObject, type: string) => {
    const { conditions = [] } = (object.status ?? {}) as { conditions?: Condition[] };
    return conditions.find((each) => each.type === type);
  };
  const create = (name: string, spec: object, labels = {}) => {
    const metadata = { name, labels };
    return cluster.request('POST', WEBSITES, { apiVersion: 'example.com/v1', kind: 'Website', metadata, spec });
  };
  const change = (path: string, patch: object) => {
    const [apiVersion, kind] = path.includes('websites') ? ['example.com/v1', 'Website'] : ['apps/v1', 'Deployment'];
    const body = { apiVersion, kind, metadata: { name: path.split('/').at(-1) }, ...patch };
    return cluster.request('PATCH', `${path}?fieldManager=somebody&force=true`, body);
  };
  /** There are no nodes, so the test says what a kubelet would. */
  const serve = async (name: string, replicas: number) => {
    const pods = await until(async () => {
      const { items } = await cluster.request<{ items: StoredObject[] }>('GET', `${PODS}?labelSelector=app%3D${name}`);
      return items.length === replicas && items;
    });
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() }];
    for (const { metadata } of pods) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: metadata.name } };
      const body = { ...pod, status: { phase: 'Running', conditions } };
      await cluster.request('PATCH', `${PODS}/${metadata.name}/status?fieldManager=kubelet&force=true`, body);
    }
  };
  const untilReady = (name: string) =>
    until(async () => {
      const object = await get(`${WEBSITES}/${name}`);
      return isReady(object) && object;
    });

  test('makes what the spec says, and is ready when it serves', async () => {
    await create('home', { text: 'Hello', replicas: 2 });
    const starting = await until(async () => {
      const object = await get(`${WEBSITES}/home`);
      return status(object, 'Ready') && object;
    });
    assert.equal(status(starting, 'Ready')?.reason, 'Progressing');
    assert.equal(status(starting, 'OptionalApis')?.message, 'Not installed: ServiceMonitor (monitoring.coreos.com).');
    assert.deepEqual((await get(`${CONFIG_MAPS}/home`)).data, { 'index.html': 'Hello' });
    const deployment = await get(`${DEPLOYMENTS}/home`);
    assert.equal(deployment.metadata.ownerReferences?.[0]?.uid, starting.metadata.uid);

    await serve('home', 2);
    const ready = await untilReady('home');
    assert.deepEqual(
      [status(ready, 'Published')?.reason, status(ready, 'Ready')?.message],
      ['Serving', '2 of 2 replicas serve.'],
    );
  });

  test('is not ready for a spec that it has not carried out', async () => {
    const { metadata } = await untilReady('home');
    await change(`${WEBSITES}/home`, { spec: { text: 'Hello', replicas: 3 } });
    const object = await until(async () => {
      const now = await get(`${WEBSITES}/home`);
      const { observedGeneration = 0 } = (now.status ?? {}) as { observedGeneration?: number };
      return observedGeneration > metadata.generation! && now;
    });
    assert.equal(status(object, 'Ready')?.status, 'False');
    await serve('home', 3);
    await untilReady('home');
  });

  test('repairs what others change of its own, and leaves alone what is not its own', async () => {
    await change(`${DEPLOYMENTS}/home`, { metadata: { name: 'home', labels: { team: 'web' } }, spec: { replicas: 9 } });
    const repaired = await until(async () => {
      const object = await get(`${DEPLOYMENTS}/home`);
      return (object.spec as { replicas: number }).replicas === 3 && object;
    });
    assert.equal(repaired.metadata.labels?.team, 'web');
  });

  test('says why a spec is refused, keeps what there is, and goes on when it is mended', async () => {
    await change(`${WEBSITES}/home`, { spec: { text: '<script>', replicas: 3 } });
    const stalled = await until(async () => {
      const object = await get(`${WEBSITES}/home`);
      return status(object, 'Stalled')?.status === 'True' && object;
    });
    assert.deepEqual(
      [status(stalled, 'Stalled')?.reason, status(stalled, 'Ready')?.reason],
      ['TextRefused', 'TextRefused'],
    );
    assert.deepEqual((await get(`${CONFIG_MAPS}/home`)).data, { 'index.html': 'Hello' });
    await change(`${WEBSITES}/home`, { spec: { text: 'Hello again', replicas: 3 } });
    await untilReady('home');
    assert.deepEqual((await get(`${CONFIG_MAPS}/home`)).data, { 'index.html': 'Hello again' });
  });

  test('does not take an object that belongs to somebody else', async () => {
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'taken' }, data: { theirs: 'yes' } };
    await cluster.request('POST', CONFIG_MAPS, theirs);
    await create('taken', { text: 'Mine', replicas: 0 });
    const stalled = await until(async () => {
      const object = await get(`${WEBSITES}/taken`);
      return status(object, 'Stalled')?.status === 'True' && object;
    });
    assert.equal(status(stalled, 'Stalled')?.reason, 'Conflict');
    const untouched = await get(`${CONFIG_MAPS}/taken`);
    assert.deepEqual([untouched.data, untouched.metadata.labels], [{ theirs: 'yes' }, undefined]);
    await cluster.request('DELETE', `${CONFIG_MAPS}/taken`);
    await untilReady('taken');
  });

  // Before the API of monitors is there: the garbage collector learns of new APIs only now and then, and leaves their
  // objects with the former owner until it does.
  test('takes over what a former object of its name has left behind', async () => {
    await create('left', { text: 'Left', replicas: 1 });
    await serve('left', 1);
    const { metadata: former } = await untilReady('left');
    await cluster.request('DELETE', `${WEBSITES}/left?propagationPolicy=Orphan`);
    await until(
      async () =>
        !(await cluster.request<{ items: StoredObject[] }>('GET', WEBSITES)).items.some(
          ({ metadata }) => metadata.uid === former.uid,
        ),
    );
    await create('left', { text: 'Left', replicas: 1 });
    const { metadata } = await untilReady('left');
    const { ownerReferences } = (await get(`${DEPLOYMENTS}/left`)).metadata;
    assert.deepEqual(
      ownerReferences?.map(({ uid }) => uid),
      [metadata.uid],
    );
    await cluster.request('DELETE', `${WEBSITES}/left`);
  });

  test('makes what it had to leave out as soon as the API is there', async () => {
    await installCrds(cluster, [SERVICE_MONITOR_CRD]);
    const present = await until(async () => {
      const object = await get(`${WEBSITES}/home`);
      return status(object, 'OptionalApis')?.reason === 'Present' && object;
    });
    assert.equal(isReady(present), true);
    const monitor = await get('/apis/monitoring.coreos.com/v1/namespaces/default/servicemonitors/home');
    assert.equal(monitor.metadata.ownerReferences?.[0]?.uid, present.metadata.uid);
  });

  test('finds what it made again after somebody took its label away', async () => {
    await cluster.request('PATCH', `${CONFIG_MAPS}/home?fieldManager=somebody&force=true`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'home', labels: { [OWNER_UID]: 'nobody' } },
    });
    const { metadata } = await untilReady('home');
    await until(async () => (await get(`${CONFIG_MAPS}/home`)).metadata.labels?.[OWNER_UID] === metadata.uid);
    await untilReady('home');
  });

  test('leaves a copy alone that somebody made of what it owns', async () => {
    const { metadata, ...config } = await get(`${CONFIG_MAPS}/home`);
    const { labels, ownerReferences } = metadata;
    await cluster.request('POST', CONFIG_MAPS, { ...config, metadata: { name: 'copy', labels, ownerReferences } });
    await change(`${WEBSITES}/home`, { spec: { text: 'Again', replicas: 3 } });
    await until(async () => (await get(`${CONFIG_MAPS}/home`)).data?.['index.html' as never] === 'Again');
    await until(async () => isReady(await get(`${WEBSITES}/home`)));
    assert.equal((await get(`${CONFIG_MAPS}/copy`)).metadata.name, 'copy');
    await cluster.request('DELETE', `${CONFIG_MAPS}/copy`);
  });

  test('writes nothing when there is nothing to do, also when everything is reconciled anew', async () => {
    const paths = [`${WEBSITES}/home`, `${CONFIG_MAPS}/home`, `${DEPLOYMENTS}/home`, `${WEBSITES}/taken`];
    const versions = async () => (await Promise.all(paths.map(get))).map((each) => each.metadata.resourceVersion);
    const before = await versions();
    await operator.stop();
    operator = start('two');
    await operator.leading;
    await create('another', { text: 'So that the queue has been gone through', replicas: 0 });
    await untilReady('another');
    assert.deepEqual(await versions(), before);
  });

  test('leaves nothing behind', async () => {
    await cluster.request('DELETE', `${WEBSITES}/home`);
    await until(async () => {
      const { items } = await cluster.request<{ items: StoredObject[] }>('GET', DEPLOYMENTS);
      return items.every((each) => each.metadata.name !== 'home');
    });
    await assert.rejects(get(`${CONFIG_MAPS}/home`), /404/);
  });

  test('two lanes in one cluster: each keeps to its own, and the first to see it takes what is nobody’s', async () => {
    await operator.stop();
    const lanes = await Promise.all(
      ['dev', 'prod'].map(async (own) => {
        const definition = { ...website, lane: { own } };
        kubeConfig.loadFromString(await operatorKubeconfig(cluster, definition));
        const started = startOperator(definition, {
          kubeConfig,
          logger: createLogger({ service: own, level: process.env.LOG ?? 'silent' }),
          leaderElection: false,
        });
        await started.leading;
        return started;
      }),
    );
    for (const lane of ['dev', 'prod', 'staging'])
      await create(`of-${lane}`, { text: lane, replicas: 0 }, { [LANE]: lane });
    await create('of-nobody', { text: 'Nobody', replicas: 0 });
    for (const name of ['of-dev', 'of-prod', 'of-nobody']) await untilReady(name);
    assert.match((await get(`${WEBSITES}/of-nobody`)).metadata.labels?.[LANE] ?? '', /^(dev|prod)$/);
    // What one has begun the other goes on with when it is told to.
    const moved = { metadata: { name: 'of-dev', labels: { [LANE]: 'prod' } }, spec: { text: 'Moved', replicas: 0 } };
    await change(`${WEBSITES}/of-dev`, moved);
    await until(async () => (await get(`${CONFIG_MAPS}/of-dev`)).data?.['index.html' as never] === 'Moved');
    assert.equal((await get(`${WEBSITES}/of-staging`)).status, undefined);
    await lanes[0]!.stop();
    operator = lanes[1]!;
  });
});
