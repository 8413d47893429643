import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { batchLines } from './batched-lines.ts';

it('hands the lines of one turn on together, in order, and at once when asked', async () => {
  const told: string[] = [];
  const lines = batchLines({ write: (text) => void told.push(text), flushSync: () => void told.push('flushed') });
  lines.write('a\n');
  lines.write('b\n');
  assert.deepEqual(told, []);
  await setImmediate();
  lines.write('c\n');
  await setImmediate();
  assert.deepEqual(told, ['a\nb\n', 'c\n']);
  lines.write('d\n');
  lines.flushSync();
  await setImmediate();
  assert.deepEqual(told.slice(2), ['d\n', 'flushed']);
});
