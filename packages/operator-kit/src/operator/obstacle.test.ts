import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from '../api/api-error.ts';
import { LeadershipLost } from '../leader/leader-election.ts';
import { Obstacle, obstacleOf } from './obstacle.ts';

const answer = (status: number) => new ApiError({ status, reason: 'Because', message: `answered ${status}` });

describe('what stands in the way of an apply', () => {
  it('stalls the object when the same can never be taken, and says what was refused and why', () => {
    for (const status of [400, 403, 405, 422]) {
      const error = answer(status);
      const obstacle = obstacleOf(error, 'Service default/orders');
      assert.ok(obstacle instanceof Obstacle, `${status}`);
      const message = `Service default/orders: answered ${status}`;
      assert.deepEqual(obstacle.outcome, { phase: 'stalled', reason: 'ApplyRefused', message });
      assert.deepEqual([obstacle.message, obstacle.cause], [message, error]);
    }
  });

  it('keeps the object reconciling, and says why, when it may be taken later', () => {
    for (const status of [404, 410, 500, 502]) {
      const obstacle = obstacleOf(answer(status), 'Service default/orders');
      assert.ok(obstacle instanceof Obstacle, `${status}`);
      assert.equal(obstacle.outcome.phase, 'progressing');
    }
  });

  it('is not told where it says nothing of the object: an API server that is away or busy, another writer, a lost lease', () => {
    const passing = [0, 401, 409, 429, 503, 504].map(answer);
    for (const error of [...passing, new LeadershipLost('The term is over'), new TypeError('a fault of ours')]) {
      assert.equal(obstacleOf(error, 'Service default/orders'), error);
    }
  });
});
