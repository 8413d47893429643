import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { readDeadLetters } from '@ameide/event-feed';
import { sampleGraph, sampleLayout } from '@ameide/graph-model/testing';
import { until } from '@ameide/test-kit';
import { createModel, deltaVersions, type Harness, renamed, startHarness } from './harness.ts';

let harness: Harness;
let hasTime = true;
before(async () => {
  harness = await startHarness({
    feedShare: { hasTime: (tenant) => tenant !== 'acme' || hasTime, took() {} },
  });
  await harness.service.start();
});
after(() => harness.stop());

/** Names that cannot be compressed to less than what counts as large. */
const largeGraph = () => {
  const [some] = [...sampleGraph.nodes.values()];
  const nodes = new Map(sampleGraph.nodes);
  for (let n = 0; n < 800; n++)
    nodes.set(`n${n}`, { ...some!, id: `n${n}`, key: `n${n}`, name: randomBytes(80).toString('hex') });
  return { ...sampleGraph, nodes };
};

test('a tenant without time in the feed has its large models rebuilt, and follows its small ones as ever', async () => {
  const [large, small] = [createModel(harness), createModel(harness)];
  await large.commit({ graph: largeGraph(), layout: sampleLayout });
  await small.import();
  const read = async (ref: string) => (await harness.projections.getProjection({ ref }, harness.as('alice'))).envelope!;
  await read(`${large.ref}@1`);
  const ofSmall = harness.watch({ ref: small.ref, sinceVersion: 1 }, (seen) => deltaVersions(seen).includes(2));
  const ofLarge = harness.watch({ ref: large.ref, sinceVersion: 1 }, (seen) =>
    seen.some((event) => event.case === 'snapshot' && event.value.version === 3),
  );
  hasTime = false;
  await large.rename('ship', 'Deliver');
  await large.rename('ship', 'Send');
  await small.commit({ graph: renamed(small.graph, 'ship', 'Deliver') });
  await ofSmall;
  assert.deepEqual(deltaVersions(await ofLarge), []);
  assert.equal((await read(large.ref)).version, 3);

  const another = createModel(harness);
  await another.commit({ graph: largeGraph(), layout: sampleLayout });
  await until(async () => (await harness.newestVersion(another)) === 1);
  assert.deepEqual(await readDeadLetters({ pool: harness.pool, schema: 'projection' }, { subscription: 'models' }), []);

  hasTime = true;
  const again = harness.watch({ ref: large.ref, sinceVersion: 3 }, (seen) => deltaVersions(seen).includes(4));
  await large.rename('ship', 'Deliver');
  await again;
});
