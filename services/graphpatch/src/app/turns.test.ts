import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

test('one after the other for the same key, at the same time for others, also after a failure', async () => {
  const inTurn = createTurns();
  const said: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn('a', async () => {
    await gate.promise;
    said.push('first');
    throw new Error('no');
  });
  const second = inTurn('a', async () => said.push('second'));
  await inTurn('b', async () => said.push('other'));
  gate.resolve();
  await assert.rejects(first, /no/);
  await second;
  assert.deepEqual(said, ['other', 'first', 'second']);
});
