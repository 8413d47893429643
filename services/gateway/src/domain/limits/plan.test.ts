import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitMessage } from './plan.ts';

test('a person hears whose limit it is, and what to do', () => {
  assert.equal(
    limitMessage({ dimension: 'requests', scope: 'user', limit: 20, retryAfterMs: 2_001 }),
    'You have 20 requests a minute, by the plan, and they are used up. Try again in 3 s.',
  );
  assert.equal(
    limitMessage({ dimension: 'runs', scope: 'tenant', limit: 2, retryAfterMs: 9 }),
    'Your organisation has 2 answers that are being written at once, by the plan, and they are used up. Wait for one to end, or end one.',
  );
  assert.match(
    limitMessage({ dimension: 'tokens', scope: 'user', limit: 5, retryAfterMs: undefined }),
    /needs more than that/,
  );
});
