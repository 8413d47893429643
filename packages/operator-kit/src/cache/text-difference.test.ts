import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { applyDifference, createSample, differenceFrom } from './text-difference.ts';

const back = (sample: string, text: string) => {
  const made = createSample(sample);
  return applyDifference(made.text, differenceFrom(made, text));
};

it('gives back any text, from any sample', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: fc.constantFrom('a', 'b') }));
  fc.assert(fc.property(text, text, (sample, wanted) => assert.equal(back(sample, wanted), wanted)));
});

it('gives back a sample that was changed here and there', () => {
  const change = fc.tuple(fc.nat(3_000), fc.nat(20), fc.string({ maxLength: 20 }));
  const base = fc.string({ minLength: 1_000, maxLength: 3_000 });
  fc.assert(
    fc.property(base, fc.array(change, { maxLength: 10 }), (sample, changes) => {
      const apply = (text: string, [at, gone, more]: (typeof changes)[number]) =>
        text.slice(0, at) + more + text.slice(at + gone);
      const wanted = changes.reduce(apply, sample);
      assert.equal(back(sample, wanted), wanted);
    }),
  );
});

it('gives back texts that are longer than a step or a sample can be', () => {
  const long = Array.from({ length: 20_000 }, (_, index) => index.toString(36)).join('-');
  assert.ok(long.length > 70_000);
  for (const sample of [long, '', long.slice(60_000)])
    for (const text of [long, `x${long}`, long + long, `${'y'.repeat(600)}ß😀\ud800`])
      assert.equal(back(sample, text), text);
});

it('is small where little differs, also where what follows has moved', () => {
  const text = (name: string) =>
    JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ [`key${at * 7919}`]: at })).concat({ name } as never));
  const sample = createSample(`{"a":1,"b":2}${text('domain-7')}`);
  assert.ok(differenceFrom(sample, `{"a":1000,"b":2}${text('domain-1234')}`).length < 40);
});
