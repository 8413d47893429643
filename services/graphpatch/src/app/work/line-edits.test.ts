import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '@ameide/graph-model';
import fc from 'fast-check';
import { lineEdits } from './line-edits.ts';

const documents = fc.array(fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '\r', '<x/>\n'), { maxLength: 30 });

test('line edits lead from any document to any other', () => {
  fc.assert(
    fc.property(documents, documents, (one, other) => {
      const [before, after] = [one.join(''), other.join('')];
      assert.equal(applyEdits(before, lineEdits(before, after)), after);
    }),
  );
});

test('what two documents have in common is not in the edits', () => {
  assert.deepEqual(lineEdits('a\nb\nc\n', 'a\nB\nc\nd\n'), [
    { offset: 2, length: 2, text: 'B\n' },
    { offset: 6, length: 0, text: 'd\n' },
  ]);
  assert.deepEqual(lineEdits('a\n', 'a\n'), []);
});
