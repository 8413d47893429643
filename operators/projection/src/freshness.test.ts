import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { coarseLag, freshnessFinding } from './freshness.ts';

describe('the lag in a status', () => {
  it('is 0 below a second, and otherwise rounded up to one of few steps', () => {
    const steps = [0, 0.99, 1, 1.2, 3, 5.1, 30, 31, 300, 301, 86_400, 86_401, Number.MAX_VALUE].map(coarseLag);
    assert.deepEqual(steps, [0, 0, 1, 2, 5, 10, 30, 60, 300, 900, 86_400, 172_800, 2_147_483_647]);
  });

  it('is never less than the lag, grows with it, and is a number that the CRD takes', () => {
    const lag = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(lag, lag, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        assert.ok(coarseLag(less) <= coarseLag(more));
        assert.ok(coarseLag(a) >= Math.min(Math.floor(a), 2_147_483_647));
        assert.ok(Number.isInteger(coarseLag(a)) && coarseLag(a) <= 2_147_483_647);
        assert.equal(coarseLag(coarseLag(a)), coarseLag(a));
      }),
    );
  });
});

it('is fresh by its real lag, not by the step that is shown', () => {
  const reason = (lagSeconds: number) => freshnessFinding({ state: 'known', lagSeconds }, 45).reason;
  assert.deepEqual([0, 45, 45.1, 60].map(reason), ['WithinLimit', 'WithinLimit', 'Lagging', 'Lagging']);
  const { message } = freshnessFinding({ state: 'known', lagSeconds: 46.3 }, 45);
  assert.equal(message, 'It is up to 60 s behind the events; the spec allows 45 s.');
  assert.equal(freshnessFinding({ state: 'unknown', message: 'why' }, 45).status, 'Unknown');
});
