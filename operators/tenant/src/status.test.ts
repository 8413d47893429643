import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createObserved, kitConditions, nextStatus, type Outcome } from '@ameide/operator-kit';
import { DATABASE, DATABASE_ROLE, SECRET } from '@ameide/primitives/objects';
import type { Fault } from '@ameide/primitives/outside';
import { WAITING } from './facts.ts';
import { finalizing } from './finalizers.ts';
import { NAMESPACE, RESOURCE_QUOTA } from './kinds.ts';
import { ameideTenant, type Tenant } from './resource.ts';
import { aCluster, aTenant, signIn } from './tenant.fixture.ts';

const BASE = 'tenant-acme-dev-base';
const database = { cluster: 'postgres', namespace: 'ameide-dev' };
const unreachable: Fault = { fault: 'unreachable', message: 'Keycloak cannot be reached.' };
const refused: Fault = { fault: 'refused', message: 'Keycloak answers 403.' };

/** A tenant with what was last written about it. */
function after(tenant: Tenant, outcome: Outcome): Tenant {
  const context = { table: ameideTenant.conditions, generation: 1, now: '2026-01-01T00:00:00Z', missingApis: [] };
  return { ...tenant, status: nextStatus(undefined, outcome, context) as never };
}

it('tells how far it is: namespaces, then what is outside, then the database', () => {
  const cluster = aCluster();
  const tenant = aTenant({ database });
  cluster.know({ identity: WAITING, buckets: WAITING });
  const look = () => {
    const { phase, conditions } = cluster.status(tenant);
    const reasons = ['NamespacesReady', 'IdentityReady', 'StorageReady', 'DatabaseReady'] as const;
    return [phase, ...reasons.map((type) => conditions?.[type]?.reason)].join(' ');
  };
  assert.equal(look(), 'progressing Creating Provisioning Provisioning Pending');
  cluster.reconcile(tenant);
  assert.equal(look(), 'progressing Created Provisioning Provisioning Pending');
  cluster.know({
    identity: signIn,
    buckets: { kept: [], emptying: [] },
  });
  assert.equal(look(), 'progressing Created Provisioned NotAsked Pending');
  cluster.applyDatabase();
  cluster.reconcile(tenant);
  cluster.applyDatabase();
  assert.equal(look(), 'ready Created Provisioned NotAsked Applied');
  assert.deepEqual(cluster.status(tenant).fields, { namespaces: [BASE], realm: 'ameide' });
});

it('tells of the place of its workflows, which custom code alone has', () => {
  const cluster = aCluster();
  const look = (tenant: Tenant) => {
    cluster.reconcile(tenant);
    const { phase, conditions, fields } = cluster.status(tenant);
    return [phase, conditions?.TemporalReady?.reason, fields?.temporalNamespaces?.join() ?? ''].join(' ');
  };
  const name = 'tenant-acme-dev-cust';
  const custom = aTenant({ customCode: true });
  assert.equal(look(aTenant()), 'ready NotAsked ');
  assert.equal(look(custom), `ready Provisioned ${name}`);
  cluster.know({ workflows: undefined });
  assert.equal(look(custom), 'ready NotConfigured ');
  cluster.know({ workflows: { fault: 'unreachable', message: 'Temporal does not answer.' } });
  assert.equal(look(custom), `progressing Unreachable ${name}`);
  cluster.know({ workflows: { fault: 'conflict', message: 'of somebody else' } });
  assert.equal(look(custom), `stalled Conflict ${name}`);
  // What could not be removed yet is not forgotten.
  const before = aTenant({ onDelete: 'delete' }, { status: { temporalNamespaces: [name] } as never });
  assert.equal(look(before), `stalled NotAsked ${name}`);
  cluster.know({ workflows: { kept: [] } });
  assert.equal(look(before), 'ready NotAsked ');
  cluster.know({ workflows: { kept: [name] } });
  assert.deepEqual(cluster.status(aTenant()).fields?.kept, [`Namespace ${name} of Temporal`]);
});

it('says that the namespace of its database is not there, and requeues', () => {
  const cluster = aCluster();
  const tenant = aTenant({ database });
  cluster.know({ databaseHasNamespace: false });
  cluster.reconcile(tenant);
  const { phase, conditions, message, requeueAfterMs } = cluster.status(tenant);
  assert.deepEqual([phase, conditions?.DatabaseReady?.reason], ['stalled', 'Failed']);
  assert.match(message, /^Namespace ameide-dev is not there, and the CloudNativePG Cluster postgres should be in it/);
  assert.ok(requeueAfterMs);
});

describe('a system that does not do what it should', () => {
  const settled = (spec: Parameters<typeof aTenant>[0] = {}) => {
    const cluster = aCluster();
    const tenant = aTenant(spec);
    cluster.reconcile(tenant);
    return { cluster, tenant: after(tenant, cluster.status(tenant)) };
  };

  it('leaves a tenant on its way if it does not answer before everything is there', () => {
    const { cluster, tenant } = settled();
    cluster.know({ identity: unreachable });
    const { phase, message, conditions } = cluster.status({
      ...tenant,
      metadata: { ...tenant.metadata, generation: 2 },
    });
    assert.deepEqual([phase, message], ['progressing', unreachable.message]);
    assert.deepEqual(conditions?.IdentityReady, {
      status: 'Unknown',
      reason: 'Unreachable',
      message: unreachable.message,
    });
  });

  it('leaves a tenant ready that was complete, and says that nobody knows', () => {
    const { cluster, tenant } = settled({ buckets: ['files'] });
    cluster.know({ buckets: unreachable });
    const { phase, degraded, conditions, requeueAfterMs } = cluster.status(tenant);
    assert.deepEqual(
      [phase, degraded?.reason, conditions?.StorageReady?.reason],
      ['ready', 'Unreachable', 'Unreachable'],
    );
    assert.ok(requeueAfterMs);
  });

  it('stops a tenant if it refuses, and is asked again', () => {
    const { cluster, tenant } = settled();
    for (const [facts, reason] of [
      [{ identity: refused }, 'IdentityRefused'],
      [{ identity: { ...refused, fault: 'conflict' } }, 'IdentityRefused'],
      [{ buckets: refused }, 'StorageRefused'],
    ] as const) {
      const { cluster: again } = settled();
      again.know(facts);
      const outcome = again.status(tenant);
      assert.equal(outcome.phase === 'stalled' && outcome.reason, reason);
      assert.ok(outcome.requeueAfterMs);
    }
    assert.equal(cluster.status(tenant).phase, 'ready');
  });

  it('is missing: an object store that the spec needs, CloudNativePG', () => {
    const cluster = aCluster();
    const tenant = aTenant({ buckets: ['files'] });
    cluster.know({ buckets: undefined });
    cluster.reconcile(tenant);
    const outcome = cluster.status(tenant);
    assert.equal(outcome.conditions?.StorageReady?.reason, 'NotConfigured');
    assert.match(outcome.message, /set S3_ENDPOINT, or take `buckets` out/);
    assert.equal(cluster.status(aTenant()).phase, 'ready');
    const without = aCluster([DATABASE, DATABASE_ROLE]);
    without.reconcile(aTenant({ database }));
    const { phase, conditions } = without.status(aTenant({ database }));
    assert.deepEqual([phase, conditions?.DatabaseReady?.reason], ['stalled', 'ApiMissing']);
  });
});

it('stops at a namespace that somebody else has, and waits for one that somebody is deleting', () => {
  const cluster = aCluster();
  cluster.know({ taken: [BASE], identity: WAITING });
  const outcome = cluster.status(aTenant());
  assert.equal(outcome.phase === 'stalled' && outcome.reason, 'Conflict');
  assert.equal(outcome.conditions?.NamespacesReady?.reason, 'Conflict');
  assert.match(outcome.message, new RegExp(BASE));
  cluster.know({ taken: [] });
  cluster.reconcile(aTenant());
  const { metadata } = cluster.get(NAMESPACE, BASE)!;
  cluster.change(NAMESPACE, BASE, { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } });
  const leaving = cluster.status(aTenant());
  assert.deepEqual([leaving.phase, leaving.conditions?.NamespacesReady?.reason], ['progressing', 'Creating']);
  assert.match(leaving.message, /made again when it is gone/);
});

it('names what it keeps though the spec no longer asks for it', () => {
  const cluster = aCluster();
  cluster.reconcile(aTenant({ environments: ['dev', 'prod'], database }));
  cluster.reconcile(aTenant());
  cluster.know({ identity: { ...signIn, kept: ['Realm acme'] }, buckets: { kept: ['acme-prod-files'], emptying: [] } });
  const { phase, fields } = cluster.status(aTenant());
  assert.equal(phase, 'ready');
  assert.deepEqual(fields?.kept, [
    'Namespace tenant-acme-prod-base',
    'Secret ameide-dev/tenant-acme',
    'DatabaseRole ameide-dev/tenant-acme',
    'Realm acme',
    'Bucket acme-prod-files',
  ]);
});

it('names a dropped database until nothing of it is there, and is not ready before', () => {
  const cluster = aCluster();
  for (let pass = 0; pass < 2; pass++) {
    cluster.reconcile(aTenant({ database }));
    cluster.applyDatabase();
  }
  const dropped = aTenant({ onDelete: 'delete' });
  const all = ['Database', 'DatabaseRole', 'Secret'].map((kind) => `${kind} ameide-dev/tenant-acme`);
  for (const left of [all, all.slice(1), all.slice(2)]) {
    cluster.reconcile(dropped);
    const { phase, message, fields, conditions } = cluster.status(dropped);
    assert.deepEqual(fields?.kept?.toSorted(), left);
    assert.equal(phase, 'progressing');
    for (const name of left) assert.ok(message.includes(name), message);
    assert.equal(conditions?.DatabaseReady?.reason, 'NotAsked');
  }
  cluster.reconcile(dropped);
  const { phase, fields } = cluster.status(dropped);
  assert.deepEqual([phase, fields], ['ready', { namespaces: [BASE], realm: 'ameide' }]);
});

it('names a database in a place that it has left', () => {
  const cluster = aCluster();
  cluster.reconcile(aTenant({ database }));
  const moved = aTenant({ database: { cluster: 'other', namespace: 'ameide-prod' } });
  cluster.reconcile(moved);
  assert.deepEqual(cluster.status(moved).fields?.kept, [
    'Secret ameide-dev/tenant-acme',
    'DatabaseRole ameide-dev/tenant-acme',
  ]);
});

it('takes none of the secrets in a tenant’s own namespaces for a database’s, whatever its id', () => {
  const cluster = aCluster();
  const tenant = aTenant({ onDelete: 'delete' }, { name: 'sign-in' });
  cluster.know({ newInternalKeys: { 'tenant-sign-in-dev-base': 'a-key' } });
  cluster.reconcile(tenant);
  assert.ok(cluster.get(SECRET, 'tenant-sign-in', 'tenant-sign-in-dev-base'));
  const { phase, fields } = cluster.status(tenant);
  assert.deepEqual([phase, fields?.kept], ['ready', undefined]);
});

it('is suspended when nothing runs any more', () => {
  const cluster = aCluster();
  const tenant = aTenant({ suspend: true });
  cluster.reconcile(tenant);
  const reasons = (pods: string) => {
    cluster.change(RESOURCE_QUOTA, 'tenant', { status: { used: { pods } } }, BASE);
    const { phase, conditions } = cluster.status(tenant);
    return `${phase} ${conditions?.Suspended?.status} ${conditions?.Suspended?.reason}`;
  };
  assert.equal(reasons('3'), 'progressing False Stopping');
  assert.equal(reasons('0'), 'ready True SuspendedBySpec');
});

it('names what holds its deletion, and nothing once nothing does', () => {
  const observed = createObserved({ facts: undefined });
  const step = {
    done: false,
    step: 'namespaces',
    waitingFor: 'a volume',
    requeueAfterMs: 1,
    progress: [0, 1],
  } as const;
  const held = finalizing(aTenant(), observed, { ...step, heldBy: ['Namespace a'], failed: false });
  assert.deepEqual([held.conditions?.Removed?.reason, held.fields?.heldBy], ['Held', ['Namespace a']]);
  const before = aTenant({}, { status: { heldBy: ['Namespace a'], realm: 'acme' } as never });
  const going = finalizing(before, observed, { ...step, heldBy: [], failed: false });
  assert.deepEqual([going.conditions?.Removed?.reason, going.fields], ['Removing', { realm: 'acme', namespaces: [] }]);
  const failed = finalizing(before, observed, { ...step, heldBy: [], failed: true });
  assert.deepEqual(failed.fields?.heldBy, ['Step namespaces: a volume']);
  assert.ok(Object.keys(kitConditions).every((type) => type in ameideTenant.conditions));
});
