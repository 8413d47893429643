import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine, dollars } from './csv.ts';

test('cells are quoted where RFC 4180 wants it, and no text is a formula', () => {
  assert.equal(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', '']), 'a,"b,c","say ""x""","two\nlines",\r\n');
  assert.equal(csvLine(['=1+1', '+a', '-a', '@a', '\ta', '=a,"b"']), `'=1+1,'+a,'-a,'@a,'\ta,"'=a,""b"""\r\n`);
  assert.equal(csvLine([-5, 7n, true]), '-5,7,true\r\n');
});

test('nano-dollars are dollars to the last digit, however many there are', () => {
  assert.deepEqual([0n, 1n, -12n, 1_500_000_000n, 9_007_199_254_740_993_000_000_001n].map(dollars), [
    '0',
    '0.000000001',
    '-0.000000012',
    '1.5',
    '9007199254740993.000000001',
  ]);
});
