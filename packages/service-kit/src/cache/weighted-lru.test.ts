import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createWeightedLru } from './weighted-lru.ts';

it('forgets what was used least recently when the weights add up to too much', () => {
  const cache = createWeightedLru<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  assert.equal(cache.get('a'), 'A');
  cache.set('c', 'C', 4);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => cache.get(key)),
    ['A', undefined, 'C'],
  );
});

it('counts a value that is set again once, and does not keep one that never fits', () => {
  const cache = createWeightedLru<string>(10);
  cache.set('a', 'A', 6);
  cache.set('a', 'AA', 6);
  cache.set('b', 'B', 4);
  assert.deepEqual([cache.get('a'), cache.get('b')], ['AA', 'B']);
  cache.set('b', 'too large', 11);
  assert.deepEqual([cache.get('a'), cache.get('b')], ['AA', undefined]);
});
