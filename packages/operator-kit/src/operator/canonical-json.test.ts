import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, fingerprint } from './canonical-json.ts';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('is the same for equal values, whatever the order of their fields, and another one for others', () => {
  const shuffled = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(shuffled);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, part]) => [name, shuffled(part)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      assert.equal(canonicalJson(shuffled(one)), canonicalJson(one));
      assert.deepEqual(JSON.parse(canonicalJson(one)), json(one));
      if (canonicalJson(one) === canonicalJson(other)) assert.deepEqual(json(one), json(other));
    }),
  );
});

it('leaves out what is undefined, and no field that is there', () => {
  assert.equal(canonicalJson({ b: 1, a: { d: undefined, c: [null] } }), '{"a":{"c":[null]},"b":1}');
  assert.equal(canonicalJson(JSON.parse('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}');
});

it('has short fingerprints', () => {
  assert.equal(fingerprint('abc'), 'ba7816bf8f01cfea');
});
