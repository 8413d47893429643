import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ProjectionEvent } from './projection-stream.ts';
import { FAULTS, type Fault, fakePlatform } from './testing/fake-platform.ts';

const REF = 'artifacts/0190b1a0-0000-7000-8000-000000000001/main';

/** Versions of the events, up to the last one. */
async function versionsUpTo(last: number, events: AsyncIterable<ProjectionEvent>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    const version = event.case === 'snapshot' ? event.value.version : event.value.toVersion;
    seen.push(`${event.case} ${version}`);
    if (version === last) break;
  }
  return seen;
}

describe('watchProjection', () => {
  it('never loses, repeats or reorders a commit, wherever connections break', async () => {
    const connection = fc.record({ frames: fc.nat(6), repeated: fc.nat(3), fault: fc.constantFrom<Fault>(...FAULTS) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(connection, { maxLength: 12 }),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        async (last, plan, since) => {
          fc.pre(since === undefined || since < last);
          const { client } = fakePlatform({ frames: last, plan, retry: { maxMs: 0 } });
          const events = client.watchProjection(REF, since === undefined ? {} : { sinceVersion: since });
          const first = since ?? 1;
          const deltas = Array.from({ length: last - first }, (_, index) => `delta ${first + 1 + index}`);
          const expected = since === undefined ? ['snapshot 1', ...deltas] : deltas;
          assert.deepEqual(await versionsUpTo(last, events), expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('connects again with the last version that it has seen, for as long as it takes', async () => {
    const resets = Array.from({ length: 20 }, () => ({ frames: 0, repeated: 0, fault: 'reset' as const }));
    const plan = [{ frames: 2, repeated: 0, fault: 'early_end' as const }, ...resets];
    const { client, calls } = fakePlatform({ frames: 4, plan, retry: { maxMs: 0 } });
    const seen = await versionsUpTo(4, client.watchProjection(REF));
    assert.deepEqual(seen, ['snapshot 1', 'delta 2', 'delta 3', 'delta 4']);
    assert.deepEqual(calls, ['watch from a snapshot', ...Array.from({ length: 21 }, () => 'watch 3')]);
  });
});
