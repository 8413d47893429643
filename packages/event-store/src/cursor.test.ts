import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareCursors, formatCursor, parseCursor, START } from './cursor.ts';

const cursor = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));

test('cursors are ordered by transaction, then position, as numbers and not as text', () => {
  assert.ok(compareCursors('9-1', '10-1') < 0);
  assert.ok(compareCursors('10-2', '10-10') < 0);
  assert.equal(compareCursors('7-7', '7-7'), 0);
  const property = fc.property(cursor, cursor, ([a, b], [c, d]) => {
    const [x, y] = [formatCursor(String(a), String(b)), formatCursor(String(c), String(d))];
    assert.deepEqual(parseCursor(x), { transactionId: a, position: b });
    assert.equal(Math.sign(compareCursors(x, y)), -Math.sign(compareCursors(y, x)) + 0);
    assert.ok(compareCursors(START, x) <= 0);
  });
  fc.assert(property);
});

test('other text is no cursor', () => {
  for (const text of ['', '1', '1-', '-1-2', '1-2-3', '1-2; drop table events', 'a-b']) {
    assert.throws(() => parseCursor(text), TypeError);
  }
});
