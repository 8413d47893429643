import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { startClusterForEveryKind } from './fixtures/every-kind.ts';
import { generatedKinds } from './fixtures/generated-specs.ts';
import { liveThroughSpecs } from './fixtures/live-through-specs.ts';

/** Of each kind; half of them are valid. */
const count = Number(process.env.GENERATED_SPECS ?? 10_000);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);

describe(`${count} generated specs of each kind, one after the other`, { skip: clusterSkipReason() }, () => {
  for (const kind of generatedKinds) {
    describe(kind.resource.kind, () => {
      let world: Awaited<ReturnType<typeof startClusterForEveryKind>>;
      before(async () => {
        world = await startClusterForEveryKind();
      });
      after(() => world?.stop());

      it('neither break its operator nor make it say what is not so', async (t) => {
        t.diagnostic(`SEED=${seed}`);
        const seen = await liveThroughSpecs(world, kind, { count, seed });
        t.diagnostic(JSON.stringify(seen));
        assert.ok(seen.applied >= 0.45 * count, `${seen.applied} applied`);
        assert.ok(seen.refused >= 0.95 * seen.invalid, `${seen.refused} of ${seen.invalid} refused`);
        if (kind.parts.length > 0) assert.ok(seen.ready > 0, 'nothing was ever ready');
      });
    });
  }
});
