import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TextEdit } from './notation.ts';
import { applyEdits, carryEdits, inverseEdits, joinEdits } from './text-edits.ts';

const edit = (offset: number, length: number, text = '') => ({ offset, length, text });

/** A document of up to 60 characters, and edits that fit it. */
const documentText = fc.string({ maxLength: 60 });
const editsOf = (document: string) =>
  fc
    .array(fc.tuple(fc.nat(document.length), fc.nat(6), fc.string({ maxLength: 6 })), { maxLength: 6 })
    .map((wanted) => {
      const edits: TextEdit[] = [];
      let end = -1;
      for (const [offset, length, text] of wanted.toSorted(([a], [b]) => a - b)) {
        if (offset <= end) continue;
        const fitting = Math.min(length, document.length - offset);
        edits.push(edit(offset, fitting, text));
        end = offset + fitting;
      }
      return edits;
    });
const edited = documentText.chain((document) =>
  fc.record({ document: fc.constant(document), edits: editsOf(document) }),
);

test('inserted, replaced and removed text', () => {
  const cases: readonly [readonly TextEdit[], string][] = [
    [[], 'abcdef'],
    [[edit(0, 0, 'x')], 'xabcdef'],
    [[edit(6, 0, 'x')], 'abcdefx'],
    [[edit(1, 2, 'X'), edit(3, 0, 'Y'), edit(5, 1)], 'aXYde'],
  ];
  for (const [edits, expected] of cases) assert.equal(applyEdits('abcdef', edits), expected);
});

test('edits that overlap, are not sorted or reach beyond the end are a fault', () => {
  assert.throws(() => applyEdits('abcdef', [edit(0, 3), edit(2, 1)]), /at 2/);
  assert.throws(() => applyEdits('abcdef', [edit(4, 1), edit(0, 1)]), /at 0/);
  assert.throws(() => applyEdits('abcdef', [edit(5, 2)]), /at 5/);
});

test('inverse edits give the document again, and their inverse the edited one', () => {
  fc.assert(
    fc.property(edited, ({ document, edits }) => {
      const after = applyEdits(document, edits);
      const back = inverseEdits(document, edits);
      assert.equal(applyEdits(after, back), document);
      assert.deepEqual(inverseEdits(after, back), edits);
    }),
  );
});

test('two steps joined into one lead to the same document', () => {
  const steps = edited.chain(({ document, edits }) =>
    fc.record({
      document: fc.constant(document),
      first: fc.constant(edits),
      second: editsOf(applyEdits(document, edits)),
    }),
  );
  fc.assert(
    fc.property(steps, ({ document, first, second }) => {
      const expected = applyEdits(applyEdits(document, first), second);
      assert.equal(applyEdits(document, joinEdits(document, first, second)), expected);
    }),
  );
});

test('edits of what nobody else has changed do the same on the document that others have changed', () => {
  const carry = (edits: readonly TextEdit[], others: readonly TextEdit[], side?: 'behind') => {
    const { carried, lost } = carryEdits(edits, others, side);
    return [applyEdits(applyEdits('abcdefghij', others), carried), lost];
  };
  assert.deepEqual(carry([edit(4, 2, 'XY')], [edit(0, 3, '-'), edit(8, 1)]), ['-dXYghj', 0]);
  assert.deepEqual(carry([edit(4, 2, 'XY')], [edit(4, 0, '+'), edit(6, 0, '!')]), ['abcd+XY!ghij', 0]);
  assert.deepEqual(carry([edit(4, 0, 'X')], [edit(4, 0, '+')]), ['abcdX+efghij', 0]);
  assert.deepEqual(carry([edit(4, 0, 'X')], [edit(4, 0, '+')], 'behind'), ['abcd+Xefghij', 0]);
  assert.deepEqual(carry([edit(4, 0, 'X')], [edit(2, 2), edit(4, 3)]), ['abXhij', 0]);
  assert.deepEqual(carry([edit(4, 2, 'XY')], [edit(5, 1, '+')]), ['abcde+ghij', 1], 'another one has changed it');
  assert.deepEqual(carry([edit(4, 0, 'X')], [edit(3, 3)]), ['abcghij', 1], 'another one has removed its place');
  assert.deepEqual(carry([edit(2, 6)], [edit(3, 1, '+++'), edit(5, 0, '!')]), ['abij', 0], 'removed with what came in');
  assert.deepEqual(carry([edit(2, 3)], [edit(4, 2, '+')]), ['abcd+ghij', 1]);
});

test('edits apart from each other commute', () => {
  const apart = documentText.chain((document) => fc.tuple(fc.constant(document), editsOf(document), editsOf(document)));
  fc.assert(
    fc.property(apart, ([document, ours, theirs]) => {
      const mine = carryEdits(ours, theirs);
      const yours = carryEdits(theirs, ours);
      const touching = ours.some((one) =>
        theirs.some((other) => one.offset <= other.offset + other.length && other.offset <= one.offset + one.length),
      );
      fc.pre(!touching);
      assert.equal(mine.lost + yours.lost, 0);
      assert.equal(
        applyEdits(applyEdits(document, theirs), mine.carried),
        applyEdits(applyEdits(document, ours), yours.carried),
      );
    }),
  );
});
