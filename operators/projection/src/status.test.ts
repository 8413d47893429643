import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CRON_JOB, DATABASE, DATABASE_ROLE, DEPLOYMENT } from '@ameide/primitives/objects';
import { rollOut } from '@ameide/primitives/testing';
import { aCluster, aProjection, CONSUMER, image, QUERY } from './projection.fixture.ts';

const storage = { cluster: 'postgres', views: [{ name: 'daily', refresh: '5 * * * *' }] };

function running(object = aProjection()) {
  const cluster = aCluster();
  cluster.run(object);
  return cluster;
}

describe('how a Projection is', () => {
  it('is told step by step, and it is ready only when queries are answered and events are followed', () => {
    const cluster = aCluster();
    const orders = aProjection();
    const phases: string[] = [];
    const look = () => {
      const { phase, conditions } = cluster.pass(orders);
      phases.push(`${phase} ${conditions?.DatabaseReady?.reason} ${conditions?.Rebuilt?.reason}`);
    };
    look();
    cluster.applyDatabase();
    look();
    cluster.applyDatabase();
    look();
    const time = cluster.endJob('Complete');
    look();
    rollOut(cluster, QUERY);
    look();
    rollOut(cluster, CONSUMER);
    look();
    assert.deepEqual(phases, [
      'progressing Pending Waiting',
      'progressing Pending Waiting',
      'progressing Applied Rebuilding',
      'progressing Applied UpToDate',
      'progressing Applied UpToDate',
      'ready Applied UpToDate',
    ]);
    const { fields } = cluster.look(orders);
    assert.deepEqual([fields?.image, fields?.replicas, fields?.rebuiltAt], [image('a'), 2, time]);
    assert.match(fields?.selector ?? '', /ameide\.io\/part=server/);
  });

  it('says when consumers are missing, although queries are answered', () => {
    const cluster = running(aProjection({ consumer: { replicas: 2 } }));
    rollOut(cluster, CONSUMER, 1);
    const outcome = cluster.look(aProjection({ consumer: { replicas: 2 } }));
    assert.deepEqual([outcome.phase, outcome.degraded?.reason], ['progressing', 'ReplicasMissing']);
    assert.equal(outcome.message, 'Consumers: 1 of 2 replicas serve.');
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'late' }];
    cluster.change(DEPLOYMENT, CONSUMER, { status: { observedGeneration: 1, conditions } });
    const stalled = cluster.look(aProjection({ consumer: { replicas: 2 } }));
    assert.equal(stalled.phase === 'stalled' && stalled.reason, 'RolloutFailed');
    assert.match(
      stalled.message ?? '',
      /^Consumers: late `kubectl describe pods -n ameide-dev -l .*part=consumer` says why\.$/,
    );
  });

  it('is not ready for a new image before both Deployments have it', () => {
    const cluster = running();
    const next = aProjection({ image: image('b') });
    assert.equal(cluster.look(next).phase, 'progressing');
    cluster.pass(next);
    rollOut(cluster, QUERY);
    assert.equal(cluster.pass(next).phase, 'progressing');
    rollOut(cluster, CONSUMER);
    assert.equal(cluster.pass(next).phase, 'ready');
  });

  it('says what CloudNativePG says, and that it is missing', () => {
    const cluster = aCluster();
    cluster.pass(aProjection());
    const status = { applied: false, message: 'no such cluster' };
    cluster.change(DATABASE_ROLE, 'orders-projection-owner', { status });
    const outcome = cluster.look(aProjection());
    assert.deepEqual([outcome.phase, outcome.message], ['stalled', 'no such cluster']);
    assert.equal(outcome.conditions?.DatabaseReady?.reason, 'Failed');
    const without = aCluster([DATABASE, DATABASE_ROLE]).look(aProjection());
    assert.equal(without.phase === 'stalled' && without.reason, 'DatabaseApiMissing');
  });

  it('is stalled when it is paused with something left to roll out, and ready when there is nothing', () => {
    const cluster = running();
    assert.equal(cluster.pass(aProjection({ paused: true })).phase, 'ready');
    const held = cluster.pass(aProjection({ paused: true, image: image('b') }));
    assert.equal(held.phase === 'stalled' && held.reason, 'RolloutPaused');
    const waiting = cluster.pass(aProjection({ paused: true }, { rebuild: 'monday' }));
    assert.deepEqual([waiting.phase, waiting.conditions?.Rebuilt?.reason], ['stalled', 'Waiting']);
    assert.match(waiting.message, /Job/);
  });
});

describe('how fresh a Projection is', () => {
  it('is requeued, as long as there is a replica to ask', () => {
    const cluster = running();
    assert.equal(cluster.look(aProjection()).requeueAfterMs, 20_000);
    rollOut(cluster, QUERY, 0);
    // Its pods are, by what keeps them from serving.
    assert.equal(cluster.look(aProjection()).requeueAfterMs, 10_000);
  });

  it('is Degraded beyond the limit, and ready nevertheless', () => {
    const cluster = running();
    const limited = aProjection({ freshness: { maxLagSeconds: 10 } });
    cluster.fresh({ state: 'known', lagSeconds: 11.5 });
    const lagging = cluster.pass(limited);
    assert.deepEqual([lagging.phase, lagging.degraded?.reason], ['ready', 'Lagging']);
    assert.deepEqual([lagging.conditions?.Fresh?.status, lagging.fields?.lagSeconds], ['False', 30]);
    cluster.fresh({ state: 'known', lagSeconds: 9.5 });
    const fresh = cluster.pass(limited);
    assert.deepEqual([fresh.degraded, fresh.conditions?.Fresh?.status], [undefined, 'True']);
  });

  it('may be unknown: that is no fault of what it answers, and no lag is told', () => {
    const cluster = running();
    cluster.fresh({ state: 'unknown', message: 'Its status endpoint cannot be reached.' });
    const { phase, degraded, conditions, fields } = cluster.pass(aProjection());
    assert.deepEqual([phase, degraded, fields?.lagSeconds], ['ready', undefined, undefined]);
    assert.deepEqual([conditions?.Fresh?.status, conditions?.Fresh?.reason], ['Unknown', 'Unknown']);
  });

  it('changes nothing in a status by a lag that only moves a little', () => {
    const cluster = running();
    const said = [0, 0.2, 0.7, 0.04].map((lagSeconds) => {
      cluster.fresh({ state: 'known', lagSeconds });
      return cluster.pass(aProjection());
    });
    for (const each of said) assert.deepEqual(each, said[0]);
  });
});

describe('how fresh the views are', () => {
  const refreshed = (cluster: ReturnType<typeof aCluster>) => {
    const { conditions, degraded } = cluster.pass(aProjection({ storage }));
    return [conditions?.Refreshed?.reason, degraded?.reason];
  };

  it('is told: a failure stays one until a later refresh has ended well', () => {
    const cluster = running(aProjection({ storage }));
    assert.deepEqual(refreshed(cluster), ['Succeeded', undefined]);
    const seen = (['running', 'succeeded', 'running', 'failed', 'running', 'succeeded'] as const).map((state) => {
      cluster.refreshed(state);
      return refreshed(cluster)[0];
    });
    assert.deepEqual(seen, ['Succeeded', 'Succeeded', 'Succeeded', 'Failed', 'Failed', 'Succeeded']);
  });

  it('is Degraded by a failure, which names the view and the CronJob', () => {
    const cluster = running(aProjection({ storage }));
    cluster.refreshed('running');
    cluster.refreshed('failed');
    assert.deepEqual(refreshed(cluster), ['Failed', 'RefreshFailed']);
    const { message } = cluster.look(aProjection({ storage })).degraded!;
    assert.ok(message.includes('daily') && message.includes(cluster.all(CRON_JOB)[0]!.metadata.name), message);
  });

  it('is not asked for without views', () => {
    assert.equal(running().look(aProjection()).conditions?.Refreshed?.reason, 'NotAsked');
  });
});
