import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { stayIdle } from './fixtures/idle.ts';

it('operators that have nothing to do write nothing, however often they look', {
  skip: clusterSkipReason(),
}, async (t) => {
  const idle = await stayIdle(1, ({ resyncs }) => resyncs >= 5);
  t.diagnostic(JSON.stringify(idle));
  assert.ok(idle.objects > 40);
});
