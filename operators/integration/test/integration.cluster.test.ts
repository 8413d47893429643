import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, type KubeObject, namesOf, type StoredObject } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  HTTP_ROUTE,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
  SERVICE_MONITOR,
} from '@ameide/primitives/objects';
import { gatewayAnswer, type OperatorSuite, startOperatorSuite } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import type { V1CronJobSpec, V1DeploymentSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { createHttpFlowRuntimes } from '../src/adapters/http-flow-runtimes.ts';
import { INTEGRATION_PARTS } from '../src/desired.ts';
import { aCluster, anIntegration, COMMIT, flow, image, settings } from '../src/integration.fixture.ts';
import { integrationOperator } from '../src/operator.ts';
import { integration } from '../src/resource.ts';
import { revisionOf } from '../src/revision.ts';
import { type FakeFlowRuntime, startFakeFlowRuntime } from './fake-flow-runtime.ts';

type Spec = WrittenSpecOf<typeof integration>;
const CHECK_SECONDS = 10;
/** Not while this test runs. */
const LEAP_DAY = { name: 'leap-day', schedule: '0 0 29 2 *' };

describe('Integrations on a real API server with the Gateway API', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  const runtimes = new Map<string, FakeFlowRuntime>();
  const operator = integrationOperator(settings, {
    runtimes: createHttpFlowRuntimes({
      timeoutMs: 500,
      find: async ({ name }) => [runtimes.get(name)?.url ?? 'http://127.0.0.1:1'],
    }),
  });
  before(async () => {
    const crds = await thirdPartyCrds('gateway-api', 'httproutes');
    suite = await startOperatorSuite({ operator, resource: integration, crds });
  });
  after(async () => {
    await suite?.stop();
    await Promise.all([...runtimes.values()].map((runtime) => runtime.stop()));
  });

  const crm = (spec: Partial<Spec> = {}): Spec => ({
    image: image('a'),
    source: { configMap: { name: 'crm-flow', key: 'flow.json' } },
    drift: { checkSeconds: CHECK_SECONDS },
    ...spec,
  });
  const putFlow = (text: string) =>
    suite.apply({ ...CONFIG_MAP, metadata: { name: 'crm-flow' }, data: { 'flow.json': text } });
  const deployed = (name: string) => suite.get(DEPLOYMENT, `${name}-integration`);
  const untilRevision = (name: string, is: (revision: string) => boolean) =>
    until(async () => {
      const [live] = (await suite.list(DEPLOYMENT)).filter(({ metadata }) => metadata.name === `${name}-integration`);
      const revision = revisionOf(live);
      return revision !== undefined && is(revision) && revision;
    });
  const untilReason = (name: string, type: string, reason: string) =>
    suite.until(name, (object) => {
      const condition = conditionOf(object, type);
      return condition?.reason === reason && condition.observedGeneration === object.metadata.generation;
    });
  const cronJobsOf = async (name: string) =>
    (await suite.list(CRON_JOB)).filter(({ metadata }) => metadata.labels?.['ameide.io/owner-name'] === name);
  const serve = (name: string) => suite.serve(name, `${name}-integration-`);
  /** The pods of an Integration run its flow. */
  const run = async (name: string, revision: string) => {
    await runtimes.get(`${name}-integration-management`)?.stop();
    const runtime = await startFakeFlowRuntime(revision);
    runtimes.set(`${name}-integration-management`, runtime);
    return runtime;
  };
  const fieldsOf = (object: StoredObject) =>
    object.status as { revision?: string; repairedAt?: string; url?: string; readyReplicas?: number };

  it('waits for its source, runs it, and says which it runs', async () => {
    await suite.applySpec('crm', crm());
    await untilReason('crm', 'Stalled', 'SourceMissing');
    assert.equal((await suite.get(operator.kind, 'crm')).metadata.generation, 1);
    await assert.rejects(deployed('crm'), { status: 404 });
    await putFlow('{"flow":1}');
    const revision = await untilRevision('crm', () => true);
    await run('crm', revision);
    assert.equal(fieldsOf(await serve('crm')).revision, revision);
    const object = await untilReason('crm', 'InSync', 'InSync');
    for (const [type, reason] of [
      ['SourceReady', 'Fetched'],
      ['ParametersReady', 'NotAsked'],
      ['Suspended', 'NotSuspended'],
      ['RouteAccepted', 'NotAsked'],
    ] as const) {
      assert.equal(conditionOf(object, type)?.reason, reason);
    }
  });

  it('rolls out anew when the flow in the ConfigMap changes', async () => {
    const [before] = [revisionOf(await deployed('crm'))];
    await putFlow('{"flow":2}');
    const revision = await untilRevision('crm', (each) => each !== before);
    await untilReason('crm', 'SourceReady', 'Fetching');
    await run('crm', revision);
    assert.equal(fieldsOf(await serve('crm')).revision, revision);
  });

  it('looks for drift by itself, writes nothing while there is none, and puts it right when there is', async () => {
    const runtime = runtimes.get('crm-integration-management')!;
    await untilReason('crm', 'InSync', 'InSync');
    const { fieldManager } = namesOf(operator);
    const writes = async () => {
      const objects = await Promise.all([...INTEGRATION_PARTS, operator.kind].map((kind) => suite.list(kind)));
      return objects.flat().map(({ kind, metadata: { name, managedFields = [] } }) => {
        const ours = managedFields.filter(({ manager }) => manager === fieldManager);
        return [kind, name, ...ours.map(({ subresource, time }) => `${subresource} ${time}`)];
      });
    };
    const [before, asked] = [await writes(), runtime.asked];
    await until(() => runtime.asked > asked);
    assert.deepEqual(await writes(), before);
    assert.deepEqual(runtime.syncs, []);

    runtime.modified = true;
    const repaired = await untilReason('crm', 'InSync', 'Repaired');
    assert.deepEqual(runtime.syncs, [revisionOf(await deployed('crm'))]);
    assert.ok(fieldsOf(repaired).repairedAt);
    const later = await untilReason('crm', 'InSync', 'InSync');
    assert.equal(fieldsOf(later).repairedAt, fieldsOf(repaired).repairedAt);
  });

  it('only says so where the spec has it so, and puts it right as soon as it may', async () => {
    const runtime = runtimes.get('crm-integration-management')!;
    const syncs = runtime.syncs.length;
    await suite.applySpec('crm', crm({ drift: { policy: 'report', checkSeconds: CHECK_SECONDS } }));
    await untilReason('crm', 'InSync', 'InSync');
    runtime.modified = true;
    const object = await untilReason('crm', 'InSync', 'Drifted');
    assert.equal(conditionOf(object, 'Degraded')?.reason, 'Drifted');
    assert.equal(conditionOf(object, 'Ready')?.status, 'True');
    assert.equal(runtime.syncs.length, syncs);
    await suite.applySpec('crm', crm());
    await untilReason('crm', 'InSync', 'Repaired');
    await untilReason('crm', 'Degraded', 'Healthy');
  });

  it('is degraded while the runtime does not answer', async () => {
    const runtime = runtimes.get('crm-integration-management')!;
    runtime.fault = 'mute';
    const look = (count: string) => suite.applySpec('crm', crm(), { annotations: { look: count } });
    await look('1');
    const object = await untilReason('crm', 'InSync', 'Unreachable');
    assert.equal(conditionOf(object, 'Degraded')?.reason, 'RuntimeUnreachable');
    assert.match(conditionOf(object, 'Degraded')?.message ?? '', /did not answer within 0.5 s/);
    runtime.fault = 'none';
    await look('2');
    await untilReason('crm', 'Degraded', 'Healthy');
  });

  it('puts right what others change and take away', async () => {
    const { metadata } = await suite.get(NETWORK_POLICY, 'crm-integration-management');
    await suite.delete(NETWORK_POLICY, metadata.name);
    await until(async () => {
      const policies = await suite.list(NETWORK_POLICY);
      return policies.some((each) => each.metadata.name === metadata.name && each.metadata.uid !== metadata.uid);
    });
    const before = (await deployed('crm')).spec as V1DeploymentSpec;
    await suite.apply({ ...DEPLOYMENT, metadata: { name: 'crm-integration' }, spec: { ...before, replicas: 7 } });
    await until(async () => ((await deployed('crm')).spec as V1DeploymentSpec).replicas === 1);
    await serve('crm');
  });

  it('waits for the secrets of its parameters, and starts again when one is replaced', async () => {
    const parameters = [{ name: 'crm', values: { size: '1' }, secrets: { token: { name: 'crm', key: 'token' } } }];
    const secret = (token: string) => ({ ...SECRET, metadata: { name: 'crm' }, data: { token: btoa(token) } });
    await suite.applySpec('crm', crm({ parameters }));
    await untilReason('crm', 'Stalled', 'SecretMissing');
    assert.ok(!JSON.stringify((await deployed('crm')).spec).includes('projected'));
    await suite.apply(secret('first-token'));
    await serve('crm');
    assert.equal((await suite.get(CONFIG_MAP, 'crm-integration-parameters')).data?.['crm.size' as never], '1');
    const annotations = async () => ((await deployed('crm')).spec as V1DeploymentSpec).template.metadata?.annotations;
    const before = await annotations();
    await suite.apply(secret('second-token'));
    await until(async () => JSON.stringify(await annotations()) !== JSON.stringify(before));
    const object = await serve('crm');
    assert.equal(conditionOf(object, 'ParametersReady')?.reason, 'Present');
    const events = await suite.list({ apiVersion: 'v1', kind: 'Event' });
    const said = JSON.stringify([object, events, await deployed('crm')]);
    for (const told of ['second-token', btoa('second-token')]) assert.ok(!said.includes(told));
  });

  it('runs by schedule, is degraded by a run that failed, and has what it is called by', async () => {
    const schedules = [LEAP_DAY];
    await suite.applySpec('crm', crm({ schedules, webhook: { hosts: ['hooks.example.com'], paths: ['/crm'] } }));
    await untilReason('crm', 'RouteAccepted', 'Pending');
    const { metadata } = await suite.get(HTTP_ROUTE, 'crm-integration');
    await suite.setStatus(HTTP_ROUTE, metadata.name, gatewayAnswer(metadata.generation));
    const object = await serve('crm');
    assert.equal(fieldsOf(object).url, 'https://hooks.example.com/crm');
    assert.equal(conditionOf(object, 'RouteAccepted')?.reason, 'Accepted');

    const lastScheduleTime = '2026-01-02T03:00:00Z';
    const [cronJob] = (await cronJobsOf('crm')).map(({ metadata: { name } }) => name);
    assert.match(cronJob ?? '', /^crm-integration-leap-day-/);
    await suite.setStatus(CRON_JOB, cronJob!, { lastScheduleTime });
    await untilReason('crm', 'Degraded', 'RunFailed');
    await suite.setStatus(CRON_JOB, cronJob!, { lastScheduleTime, lastSuccessfulTime: '2026-01-02T03:01:00Z' });
    await untilReason('crm', 'Degraded', 'Healthy');
  });

  it('stops and goes on with `suspend`; its route stays', async () => {
    const spec = crm({
      schedules: [LEAP_DAY],
      webhook: { hosts: ['hooks.example.com'], paths: ['/crm'] },
    });
    const { metadata } = await suite.get(HTTP_ROUTE, 'crm-integration');
    const runtime = runtimes.get('crm-integration-management')!;
    await suite.applySpec('crm', { ...spec, suspend: true });
    const suspended = await suite.until('crm', (each) => conditionOf(each, 'Ready')?.message === 'It is suspended.');
    assert.equal(conditionOf(suspended, 'Suspended')?.status, 'True');
    assert.equal(conditionOf(suspended, 'InSync')?.reason, 'NotAsked');
    assert.equal(((await deployed('crm')).spec as V1DeploymentSpec).replicas, 0);
    const isSuspended = async () => (await cronJobsOf('crm')).map(({ spec }) => (spec as V1CronJobSpec).suspend);
    assert.deepEqual(await isSuspended(), [true]);
    assert.equal((await suite.get(HTTP_ROUTE, 'crm-integration')).metadata.uid, metadata.uid);
    const { asked } = runtime;
    await suite.applySpec('crm', spec);
    const object = await serve('crm');
    assert.equal(conditionOf(object, 'Suspended')?.status, 'False');
    assert.deepEqual(await isSuspended(), [false]);
    await until(() => runtime.asked > asked);
  });

  it('has runs beside those of another kind, and keeps the CronJob that it has under its former name', async () => {
    const cronJob = (owner: string, kind: string, name: string, uid: string) => ({
      ...CRON_JOB,
      metadata: {
        name,
        namespace: 'ameide-dev',
        labels: {
          'app.kubernetes.io/managed-by': `ameide-${kind.toLowerCase()}-operator`,
          'ameide.io/owner-uid': uid,
          'ameide.io/owner-name': owner,
        },
        ownerReferences: [{ apiVersion: 'ameide.io/v1alpha1', kind, name: owner, uid, controller: true }],
      },
      spec: {
        schedule: '0 0 29 2 *',
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: image('b') }] } } },
        },
      },
    });
    /** As an operator of before would have written it. */
    const write = async (object: KubeObject, manager: string) =>
      suite.cluster.request<StoredObject>(
        'PATCH',
        `${await suite.path(CRON_JOB, object.metadata.name)}?fieldManager=${manager}`,
        object,
      );
    const schedules = [LEAP_DAY, { ...LEAP_DAY, name: 'yearly' }];
    const { metadata } = await suite.applySpec('twice', crm({ schedules, paused: true }));
    await write(cronJob('twice', 'Process', 'twice-yearly', crypto.randomUUID()), 'ameide-process-operator');
    const former = await write(
      cronJob('twice', 'Integration', 'twice-leap-day', metadata.uid),
      'ameide-integration-operator',
    );
    await suite.applySpec('twice', crm({ schedules }));
    const own = await until(async () => {
      const all = (await cronJobsOf('twice')).filter(({ metadata: { labels } }) =>
        labels?.['app.kubernetes.io/managed-by']?.includes('integration'),
      );
      return all.length === 2 && all.every(({ spec }) => (spec as V1CronJobSpec).concurrencyPolicy === 'Forbid') && all;
    });
    const names = own.map(({ metadata: { name } }) => name).sort();
    assert.match(names[0]!, /^twice-integration-yearly-/);
    assert.equal(names[1], 'twice-leap-day');
    assert.equal((await suite.get(CRON_JOB, 'twice-leap-day')).metadata.uid, former.metadata.uid);
    await untilReason('twice', 'Stalled', 'Proceeding');
    // What is the Process's stays: nobody of this kind had a hand in it.
    assert.equal((await suite.get(CRON_JOB, 'twice-yearly')).metadata.ownerReferences?.[0]?.kind, 'Process');
    await suite.delete(CRON_JOB, 'twice-yearly');
  });

  it('takes flows from Git and from a registry that is allowed, and from no other', async () => {
    const git = { url: 'https://git.example.com/acme/flows.git', commit: COMMIT };
    await suite.applySpec('from-git', crm({ source: { git } }));
    assert.equal(await untilRevision('from-git', () => true), COMMIT);
    await suite.applySpec('from-oci', crm({ source: { oci: { reference: flow('f') } } }));
    assert.equal(await untilRevision('from-oci', () => true), `sha256:${'f'.repeat(64)}`);
    const [volume] = ((await deployed('from-oci')).spec as V1DeploymentSpec).template.spec!.volumes!.filter(
      ({ name }) => name === 'flow',
    );
    assert.equal(volume?.image?.reference, flow('f'));
    const reference = `registry.example.org/crm@sha256:${'f'.repeat(64)}`;
    await suite.applySpec('from-elsewhere', crm({ source: { oci: { reference } } }));
    await untilReason('from-elsewhere', 'Stalled', 'ImageRefused');
    await assert.rejects(deployed('from-elsewhere'), { status: 404 });
  });

  it('is made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const spec of fc.sample(validSpecs(integration), 60)) {
      const model = aCluster();
      const source = spec.source.oci ? { oci: { reference: flow('f') } } : spec.source;
      model.reconcile(anIntegration({ ...spec, source, image: image('a'), tenancy: {}, paused: false }));
      for (const part of model.all().filter(({ kind }) => kind !== SERVICE_MONITOR.kind)) await suite.dryRun(part);
    }
  });

  it('leaves nothing when it is deleted', async () => {
    for (const name of ['crm', 'twice', 'from-git', 'from-oci', 'from-elsewhere'])
      await suite.delete(operator.kind, name);
    await until(async () => {
      const left = await Promise.all(INTEGRATION_PARTS.map((kind) => suite.list(kind)));
      return left.flat().every(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] !== 'ameide');
    });
  });
});

describe('Integrations on a real API server with neither Gateway API nor Git', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  const operator = integrationOperator(
    { ...settings, gitFetcherImage: undefined },
    { runtimes: createHttpFlowRuntimes({ find: async () => [] }) },
  );
  before(async () => {
    suite = await startOperatorSuite({ operator, resource: integration });
  });
  after(() => suite?.stop());

  it('say what they lack, and run what does not need it', async () => {
    const git = { url: 'https://git.example.com/acme/flows.git', commit: COMMIT };
    await suite.applySpec('from-git', { image: image('a'), source: { git } });
    const refused = await suite.until('from-git', (each) => conditionOf(each, 'Stalled')?.reason === 'SourceRefused');
    assert.match(conditionOf(refused, 'SourceReady')?.message ?? '', /GIT_FETCHER_IMAGE/);
    await assert.rejects(suite.get(DEPLOYMENT, 'from-git-integration'), { status: 404 });

    const source = { oci: { reference: flow('f') } };
    await suite.applySpec('crm', { image: image('a'), source, webhook: { hosts: ['hooks.example.com'] } });
    const missing = await suite.until('crm', (each) => conditionOf(each, 'Stalled')?.reason === 'GatewayApiMissing');
    assert.equal(conditionOf(missing, 'RouteAccepted')?.reason, 'ApiMissing');
    await suite.get(SERVICE, 'crm-integration');
    await suite.applySpec('crm', { image: image('a'), source });
    const object = await suite.serve('crm', 'crm-integration-');
    assert.equal(conditionOf(object, 'RouteAccepted')?.reason, 'NotAsked');
  });
});
