import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { countTokens as exactly } from 'gpt-tokenizer/encoding/o200k_base';
import type { CountTokens } from '../domain/envelope/build.ts';
import { loadTokenCounter } from './token-counter.ts';

let countTokens: CountTokens;
before(async () => {
  countTokens = await loadTokenCounter();
});
const plain = { disallowedSpecial: new Set<string>() };

test('counts are exact for the texts of models, and never too low for any other', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join('\n');
      assert.equal(countTokens(text, Number.MAX_SAFE_INTEGER), exactly(text, plain));
    }),
  );
  const run = fc.tuple(
    fc.constantFrom('x', 'Ab', '!?', ' ', '\n', 'ß', '漢', '😀'),
    fc.integer({ min: 900, max: 2_500 }),
  );
  fc.assert(
    fc.property(fc.array(run, { maxLength: 3 }), (runs) => {
      const text = runs.map(([unit, count]) => unit.repeat(count / unit.length)).join('a b');
      assert.ok(countTokens(text, Number.MAX_SAFE_INTEGER) >= exactly(text, plain));
    }),
    { numRuns: 20 },
  );
});

test('a run without a break of any length is counted at once', { timeout: 20_000 }, () => {
  for (const unit of ['x', 'Ab', '!', ' ', '\n', '漢', '1', '\u0301']) {
    assert.ok(countTokens(unit.repeat(1_000_000 / unit.length), Number.MAX_SAFE_INTEGER) > 1_000, unit);
  }
});
