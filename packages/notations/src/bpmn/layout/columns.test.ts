import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf } from './columns.ts';
import { rowsOf } from './rows.ts';

const arrows = (...pairs: readonly string[]) => pairs.map((pair) => ({ source: pair[0]!, target: pair[1]! }));

test('a node stands right of all that lead to it; a loop goes back', () => {
  const columns = columnsOf(['a', 'b', 'c', 'd'], arrows('ab', 'bc', 'ac', 'cb', 'cd', 'dd'));
  assert.deepEqual(Object.fromEntries(columns), { a: 0, b: 1, c: 2, d: 3 });
  assert.deepEqual(Object.fromEntries(columnsOf(['a', 'b'], arrows('ab', 'ba'))), { a: 0, b: 1 });
});

test('whatever leads where, no two nodes have one cell', () => {
  const id = fc.constantFrom(...'abcdefghij');
  const pairs = fc.array(fc.record({ source: id, target: id }), { maxLength: 30 });
  fc.assert(
    fc.property(pairs, fc.array(fc.constantFrom('', 'lane'), { minLength: 10, maxLength: 10 }), (arrows, bands) => {
      const ids = [...'abcdefghij'];
      const columns = columnsOf(ids, arrows);
      const before = (id: string) => arrows.flatMap(({ source, target }) => (target === id ? [source] : []));
      const cells = rowsOf(
        ids.map((id, at) => ({ id, band: bands[at]!, column: columns.get(id)!, beside: before(id), below: 0 })),
      );
      assert.equal(new Set([...cells.values()].map((cell) => JSON.stringify(cell))).size, ids.length);
    }),
  );
});

test('a way along a row is kept free', () => {
  const waiting = (id: string, column: number, ...beside: string[]) => ({ id, band: '', column, beside, below: 0 });
  const cells = rowsOf([waiting('a', 0), waiting('b', 1, 'a'), waiting('c', 2, 'a')]);
  assert.deepEqual(
    [...cells.values()].map(({ row }) => row),
    [0, 0, 1],
  );
});
