import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyText } from './money.ts';

test('money is shown to the last digit, in the language of the page', () => {
  const shown = (language: string) =>
    [0n, 1n, 1_500_000_000n, 9_007_199_254_740_993_000_000_001n, -12_340_000_000n].map((nano) =>
      moneyText(nano, language).replaceAll('\u00a0', ' '),
    );
  assert.deepEqual(shown('en'), ['$0.00', '$0.000000001', '$1.50', '$9,007,199,254,740,993.000000001', '-$12.34']);
  assert.deepEqual(shown('de').slice(0, 3), ['0,00 $', '0,000000001 $', '1,50 $']);
});
