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

it('loses lines rather than the process when they cannot be written at its end', () => {
  const write = () => undefined;
  const full = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const lines = batchLines({ write, flushSync: full });
  lines.write('a\n');
  lines.flushSync();
});
