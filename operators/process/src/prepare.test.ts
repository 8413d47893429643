import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { CONFIG_MAP } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import type { KnownVersion, Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { aCluster, aProcess, image } from './process.fixture.ts';
import { versionOf } from './version.ts';

it('takes the version that it replaces for one that drains, though Temporal does not say yet that it was in use', async () => {
  const [v1, v2] = [aProcess(), aProcess({ image: image('b') })];
  const cluster = aCluster();
  cluster.run(v1);
  cluster.reconcile(v2);
  cluster.rollOut(v2);
  let current = versionOf(v1);
  const temporal: Temporal = {
    async look() {
      const versions = [v1, v2].map((each): KnownVersion => {
        const version = versionOf(each);
        return { version, state: version === current ? 'current' : 'inactive' };
      });
      return { state: 'found', deployment: { versions, token: new Uint8Array() } };
    },
    async makeCurrent(_place, version) {
      current = version;
      return undefined;
    },
  };
  const observed = createObserved({ owned: cluster.all(), facts: undefined, namespace: 'ameide-dev' });
  const definition = {
    ...CONFIG_MAP,
    metadata: {
      name: 'order-to-cash',
      uid: 'u',
      resourceVersion: '1',
      annotations: { 'ameide.io/definition-version': '12' },
    },
    data: { 'process.bpmn': '<bpmn/>' },
  };
  const surroundings = { observed, read: async () => definition, check() {} };
  const facts = await prepare(v2, surroundings, new AbortController().signal, {
    settings: testSettings,
    temporal,
    now: () => 0,
  });
  assert.ok(facts.temporal.state === 'found');
  assert.deepEqual(
    facts.temporal.deployment.versions.map(({ state }) => state),
    ['draining', 'current'],
  );
});
