import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, type StoredObject } from '@ameide/operator-kit';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { clusterSkipReason, thirdPartyCrds } from '@ameide/operator-kit/testing';
import {
  CRON_JOB,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  imageOf,
  JOB,
  NETWORK_POLICY,
  SECRET,
  SERVICE,
} from '@ameide/primitives/objects';
import { type OperatorSuite, startOperatorSuite } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import fc from 'fast-check';
import { createHttpFreshnessProbe } from '../src/adapters/http-freshness-probe.ts';
import { PROJECTION_PARTS } from '../src/desired.ts';
import { projectionOperator } from '../src/operator.ts';
import { aCluster, aProjection, image, settings, type WrittenSpec } from '../src/projection.fixture.ts';
import { projection } from '../src/resource.ts';
import { type RealProjection, startRealProjection } from './real-projection.ts';
import { type StatusFault, type StatusServer, startStatusServer } from './status-server.ts';

/** Asks so often that nobody has to wait for it. */
const frequent = { ...settings, askEveryMs: 200 };
const { kind: OWN } = projectionOperator(frequent, { probe: createHttpFreshnessProbe() });
const reason = (object: StoredObject, type: string) => conditionOf(object, type)?.reason;
const statusOf = (object: StoredObject) => object.status as Record<string, unknown>;
const spec = (digit = 'a', rest: Partial<WrittenSpec> = {}): WrittenSpec => ({
  image: image(digit),
  sources: [{ context: 'orders' }],
  storage: { cluster: 'postgres', views: [{ name: 'daily', refresh: '0 0 1 1 *' }] },
  ...rest,
});

describe('Projections on a real API server', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    const operator = projectionOperator(frequent, { probe: createHttpFreshnessProbe() });
    suite = await startOperatorSuite({ operator, resource: projection });
  });
  after(() => suite?.stop());

  it('are stalled without CloudNativePG, say what else is missing, and nothing crashes', async () => {
    await suite.applySpec('orders', spec());
    const object = await suite.until('orders', (each) => conditionOf(each, 'Stalled')?.status === 'True');
    assert.equal(reason(object, 'Stalled'), 'DatabaseApiMissing');
    assert.equal(reason(object, 'DatabaseReady'), 'ApiMissing');
    assert.match(conditionOf(object, 'OptionalApis')?.message ?? '', /Database.*ServiceMonitor/);
    assert.ok(await suite.get(SERVICE, 'orders-projection'));
    assert.deepEqual([await suite.list(DEPLOYMENT), await suite.list(JOB), await suite.list(CRON_JOB)], [[], [], []]);
  });

  it('are refused in a shared namespace if their code is custom', async () => {
    await suite.applySpec('custom', spec('a', { tenancy: { tenant: 'acme', code: 'custom' } }));
    const object = await suite.until('custom', (each) => conditionOf(each, 'Stalled')?.status === 'True');
    assert.equal(reason(object, 'Stalled'), 'PlacementRefused');
    await assert.rejects(suite.get(SERVICE, 'custom-projection'), { status: 404 });
  });

  it('are made of objects that Kubernetes takes as they are, whatever the spec', async () => {
    for (const generated of fc.sample(validSpecs(projection), 100)) {
      const model = aCluster();
      const object = aProjection({ ...generated, image: image('a'), tenancy: {}, paused: false });
      model.run(object);
      const parts = model.all().filter(({ kind }) => kind !== DATABASE.kind && kind !== DATABASE_ROLE.kind);
      for (const part of parts.filter(({ kind }) => kind !== 'ServiceMonitor')) await suite.dryRun(part);
    }
  });
});

describe('a Projection on a real API server with CloudNativePG', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  let server: StatusServer;
  let real: RealProjection | undefined;
  before(async () => {
    server = await startStatusServer();
    const crds = await thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles');
    const monitors = await thirdPartyCrds('prometheus-operator', 'servicemonitors');
    const urlOf = (service: Parameters<StatusServer['urlOf']>[0]) =>
      service.name === 'real-projection' && real ? real.statusUrl : server.urlOf(service);
    const operator = projectionOperator(frequent, { probe: createHttpFreshnessProbe({ urlOf }) });
    suite = await startOperatorSuite({ operator, resource: projection, crds: [...crds, ...monitors] });
  });
  after(async () => {
    await suite?.stop();
    await real?.close();
    await server?.close();
  });

  const jobsOf = async (name: string) =>
    (await suite.list(JOB)).filter(({ metadata }) => metadata.name.startsWith(`${name}-rebuild-`));
  /** CloudNativePG says that it has applied what there is. */
  const applyDatabase = async () => {
    for (const object of [...(await suite.list(DATABASE_ROLE)), ...(await suite.list(DATABASE))]) {
      const { name, generation } = object.metadata;
      await suite.setStatus(object, name, { applied: true, observedGeneration: generation });
    }
  };
  /** The Job that builds, if it is none of the `known` ones. */
  const untilJob = (name: string, ...known: readonly StoredObject[]) =>
    until(async () => {
      await applyDatabase();
      const uids = new Set(known.map(({ metadata }) => metadata.uid));
      return (await jobsOf(name)).find(({ metadata }) => !uids.has(metadata.uid));
    });
  const endJob = (name: string, job: StoredObject, phase: 'Failed' | 'Succeeded', rebuilt: string) =>
    until(async () => {
      await suite.endPods(job.metadata.name, phase);
      const object = await suite.get(OWN, name);
      return reason(object, 'Rebuilt') === rebuilt && object;
    });
  /** Built, rolled out, ready. */
  const run = async (name: string, written = spec()) => {
    await suite.applySpec(name, written);
    await endJob(name, await untilJob(name), 'Succeeded', 'UpToDate');
    return suite.serve(name, `${name}-projection-`);
  };
  const rebuild = (name: string, value: string, written = spec('a', { rebuild: { retries: 0 } })) =>
    suite.applySpec(name, written, { annotations: { 'ameide.io/rebuild': value } });

  it('makes roles, database and tables, only then rolls out, and says how fresh it is', async () => {
    server.answer('orders-projection', 0.3);
    await suite.applySpec('orders', spec());
    await suite.until('orders', (each) => reason(each, 'DatabaseReady') === 'Pending');
    assert.deepEqual([await suite.list(JOB), await suite.list(DEPLOYMENT)], [[], []]);
    const job = await untilJob('orders');
    const during = await suite.until('orders', (each) => reason(each, 'Rebuilt') === 'Rebuilding');
    assert.equal(reason(during, 'Ready'), 'Progressing');
    assert.deepEqual(await suite.list(DEPLOYMENT), []);
    await endJob('orders', job, 'Succeeded', 'UpToDate');
    await suite.serve('orders', 'orders-projection-');
    const { status } = await suite.until('orders', (each) => reason(each, 'Fresh') === 'WithinLimit');
    const { replicas, lagSeconds, image: rolledOut, rebuiltAt } = status as Record<string, unknown>;
    assert.deepEqual([replicas, lagSeconds, rolledOut], [2, 0, image('a')]);
    assert.ok(Date.parse(rebuiltAt as string) > 0);
    for (const name of ['orders-projection', 'orders-projection-consumer']) {
      const part = await suite.get(DEPLOYMENT, name);
      assert.equal(part.metadata.ownerReferences?.[0]?.kind, 'Projection');
    }
  });

  it('is Degraded when it lags, by its own limit, and no longer when it has caught up', async () => {
    server.answer('orders-projection', 31);
    const lagging = await suite.until('orders', (each) => reason(each, 'Degraded') === 'Lagging');
    assert.deepEqual([reason(lagging, 'Fresh'), reason(lagging, 'Ready')], ['Lagging', 'Available']);
    assert.equal(statusOf(lagging).lagSeconds, 60);
    server.answer('orders-projection', 4);
    const fresh = await suite.until('orders', (each) => reason(each, 'Fresh') === 'WithinLimit');
    assert.deepEqual([reason(fresh, 'Degraded'), statusOf(fresh).lagSeconds], ['Healthy', 5]);
  });

  it('does not know how fresh it is when its status endpoint misbehaves, and works on', async () => {
    const faults: Record<StatusFault, RegExp> = {
      'breaks off': /cannot be reached/,
      'is broken': /HTTP status 500/,
      'leads elsewhere': /HTTP status 302/,
      'tells garbage': /did not answer with JSON/,
      'tells too much': /more than 64 KiB/,
      hangs: /has not answered yet/,
    };
    for (const [fault, message] of Object.entries(faults)) {
      server.answer('orders-projection', 0);
      await suite.until('orders', (each) => reason(each, 'Fresh') === 'WithinLimit');
      server.answer('orders-projection', fault as StatusFault);
      const object = await suite.until('orders', (each) => reason(each, 'Fresh') === 'Unknown');
      assert.match(conditionOf(object, 'Fresh')?.message ?? '', message);
      assert.equal(reason(object, 'Ready'), 'Available');
      assert.equal(statusOf(object).lagSeconds, undefined);
    }
    const slow = await suite.until('orders', (each) => /5 s/.test(conditionOf(each, 'Fresh')?.message ?? ''));
    assert.equal(conditionOf(slow, 'Fresh')?.message, 'Its status endpoint did not answer within 5 s.');
    server.answer('orders-projection', 0);
    await suite.until('orders', (each) => reason(each, 'Fresh') === 'WithinLimit');
  });

  it('is not written to while nothing but the lag moves a little', async () => {
    const versions = async () => {
      const objects = await Promise.all([OWN, ...PROJECTION_PARTS].map((kind) => suite.list(kind)));
      return objects.flat().map(({ kind, metadata }) => `${kind}/${metadata.name} ${metadata.resourceVersion}`);
    };
    const found = await versions();
    for (const lag of [0.1, 0.7, 0.2]) {
      server.answer('orders-projection', lag);
      const asked = server.asked('orders-projection');
      await until(() => server.asked('orders-projection') > asked + 1);
    }
    assert.deepEqual(await versions(), found);
  });

  it('repairs what somebody changes or deletes', async () => {
    const consumer = await suite.get(DEPLOYMENT, 'orders-projection-consumer');
    await suite.delete(DEPLOYMENT, 'orders-projection-consumer');
    await suite.delete(NETWORK_POLICY, 'orders-projection');
    const { metadata, ...service } = await suite.get(SERVICE, 'orders-projection');
    const selector = { 'ameide.io/part': 'consumer' };
    const head = { name: metadata.name, namespace: metadata.namespace! };
    await suite.apply({ apiVersion: service.apiVersion, kind: service.kind, metadata: head, spec: { selector } });
    await until(async () => {
      const deployments = await suite.list(DEPLOYMENT);
      const policies = await suite.list(NETWORK_POLICY);
      const live = (await suite.get(SERVICE, 'orders-projection')).spec as { selector: Record<string, string> };
      const uids = deployments.map((each) => each.metadata.uid);
      const isBack = deployments.length === 2 && !uids.includes(consumer.metadata.uid) && policies.length === 1;
      return isBack && live.selector['ameide.io/part'] === 'server';
    });
    await suite.serve('orders', 'orders-projection-');
  });

  it('is built again when asked, while the old tables answer; a failure is told and named, and it is tried again', async () => {
    const [first] = await jobsOf('orders');
    await rebuild('orders', 'monday');
    const job = await untilJob('orders', first!);
    const during = await suite.until('orders', (each) => reason(each, 'Rebuilt') === 'Rebuilding');
    assert.equal(reason(during, 'Ready'), 'Available');
    const failed = await endJob('orders', job, 'Failed', 'Failed');
    assert.deepEqual([reason(failed, 'Ready'), reason(failed, 'Degraded')], ['Available', 'RebuildFailed']);
    assert.ok(conditionOf(failed, 'Degraded')?.message.includes(job.metadata.name));
    assert.equal(statusOf(failed).rebuild, undefined);
    await suite.delete(JOB, job.metadata.name);
    const again = await untilJob('orders', first!, job);
    const done = await endJob('orders', again, 'Succeeded', 'UpToDate');
    assert.equal(statusOf(done).rebuild, 'monday');
    assert.equal(reason(done, 'Degraded'), 'Healthy');
    await rebuild('orders', 'tuesday');
    const next = await untilJob('orders', again);
    const last = await endJob('orders', next, 'Succeeded', 'UpToDate');
    assert.equal(statusOf(last).rebuild, 'tuesday');
    await until(async () => (await jobsOf('orders')).length === 1);
  });

  it('has another image build the tables before that image is rolled out, if both are asked for', async () => {
    const known = await jobsOf('orders');
    await rebuild('orders', 'wednesday', spec('b'));
    const job = await untilJob('orders', ...known);
    assert.equal(imageOf(job), image('b'));
    assert.equal(imageOf(await suite.get(DEPLOYMENT, 'orders-projection')), image('a'));
    await endJob('orders', job, 'Succeeded', 'UpToDate');
    await until(async () => imageOf(await suite.get(DEPLOYMENT, 'orders-projection')) === image('b'));
    await suite.serve('orders', 'orders-projection-');
  });

  it('says when a view was not refreshed, and when it was', async () => {
    const name = (await suite.list(CRON_JOB))[0]!.metadata.name;
    const lastScheduleTime = '2031-01-01T00:00:00Z';
    await suite.setStatus(CRON_JOB, name, { lastScheduleTime });
    const failed = await suite.until('orders', (each) => reason(each, 'Refreshed') === 'Failed');
    assert.deepEqual([reason(failed, 'Degraded'), reason(failed, 'Ready')], ['RefreshFailed', 'Available']);
    await suite.setStatus(CRON_JOB, name, { lastScheduleTime, lastSuccessfulTime: '2031-01-01T00:00:09Z' });
    const done = await suite.until('orders', (each) => reason(each, 'Refreshed') === 'Succeeded');
    assert.equal(reason(done, 'Degraded'), 'Healthy');
  });

  it('is left as it is while it is paused, and says what waits', async () => {
    await rebuild('orders', 'thursday', spec('c', { paused: true }));
    const held = await suite.until('orders', (each) => reason(each, 'Stalled') === 'RolloutPaused');
    assert.equal(reason(held, 'RolloutPaused'), 'PausedBySpec');
    assert.equal(reason(held, 'Rebuilt'), 'Waiting');
    const known = await jobsOf('orders');
    assert.equal(imageOf(await suite.get(DEPLOYMENT, 'orders-projection')), image('b'));
    await rebuild('orders', 'thursday', spec('c'));
    await endJob('orders', await untilJob('orders', ...known), 'Succeeded', 'UpToDate');
    await suite.serve('orders', 'orders-projection-');
  });

  it('stops the roll-out of an image that does not start, and says of which part', async () => {
    const status = (object: StoredObject) => ({
      observedGeneration: object.metadata.generation,
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'too late' }],
    });
    await suite.applySpec('orders', spec('d'));
    const object = await until(async () => {
      const consumer = await suite.get(DEPLOYMENT, 'orders-projection-consumer');
      if (imageOf(consumer) === image('d')) await suite.setStatus(DEPLOYMENT, consumer.metadata.name, status(consumer));
      const each = await suite.get(OWN, 'orders');
      return reason(each, 'Stalled') === 'RolloutFailed' && each;
    });
    assert.match(conditionOf(object, 'Stalled')?.message ?? '', /^Consumers: /);
    await suite.applySpec('orders', spec('c'));
    await suite.serve('orders', 'orders-projection-');
  });

  it('knows how fresh the platform’s own projection service is, as it runs', { timeout: 120_000 }, async () => {
    real = await startRealProjection();
    const written = spec('a', { storage: { cluster: 'postgres' }, freshness: { maxLagSeconds: 1 } });
    await run('real', written);
    await suite.until('real', (each) => reason(each, 'Fresh') === 'WithinLimit');
    await real.fallBehind();
    const lagging = await suite.until('real', (each) => reason(each, 'Fresh') === 'Lagging');
    assert.deepEqual([reason(lagging, 'Ready'), reason(lagging, 'Degraded')], ['Available', 'Lagging']);
    await real.catchUp();
    const fresh = await suite.until('real', (each) => reason(each, 'Fresh') === 'WithinLimit');
    assert.equal(statusOf(fresh).lagSeconds, 0);
    await real.stop();
    await suite.until('real', (each) => reason(each, 'Fresh') === 'Unknown');
  });

  it('never tells a password in a status or an Event', async () => {
    const passwords = (await suite.list(SECRET)).map(({ data }) => (data as { password: string }).password);
    assert.equal(passwords.length, 4);
    const events = await suite.list({ apiVersion: 'v1', kind: 'Event' });
    const said = JSON.stringify([events, await suite.list(OWN)]);
    for (const password of passwords) {
      assert.ok(!said.includes(password));
      assert.ok(!said.includes(Buffer.from(password, 'base64').toString()));
    }
  });

  it('leaves nothing behind when it is deleted', async () => {
    for (const { metadata } of await suite.list(OWN)) await suite.delete(OWN, metadata.name);
    await until(async () => {
      const left = await Promise.all(PROJECTION_PARTS.map((kind) => suite.list(kind)));
      return left.flat().filter(({ metadata }) => metadata.name !== 'default').length === 0;
    });
  });
});
