import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFeedShare } from './feed-share.ts';

test('who takes more than their share has no time until enough has passed, and others have theirs', () => {
  let now = 0;
  const share = createFeedShare({ capacityMs: 1_000, refillMs: 500, now: () => now });
  share.took('acme', 900);
  assert.equal(share.hasTime('acme'), true);
  share.took('acme', 1_120);
  assert.deepEqual([share.hasTime('acme'), share.hasTime('globex')], [false, true]);
  now = 1_900;
  assert.equal(share.hasTime('acme'), false);
  now = 2_100;
  assert.equal(share.hasTime('acme'), true);
});

test('events of a usual size cost nothing, however many', () => {
  const share = createFeedShare({ capacityMs: 1_000, refillMs: 0, now: () => 0 });
  for (let event = 0; event < 1_000; event++) share.took('acme', 15);
  assert.equal(share.hasTime('acme'), true);
});
