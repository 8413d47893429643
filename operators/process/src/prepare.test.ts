import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { CONFIG_MAP } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import type { KnownVersion, Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { aCluster, aProcess, image } from './process.fixture.ts';
import type { Process } from './resource.ts';
import { versionOf } from './version.ts';

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

/** What `prepare` finds out while Temporal tells of these versions, one list after the other. */
async function factsOf(process: Process, cluster: ReturnType<typeof aCluster>, ...told: (readonly KnownVersion[])[]) {
  const temporal: Temporal = {
    look: async () => ({ state: 'found', deployment: { versions: told.shift()!, token: new Uint8Array() } }),
    remove: async () => ({ state: 'waiting' as const }),
    makeCurrent: async () => undefined,
  };
  const observed = createObserved({ owned: cluster.all(), facts: undefined, namespace: 'ameide-dev' });
  const context = { observed, read: async () => definition, readPods: async () => [], check() {} };
  const options = { settings: testSettings, temporal, now: () => 0 };
  const { temporal: view } = await prepare(process, context, new AbortController().signal, options);
  assert.ok(view.state === 'found');
  return view.deployment.versions;
}

it('believes Temporal’s answer that a version is current, and takes the one before for one that drains, though Temporal still tells otherwise', async () => {
  const [v1, v2] = [aProcess(), aProcess({ image: image('b') })];
  const cluster = aCluster();
  cluster.run(v1);
  cluster.reconcile(v2);
  cluster.rollOut(v2);
  for (const late of ['current', 'inactive'] as const) {
    const unused: KnownVersion = { version: versionOf(v2), state: 'inactive' };
    const before: KnownVersion[] = [{ version: versionOf(v1), state: 'current' }, unused];
    const after: KnownVersion[] = [{ version: versionOf(v1), state: late }, unused];
    const versions = await factsOf(v2, cluster, before, after);
    assert.deepEqual(
      versions.map(({ state }) => state),
      ['draining', 'current'],
    );
  }
});

it('holds on to what is in use while Temporal says for a moment that it knows nothing of it', async () => {
  const [v1, v2, v3] = [aProcess(), aProcess({ image: image('b') }), aProcess({ image: image('c') })];
  const cluster = aCluster();
  for (const each of [v1, v2]) {
    cluster.reconcile(each);
    cluster.rollOut(each);
  }
  const status = { currentVersion: versionOf(v2), drainingVersions: [versionOf(v1)] };
  const inUse: KnownVersion[] = [
    { version: versionOf(v2), state: 'current' },
    { version: versionOf(v1), state: 'draining' },
  ];
  assert.deepEqual(await factsOf({ ...v3, status } as Process, cluster, []), inUse);
  assert.deepEqual(await factsOf(v1, cluster, []), []);
});

it('believes that a version is current, though Temporal says right after that it knows nothing of it', async () => {
  const [v1, v2] = [aProcess(), aProcess({ image: image('b') })];
  const cluster = aCluster();
  cluster.run(v1);
  cluster.reconcile(v2);
  cluster.rollOut(v2);
  const before: KnownVersion[] = [
    { version: versionOf(v1), state: 'current' },
    { version: versionOf(v2), state: 'inactive' },
  ];
  const versions = await factsOf(v2, cluster, before, []);
  assert.deepEqual(
    versions.map(({ state }) => state),
    ['draining', 'current'],
  );
});
