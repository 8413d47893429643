import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { DEPLOYMENT } from './api-kinds.ts';
import { rolloutOutcome } from './rollout.ts';

const image = 'registry.example.com/ameide/orders@sha256:1';

/** A Deployment of two replicas, all of this generation, as its controller describes it. */
function deployment(availableReplicas: number, reason: string): StoredObject {
  return {
    ...DEPLOYMENT,
    metadata: { name: 'orders-domain', namespace: 'ameide-dev', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { replicas: 2, template: { spec: { containers: [{ image }] } } },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas,
      conditions: [{ type: 'Progressing', status: 'True', reason }],
    },
  };
}

it('lacks replicas when it had them all, not while it is being rolled out', () => {
  const outcome = (...about: Parameters<typeof deployment>) =>
    rolloutOutcome({ metadata: {}, spec: { image } }, deployment(...about));
  const message = '1 of 2 replicas serve.';
  assert.deepEqual(outcome(1, 'ReplicaSetUpdated'), { phase: 'progressing', message });
  const degraded = { reason: 'ReplicasMissing', message };
  const missing = { phase: 'progressing', reason: 'ReplicasMissing', message, degraded };
  assert.deepEqual(outcome(1, 'NewReplicaSetAvailable'), missing);
  assert.equal(outcome(2, 'NewReplicaSetAvailable').phase, 'ready');
});

it('says why there are no pods, which could not tell themselves', () => {
  const { status, ...rest } = deployment(0, 'ReplicaSetUpdated');
  const condition = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: 'exceeded quota: small',
  };
  const refused = { ...rest, status: { ...(status as object), updatedReplicas: 0, conditions: [condition] } };
  assert.match(
    rolloutOutcome({ metadata: {}, spec: { image } }, refused).message,
    /0 of 2 replicas .* exceeded quota: small$/,
  );
});

it('takes an image that the cluster had replaced by a mirror’s for the one that was asked for', () => {
  const { metadata, spec, ...rest } = deployment(2, 'NewReplicaSetAvailable');
  const template = { spec: { containers: [{ image: 'mirror.example.com/orders@sha256:1' }] } };
  const mirrored = { ...rest, spec: { ...(spec as object), template } };
  const asked = { ...mirrored, metadata: { ...metadata, annotations: { 'ameide.io/image': image } } };
  assert.equal(rolloutOutcome({ metadata: {}, spec: { image } }, { ...mirrored, metadata }).phase, 'progressing');
  assert.equal(rolloutOutcome({ metadata: {}, spec: { image } }, asked).phase, 'ready');
});
