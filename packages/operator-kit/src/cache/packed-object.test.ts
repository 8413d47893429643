import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { StoredObject } from '../api/kube-object.ts';
import { createPacker, unpack } from './packed-object.ts';

const thing = (fields: object): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a', uid: 'u', resourceVersion: '1' },
  ...fields,
});

it('gives back what was packed, whatever came before it', () => {
  const values = fc.array(fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }), { maxLength: 20 });
  fc.assert(
    fc.property(values, (specs) => {
      const objects = specs.map((spec) => JSON.parse(JSON.stringify(thing({ spec }))));
      assert.deepEqual(objects.map(createPacker()).map(unpack), objects);
    }),
  );
});

it('keeps little of what is like what came before, also after all of them have changed their shape', () => {
  const pack = createPacker();
  const list = (prefix: string) => Array.from({ length: 200 }, (_, at) => `${prefix} ${at * 7_919}`);
  const shapes = [thing({ spec: list('spec') }), thing({ spec: list('spec'), status: list('status') })];
  for (const shape of shapes) {
    const size = JSON.stringify(shape).length;
    const sizes = Array.from({ length: 500 }, (_, index) => pack({ ...shape, index }).difference.length);
    assert.ok(Math.max(...sizes.slice(200)) < size / 50, `${sizes.at(-1)} of ${size}`);
  }
});
