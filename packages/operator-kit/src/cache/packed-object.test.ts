import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { StoredObject } from '../api/kube-object.ts';
import { createPacker, type PackedObject, unpack } from './packed-object.ts';

const metadata = { name: 'a', uid: 'u', resourceVersion: '1' };
const thing = (fields: object): StoredObject => ({ apiVersion: 'v1', kind: 'Thing', metadata, ...fields });
const words = Array.from({ length: 60 }, (_, index) => `word-${index}-${(index * 2_654_435_761) % 1_000_003}`);

it('gives back what was packed, whatever came before it', () => {
  const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 });
  fc.assert(
    fc.property(fc.array(json, { maxLength: 20 }), (specs) => {
      const pack = createPacker();
      const objects = specs.map((spec) => JSON.parse(JSON.stringify(thing({ spec }))));
      assert.deepEqual(objects.map(pack).map(unpack), objects);
    }),
  );
});

it('gives back what is larger than the dictionary, and characters of every kind', () => {
  const pack = createPacker();
  for (const text of ['ß€😀\ud800\u0000', '😀'.repeat(30_000), JSON.stringify(words).repeat(100)]) {
    for (const object of [thing({ text }), thing({ text, more: true })]) assert.deepEqual(unpack(pack(object)), object);
  }
});

it('keeps little of what is like something before, also where the first one was not', () => {
  const pack = createPacker();
  const text = JSON.stringify(words);
  pack(thing({ first: true }));
  const sizes = Array.from({ length: 300 }, (_, index) => pack(thing({ words, index })).bytes.length);
  assert.ok(Math.max(...sizes.slice(-100)) < text.length / 20, `${sizes.at(-1)} of ${text.length}`);
});

it('takes few dictionaries where nothing is like anything', () => {
  const pack = createPacker();
  const unlike = (index: number) => thing({ text: Array.from({ length: 50 }, (_, at) => Math.sin(index * 50 + at)) });
  const packed: PackedObject[] = Array.from({ length: 1_000 }, (_, index) => pack(unlike(index)));
  assert.ok(new Set(packed.map(({ dictionary }) => dictionary)).size <= 12);
});
