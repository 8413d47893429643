import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from './apply-edits.ts';

/** Alternating pieces that stay and pieces that are replaced. */
const pieces = fc.array(fc.record({ stays: fc.string(), before: fc.string(), after: fc.string() }), { maxLength: 8 });

test('edits replace what they name and nothing else, in UTF-16 code units', () => {
  fc.assert(
    fc.property(pieces, fc.string({ unit: 'grapheme' }), (parts, rest) => {
      let document = '';
      const edits = parts.map(({ stays, before, after }) => {
        const offset = document.length + stays.length;
        document += stays + before;
        return { offset, length: before.length, text: after };
      });
      const expected = parts.map(({ stays, after }) => stays + after).join('') + rest;
      assert.equal(applyEdits(document + rest, edits), expected);
    }),
  );
});

test('edits that overlap, are unsorted or lie outside are refused', () => {
  const edit = (offset: number, length: number) => ({ offset, length, text: 'x' });
  assert.throws(() => applyEdits('abcdef', [edit(0, 3), edit(2, 1)]), /at 2/);
  assert.throws(() => applyEdits('abcdef', [edit(4, 1), edit(0, 1)]), /at 0/);
  assert.throws(() => applyEdits('abcdef', [edit(5, 2)]), /at 5/);
});
