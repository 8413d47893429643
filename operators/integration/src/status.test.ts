import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CRON_JOB, DEPLOYMENT, HTTP_ROUTE } from '@ameide/primitives/objects';
import { aCluster, anIntegration, FOUND, image, NAME, REVISION } from './integration.fixture.ts';

type Cluster = ReturnType<typeof aCluster>;
type Integration = ReturnType<typeof anIntegration>;
const parameters = [{ name: 'crm', values: { pageSize: '1' } }];
const schedules = [{ name: 'nightly', schedule: '0 3 * * *' }];
const webhook = { hosts: ['hooks.example.com'] };

/** How it is: the phase, or why it is stalled, with the kind's own conditions. */
function look(cluster: Cluster, integration: Integration = anIntegration()) {
  const outcome = cluster.status(integration);
  const phase = outcome.phase === 'stalled' ? outcome.reason : outcome.phase;
  const reason = (type: 'InSync' | 'ParametersReady' | 'RouteAccepted' | 'SourceReady' | 'Suspended') =>
    outcome.conditions?.[type]?.reason;
  return { ...outcome, phase, reason };
}

/** A cluster in which an Integration has been rolled out. */
function running(integration = anIntegration()) {
  const cluster = aCluster();
  cluster.reconcile(integration);
  cluster.rollOut();
  return cluster;
}

it('is ready when every runtime has the flow, and says which', () => {
  const cluster = aCluster();
  cluster.reconcile(anIntegration());
  const before = look(cluster);
  assert.deepEqual([before.phase, before.reason('SourceReady')], ['progressing', 'Fetching']);
  assert.deepEqual([before.reason('InSync'), before.requeueAfterMs], ['NotAsked', 10_000]);
  cluster.rollOut();
  const after = look(cluster);
  assert.deepEqual([after.phase, after.reason('SourceReady'), after.reason('InSync')], ['ready', 'Fetched', 'InSync']);
  assert.deepEqual([after.fields?.revision, after.fields?.image], [REVISION, image('a')]);
  assert.equal(after.requeueAfterMs, 300_000);
});

it('says nothing of what runtimes ran before a change that has just been applied', () => {
  const cluster = running();
  const changed = anIntegration({ image: image('b') });
  cluster.reconcile(changed);
  const { phase, reason } = look(cluster, changed);
  assert.deepEqual([phase, reason('InSync'), reason('SourceReady')], ['progressing', 'NotAsked', 'Fetching']);
});

describe('drift', () => {
  it('is a degradation as long as it lasts, and requeued soon', () => {
    const cluster = running();
    cluster.find({ drift: { state: 'drifted', message: '1 of 1 runtimes: was changed' } });
    const { phase, reason, degraded, requeueAfterMs, conditions } = look(cluster);
    assert.deepEqual([phase, reason('InSync'), conditions?.InSync?.status], ['ready', 'Drifted', 'False']);
    assert.deepEqual(degraded, { reason: 'Drifted', message: '1 of 1 runtimes: was changed' });
    assert.equal(requeueAfterMs, 30_000);
    assert.equal(look(cluster, anIntegration({ drift: { checkSeconds: 10 } })).requeueAfterMs, 10_000);
  });

  it('is remembered after it was put right', () => {
    const cluster = running();
    const at = '2026-01-01T00:00:00Z';
    cluster.find({ drift: { state: 'repaired', at } });
    const { reason, degraded, fields } = look(cluster);
    assert.deepEqual([reason('InSync'), degraded, fields?.repairedAt], ['Repaired', undefined, at]);
    cluster.find({ drift: { state: 'in_sync' } });
    const later = look(cluster, anIntegration({}, { status: { repairedAt: at } }));
    assert.deepEqual([later.reason('InSync'), later.fields?.repairedAt], ['InSync', at]);
  });

  it('cannot be told while runtimes do not answer', () => {
    const cluster = running();
    cluster.find({ drift: { state: 'unreachable', message: '1 of 1 runtimes: cannot be reached.' } });
    const { phase, reason, degraded, conditions } = look(cluster);
    assert.deepEqual([phase, reason('InSync'), conditions?.InSync?.status], ['ready', 'Unreachable', 'Unknown']);
    assert.equal(degraded?.reason, 'RuntimeUnreachable');
  });
});

describe('what is missing', () => {
  it('stalls it, by name: the source, what fetches it, a secret', () => {
    const cluster = aCluster();
    cluster.find({ source: { state: 'missing', message: 'no ConfigMap' } });
    const missing = look(cluster);
    assert.deepEqual([missing.phase, missing.reason('SourceReady')], ['SourceMissing', 'Missing']);
    assert.equal(missing.message, 'no ConfigMap');
    cluster.find({ source: { state: 'refused', message: 'no Git' } });
    const refused = look(cluster);
    assert.deepEqual([refused.phase, refused.reason('SourceReady')], ['SourceRefused', 'Refused']);
    cluster.find({ ...FOUND, secrets: { state: 'missing', message: 'no Secret' } });
    const secret = look(cluster, anIntegration({ parameters }));
    assert.deepEqual([secret.phase, secret.reason('ParametersReady')], ['SecretMissing', 'SecretMissing']);
    assert.equal(look(running(), anIntegration()).reason('ParametersReady'), 'NotAsked');
    assert.equal(look(running(), anIntegration({ parameters })).reason('ParametersReady'), 'Present');
  });

  it('does not keep it from being suspended', () => {
    const integration = anIntegration({ suspend: true });
    const cluster = running(integration);
    cluster.find({ source: { state: 'missing', message: 'no ConfigMap' } });
    const { phase, reason } = look(cluster, integration);
    assert.deepEqual([phase, reason('SourceReady'), reason('Suspended')], ['ready', 'Missing', 'SuspendedBySpec']);
    cluster.remove(DEPLOYMENT, NAME);
    const neverMade = look(cluster, integration);
    assert.deepEqual([neverMade.phase, neverMade.message], ['ready', 'It is suspended.']);
  });
});

it('is ready while it is suspended and nothing runs any more, and says so', () => {
  const suspended = anIntegration({ suspend: true });
  const cluster = running(suspended);
  const { phase, message, reason, requeueAfterMs } = look(cluster, suspended);
  assert.deepEqual([phase, message], ['ready', 'It is suspended.']);
  assert.deepEqual([reason('Suspended'), reason('SourceReady')], ['SuspendedBySpec', 'NotAsked']);
  assert.equal(requeueAfterMs, undefined);
  assert.equal(look(running()).reason('Suspended'), 'NotSuspended');
});

it('is degraded after a run that failed, until one succeeds', () => {
  const integration = anIntegration({ schedules });
  const cluster = running(integration);
  assert.equal(look(cluster, integration).degraded, undefined);
  const lastScheduleTime = '2026-01-02T03:00:00Z';
  const cronJob = cluster.all(CRON_JOB)[0]!.metadata.name;
  cluster.change(CRON_JOB, cronJob, { status: { lastScheduleTime } });
  const { phase, degraded } = look(cluster, integration);
  assert.deepEqual([phase, degraded?.reason], ['ready', 'RunFailed']);
  assert.ok(degraded?.message.includes(cronJob), degraded?.message);
  const lastSuccessfulTime = '2026-01-02T03:01:00Z';
  cluster.change(CRON_JOB, cronJob, { status: { lastScheduleTime, lastSuccessfulTime } });
  assert.equal(look(cluster, integration).degraded, undefined);
});

describe('the webhook', () => {
  it('is not asked for, or served by the Gateway, or the reason why it is not ready', () => {
    assert.equal(look(running()).reason('RouteAccepted'), 'NotAsked');
    assert.equal(look(running()).fields?.url, undefined);
    const integration = anIntegration({ webhook });
    const cluster = running(integration);
    const before = look(cluster, integration);
    assert.deepEqual([before.phase, before.reason('RouteAccepted')], ['progressing', 'Pending']);
    cluster.answerRoute();
    const after = look(cluster, integration);
    assert.deepEqual([after.phase, after.reason('RouteAccepted')], ['ready', 'Accepted']);
    assert.equal(after.fields?.url, 'https://hooks.example.com/');
  });

  it('is missing without the Gateway API, and only where it is asked for', () => {
    const integration = anIntegration({ webhook });
    const cluster = aCluster({ missing: [HTTP_ROUTE] });
    cluster.reconcile(integration);
    cluster.rollOut();
    const { phase, reason } = look(cluster, integration);
    assert.deepEqual([phase, reason('RouteAccepted')], ['GatewayApiMissing', 'ApiMissing']);
    assert.equal(look(cluster, anIntegration()).phase, 'ready');
  });
});

it('says that runtimes do not start, and that it is paused with something left to do', () => {
  const cluster = running();
  const conditions = [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' },
  ];
  cluster.change(DEPLOYMENT, NAME, { status: { observedGeneration: 1, conditions } });
  assert.equal(look(cluster).phase, 'RolloutFailed');
  assert.equal(look(cluster, anIntegration({ paused: true, image: image('b') })).phase, 'RolloutPaused');
});
