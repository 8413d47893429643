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
    rolloutOutcome({ spec: { image } }, deployment(...about));
  const message = '1 of 2 replicas serve.';
  assert.deepEqual(outcome(1, 'ReplicaSetUpdated'), { phase: 'progressing', message });
  const degraded = { reason: 'ReplicasMissing', message };
  const missing = { phase: 'progressing', reason: 'ReplicasMissing', message, degraded };
  assert.deepEqual(outcome(1, 'NewReplicaSetAvailable'), missing);
  assert.equal(outcome(2, 'NewReplicaSetAvailable').phase, 'ready');
});
