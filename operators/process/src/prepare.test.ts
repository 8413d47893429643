import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { CONFIG_MAP } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import type { KnownVersion, Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { aCluster, aProcess, image } from './process.fixture.ts';
import { versionOf } from './version.ts';

it('believes Temporal’s answer that a version is current, and takes the one before for one that drains, though Temporal still tells otherwise', async () => {
  const [v1, v2] = [aProcess(), aProcess({ image: image('b') })];
  const cluster = aCluster();
  cluster.run(v1);
  cluster.reconcile(v2);
  cluster.rollOut(v2);
  for (const late of ['current', 'inactive'] as const) {
    let looks = 0;
    const temporal: Temporal = {
      async look() {
        const versions: KnownVersion[] = [
          { version: versionOf(v1), state: looks++ === 0 ? 'current' : late },
          { version: versionOf(v2), state: 'inactive' },
        ];
        return { state: 'found', deployment: { versions, token: new Uint8Array() } };
      },
      makeCurrent: async () => undefined,
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
    const context = { observed, read: async () => definition, check() {} };
    const facts = await prepare(v2, context, new AbortController().signal, {
      settings: testSettings,
      temporal,
      now: () => 0,
    });
    assert.ok(facts.temporal.state === 'found');
    assert.deepEqual(
      facts.temporal.deployment.versions.map(({ state }) => state),
      ['draining', 'current'],
    );
  }
});
