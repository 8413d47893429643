import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredObject } from '../api/kube-object.ts';
import { isOfFormerOwner, isOwnedBy, labelValue, ownedObject } from './ownership.ts';

const owner = {
  apiVersion: 'example.com/v1',
  kind: 'Website',
  metadata: { name: 'home', namespace: 'web', uid: 'u1', resourceVersion: '1' },
};
const configMaps = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const namespaces = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { app: 'a' } } };
const options = { fieldManager: 'us', deletesOwned: false, outlivesOwner: false };

it('puts an object into its owner’s namespace, with labels and an owner reference', () => {
  assert.deepEqual(ownedObject(object, configMaps, owner, options).metadata, {
    name: 'a',
    namespace: 'web',
    labels: {
      app: 'a',
      'app.kubernetes.io/managed-by': 'us',
      'ameide.io/owner-uid': 'u1',
      'ameide.io/owner-name': 'home',
    },
    ownerReferences: [
      {
        apiVersion: 'example.com/v1',
        kind: 'Website',
        name: 'home',
        uid: 'u1',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  });
});

it('leaves out an owner reference that the garbage collector would take for a dangling one', () => {
  const elsewhere = { ...object, metadata: { name: 'a', namespace: 'other' } };
  assert.throws(() => ownedObject(elsewhere, configMaps, owner, options), /needs deletesOwned/);
  assert.throws(() => ownedObject(object, namespaces, owner, options), /needs deletesOwned/);
  const deleted = { ...options, deletesOwned: true };
  assert.equal(ownedObject(elsewhere, configMaps, owner, deleted).metadata.ownerReferences, undefined);
  const { namespace: _namespace, ...metadata } = owner.metadata;
  const owned = ownedObject(elsewhere, configMaps, { ...owner, metadata }, options);
  assert.equal(owned.metadata.ownerReferences?.length, 1, 'an owner of the whole cluster reaches everywhere');
});

it('gives no owner reference to what outlives its owner, wherever that is', () => {
  const { namespace: _namespace, ...metadata } = owner.metadata;
  for (const each of [owner, { ...owner, metadata }]) {
    const owned = ownedObject(object, namespaces, each, { ...options, outlivesOwner: true });
    assert.equal(owned.metadata.ownerReferences, undefined);
    assert.equal(owned.metadata.labels?.['ameide.io/owner-uid'], 'u1');
  }
});

it('makes a label’s value of any name', () => {
  const [one, other] = ['x', 'y'].map((end) => labelValue('n'.repeat(80) + end));
  assert.equal(labelValue('home'), 'home');
  assert.ok(one !== other && one!.length === 63);
});

const stored = (metadata: object) =>
  ({ ...object, metadata: { ...object.metadata, ...metadata } }) as unknown as StoredObject;
const label = (uid: string) => ({ 'ameide.io/owner-uid': uid, 'ameide.io/owner-name': 'home' });
const reference = (uid: string) => ({ apiVersion: 'example.com/v1', kind: 'Website', name: 'home', uid });

it('knows what it has made: by the label, or by the owner reference where somebody took the label away', () => {
  assert.ok(isOwnedBy(stored({ namespace: 'web', labels: label('u1') }), owner));
  assert.ok(isOwnedBy(stored({ namespace: 'web', labels: {}, ownerReferences: [reference('u1')] }), owner));
  assert.ok(!isOwnedBy(stored({ namespace: 'web', labels: {} }), owner));
});

it('takes over what a former owner of the same name has left behind, and nothing that still belongs to one', () => {
  assert.ok(isOwnedBy(stored({ namespace: 'web', labels: label('u0') }), owner));
  assert.ok(!isOwnedBy(stored({ namespace: 'other', labels: label('u0') }), owner));
  const going = stored({ namespace: 'web', labels: label('u0'), ownerReferences: [reference('u0')] });
  assert.deepEqual([isOwnedBy(going, owner), isOfFormerOwner(going, owner)], [false, true]);
});
