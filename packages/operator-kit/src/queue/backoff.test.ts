import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { backoffDelay } from './backoff.ts';
import { createTokenBucket } from './token-bucket.ts';

it('doubles a wait up to its limit and leaves the upper half to chance', () => {
  const backoff = { firstMs: 100, limitMs: 1_000 };
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 500].map((failures) => backoffDelay(backoff, failures, 0)),
    [0, 50, 100, 200, 400, 500, 500],
  );
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delay = backoffDelay(backoff, failures, random);
      assert.ok(delay >= 0 && delay <= 1_000);
    }),
  );
});

it('keeps all callers together to a rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (gaps) => {
      const bucket = createTokenBucket({ perSecond: 10, burst: 5 }, 0);
      let now = 0;
      const turns = gaps.map((gap) => {
        now += gap;
        return now + bucket.take(now);
      });
      for (const [index, turn] of turns.entries()) {
        const within = turns.slice(index).filter((other) => other < turn + 1_000 - 1e-6).length;
        assert.ok(within <= 15, `${within} turns in a second`);
      }
    }),
  );
});

it('refuses a turn that is not there at once, without going into debt', () => {
  const bucket = createTokenBucket({ perSecond: 1, burst: 1 }, 0);
  assert.deepEqual(
    [0, 500, 900, 1_000].map((now) => bucket.tryTake(now)),
    [true, false, false, true],
  );
});
