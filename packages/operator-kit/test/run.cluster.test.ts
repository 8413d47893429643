import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import {
  clusterSkipReason,
  operatorKubeconfig,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { type ServiceUnderTest, startServiceProcess } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { website } from '../examples/website.ts';
import { WEBSITE_CRD } from './fixtures/website-crds.ts';

const LEASE = '/apis/coordination.k8s.io/v1/namespaces/ameide-system/leases/ameide-website-operator';
const WEBSITES = '/apis/example.com/v1/namespaces/default/websites';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('an operator as a process', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  let folder: string;
  const running = new Set<ServiceUnderTest>();
  before(async () => {
    cluster = await startTestCluster({ crds: [WEBSITE_CRD] });
    folder = await mkdtemp(join(tmpdir(), 'operator-process-'));
    await writeFile(join(folder, 'kubeconfig'), await operatorKubeconfig(cluster, website));
  });
  after(async () => {
    for (const each of running) await each.stop();
    await cluster?.stop();
    await rm(folder, { recursive: true });
  });

  const start = async (HOST_NAME: string, env: Record<string, string> = {}) => {
    const started = await startServiceProcess(join(import.meta.dirname, 'fixtures/website-process.ts'), {
      KUBECONFIG: join(folder, 'kubeconfig'),
      LEASE_RETRY_SECONDS: '0.3',
      HOST_NAME,
      ...env,
    });
    running.add(started);
    return started;
  };
  const stop = async (each: ServiceUnderTest) => {
    running.delete(each);
    return each.stop();
  };
  const ready = async ({ baseUrl }: ServiceUnderTest) => (await fetch(`${baseUrl}/readyz`)).status;
  const metricsOf = async ({ metricsUrl }: ServiceUnderTest) => (await fetch(metricsUrl)).text();
  const leads = async (each: ServiceUnderTest) =>
    /^operator_leader\{operator="website"\} 1$/m.test(await metricsOf(each));
  const holder = async () =>
    (await cluster.request<StoredObject<{ holderIdentity: string }>>('GET', LEASE)).spec?.holderIdentity;
  const publish = async (name: string) => {
    const spec = { text: 'Hello', replicas: 1 };
    const page = { apiVersion: 'example.com/v1', kind: 'Website', metadata: { name }, spec };
    await cluster.request('POST', WEBSITES, page);
    await until(() => cluster.request('GET', `${CONFIG_MAPS}/${name}`).catch(() => null));
  };

  test('works where it leads, is ready where it stands by, and hands over when it is told to end', async () => {
    const first = await start('first');
    await until(() => leads(first));
    const second = await start('second');
    await until(async () => (await ready(second)) === 200);
    assert.deepEqual([await ready(first), await leads(second)], [200, false]);
    assert.match((await holder()) ?? '', /^first_[-0-9a-f]{36}$/);
    await publish('landing-page');

    const metrics = await until(async () => {
      const text = await metricsOf(first);
      return /^operator_reconcile_duration_seconds_count\{operator="website",result="done"\} [1-9]/m.test(text) && text;
    });
    assert.match(metrics, /^operator_objects\{operator="website"\} 1$/m);
    // No controller makes its pods, so it is on its way.
    const phases = /^operator_object_phases\{operator="website",phase="progressing"\} 1$/m;
    await until(async () => phases.test(await metricsOf(first)));
    assert.match(metrics, /^operator_queue_depth\{operator="website"\} \d+$/m);
    const write = 'operator="website",method="PATCH",status="20[01]"';
    assert.match(metrics, new RegExp(`^operator_api_request_duration_seconds_count\\{${write}\\} [1-9]`, 'm'));
    assert.match(metrics, /^operator_reconcile_duration_seconds_bucket\{.*le="0\.25"\} \d+$/m);
    assert.doesNotMatch(metrics, /landing-page/);
    assert.match(await metricsOf(second), /^operator_objects\{operator="website"\} 1$/m);

    assert.deepEqual(await stop(first), { code: 0, signal: null });
    await until(() => leads(second));
    assert.match((await holder()) ?? '', /^second_/);
    await publish('contact');
    assert.deepEqual(await stop(second), { code: 0, signal: null });
    assert.equal(await holder(), '');
  });

  test('is alive and not ready for as long as it does not see the cluster', async () => {
    await cluster.apiServer.kill();
    const operator = await start('first');
    assert.deepEqual([await ready(operator), (await fetch(`${operator.baseUrl}/healthz`)).status], [503, 200]);
    await cluster.apiServer.start();
    await until(async () => (await ready(operator)) === 200);
    assert.deepEqual(await stop(operator), { code: 0, signal: null });
  });

  test('says why it cannot start', async () => {
    const lost = start('first', { KUBECONFIG: join(folder, 'missing'), WORKERS: 'many' });
    await assert.rejects(lost, /WORKERS/);
    await assert.rejects(
      start('first', { KUBECONFIG: join(folder, 'missing') }),
      /KUBECONFIG: .*missing cannot be used/,
    );
  });
});
