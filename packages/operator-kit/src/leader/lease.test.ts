import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decideLease, type Lease, type LeaseSpec, leaseSpec } from './lease.ts';

const lease = (spec: LeaseSpec): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'a', uid: '1', resourceVersion: '5' },
  spec,
});

it('holds what is its own or nobody’s, and takes what has not changed for its whole duration', () => {
  const theirs = lease({ holderIdentity: 'them', leaseDurationSeconds: 15 });
  const sighting = { resourceVersion: '5', changedAt: 1_000 };
  assert.equal(decideLease(undefined, 'me', undefined, 0), 'acquire');
  assert.equal(decideLease(lease({ holderIdentity: 'me' }), 'me', undefined, 0), 'acquire');
  assert.equal(decideLease(lease({ holderIdentity: '' }), 'me', undefined, 0), 'acquire');
  assert.equal(decideLease(theirs, 'me', undefined, 1e9), 'wait');
  assert.equal(decideLease(theirs, 'me', sighting, 15_999), 'wait');
  assert.equal(decideLease(theirs, 'me', sighting, 16_000), 'acquire');
});

it('counts changes of the holder, and keeps the time at which a term began', () => {
  const me = { identity: 'me', durationSeconds: 15 };
  const first = leaseSpec(undefined, { ...me, now: '1' });
  assert.deepEqual(first, {
    holderIdentity: 'me',
    leaseDurationSeconds: 15,
    acquireTime: '1',
    renewTime: '1',
    leaseTransitions: 0,
  });
  const renewed = leaseSpec(first, { ...me, now: '2' });
  assert.deepEqual([renewed.acquireTime, renewed.renewTime, renewed.leaseTransitions], ['1', '2', 0]);
  const taken = leaseSpec(renewed, { identity: 'them', durationSeconds: 15, now: '3' });
  assert.deepEqual([taken.acquireTime, taken.leaseTransitions], ['3', 1]);
});
