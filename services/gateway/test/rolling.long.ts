import assert from 'node:assert/strict';
import { it } from 'node:test';
import { redisSkipReason } from '@ameide/live-streams/testing';
import { rollUnderLoad } from './rolling-load.ts';

it('gateways are replaced forty times under load, and no call and no word is lost or comes twice', {
  skip: redisSkipReason(),
}, async (context) => {
  const { runs, calls, continued } = await rollUnderLoad({ people: 60, rounds: 20 });
  context.diagnostic(`${runs} runs, ${continued} of them continued elsewhere, ${calls} calls`);
  assert.ok(continued > 0, 'runs were interrupted');
});
