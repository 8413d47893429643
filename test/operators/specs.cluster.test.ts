import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { startClusterForEveryKind } from './fixtures/every-kind.ts';
import { generatedKinds } from './fixtures/generated-specs.ts';
import { liveThroughSpecs } from './fixtures/live-through-specs.ts';

describe('generated specs, one after the other', { skip: clusterSkipReason(), concurrency: true }, () => {
  let world: Awaited<ReturnType<typeof startClusterForEveryKind>>;
  before(async () => {
    world = await startClusterForEveryKind();
  });
  let ready = 0;
  after(async () => {
    await world?.stop();
    assert.ok(ready > 0, 'nothing was ever ready');
  });

  for (const kind of generatedKinds) {
    it(`neither break the operator of ${kind.resource.kind} nor make it say what is not so`, async (t) => {
      const seen = await liveThroughSpecs(world, kind, { count: 60, seed: 1 });
      t.diagnostic(JSON.stringify(seen));
      assert.ok(seen.applied >= 28, `${seen.applied} applied`);
      assert.ok(seen.refused >= 0.95 * seen.invalid, `${seen.refused} of ${seen.invalid} refused`);
      ready += seen.ready;
    });
  }
});
