import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DATABASE, DATABASE_ROLE, DEPLOYMENT } from '@ameide/primitives/objects';
import { aCluster, aDomain, aDomainWithData, image } from './domain.fixture.ts';

it('tells how far it is, and is ready only when every replica of this spec serves', () => {
  const cluster = aCluster();
  const orders = aDomainWithData();
  const phases: string[] = [];
  const look = () => {
    cluster.reconcile(orders);
    const { phase, conditions } = cluster.status(orders);
    phases.push(`${phase} ${conditions?.DatabaseReady?.reason} ${conditions?.Migrated?.reason}`);
  };
  look();
  cluster.applyDatabase();
  look();
  cluster.applyDatabase();
  look();
  cluster.endJob('Complete');
  look();
  cluster.rollOut(1);
  look();
  cluster.rollOut();
  look();
  assert.deepEqual(phases, [
    'progressing Pending Pending',
    'progressing Pending Pending',
    'progressing Applied Migrating',
    'progressing Applied Succeeded',
    'progressing Applied Succeeded',
    'ready Applied Succeeded',
  ]);
  const { fields } = cluster.status(orders);
  assert.equal(fields?.schemaVersion, '7');
  assert.equal(fields?.image, image('a'));
  assert.match(fields?.selector ?? '', /app\.kubernetes\.io\/name=orders/);
});

it('is not ready for a new spec before the Deployment has it', () => {
  const cluster = aCluster();
  cluster.reconcile(aDomain());
  cluster.rollOut();
  assert.equal(cluster.status(aDomain()).phase, 'ready');
  assert.equal(cluster.status(aDomain({ image: image('b') })).phase, 'progressing');
  cluster.reconcile(aDomain({ image: image('b') }));
  assert.equal(cluster.status(aDomain({ image: image('b') })).phase, 'progressing');
});

it('stops at a migration that failed, names the Job, and keeps the version that the database has', () => {
  const cluster = aCluster();
  const orders = aDomainWithData();
  for (let pass = 0; pass < 3; pass++) {
    cluster.reconcile(orders);
    cluster.applyDatabase();
  }
  cluster.endJob('Failed');
  const outcome = cluster.status({ ...orders, status: { schemaVersion: '6' } });
  assert.equal(outcome.phase, 'stalled');
  assert.equal(outcome.phase === 'stalled' && outcome.reason, 'MigrationFailed');
  assert.ok(outcome.message.includes(cluster.jobs()[0]!.metadata.name));
  assert.equal(outcome.conditions?.Migrated?.reason, 'MigrationFailed');
  assert.equal(outcome.fields?.schemaVersion, '6');
});

it('says what CloudNativePG says, and that it is missing', () => {
  const cluster = aCluster();
  cluster.reconcile(aDomainWithData());
  cluster.change(DATABASE_ROLE, 'orders-domain-owner', {
    status: { applied: false, message: 'no such cluster' },
  });
  const outcome = cluster.status(aDomainWithData());
  assert.deepEqual([outcome.phase, outcome.message], ['stalled', 'no such cluster']);
  const without = aCluster([DATABASE, DATABASE_ROLE]).status(aDomainWithData());
  assert.equal(without.phase === 'stalled' && without.reason, 'DatabaseApiMissing');
});

it('is stalled when it is paused with something left to roll out, and ready when there is nothing', () => {
  const cluster = aCluster();
  cluster.reconcile(aDomain());
  cluster.rollOut();
  assert.equal(cluster.status(aDomain({ paused: true })).phase, 'ready');
  const held = cluster.status(aDomain({ paused: true, image: image('b') }));
  assert.equal(held.phase === 'stalled' && held.reason, 'RolloutPaused');
  assert.equal(held.conditions?.RolloutPaused?.status, 'True');
  for (const change of [{ env: [{ name: 'A', value: 'b' }] }, { scaling: { replicas: 1 } }]) {
    assert.equal(cluster.status(aDomain({ paused: true, ...change })).phase, 'stalled', JSON.stringify(change));
  }
});

it('is stalled when replicas do not start', () => {
  const cluster = aCluster();
  cluster.reconcile(aDomain());
  const conditions = [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' },
  ];
  cluster.change(DEPLOYMENT, 'orders-domain', { status: { observedGeneration: 1, conditions } });
  const outcome = cluster.status(aDomain());
  assert.equal(outcome.phase === 'stalled' && outcome.reason, 'RolloutFailed');
});
