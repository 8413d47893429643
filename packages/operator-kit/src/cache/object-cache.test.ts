import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { StoredObject } from '../api/kube-object.ts';
import { type CacheEntry, type Change, createObjectCache } from './object-cache.ts';

const indexers = { colour: (object: StoredObject) => Object.values(object.metadata.labels ?? {}) };

function object(name: string, uid: string, resourceVersion: number, colour = 'red'): StoredObject {
  const metadata = { name, namespace: 'ns', uid, resourceVersion: `${resourceVersion}`, labels: { colour } };
  return { apiVersion: 'v1', kind: 'Thing', metadata };
}
const told = (changes: readonly Change[]) =>
  changes.map(({ type, object }) => `${type} ${object.metadata.name}/${object.metadata.uid}`);

describe('the cache', () => {
  it('goes forward only, and finds objects by their indexes', () => {
    const cache = createObjectCache(indexers);
    assert.deepEqual(told(cache.put(object('a', '1', 5))), ['added a/1']);
    assert.deepEqual(told(cache.put(object('a', '1', 10, 'blue'))), ['updated a/1']);
    assert.deepEqual(told(cache.put(object('a', '1', 9))), []);
    assert.deepEqual([cache.keysBy('colour', 'red'), cache.keysBy('colour', 'blue')], [[], ['ns/a']]);
    assert.throws(() => cache.keysBy('size', 'xl'), /There is no index size; there are: colour/);
  });

  it('tells of a deletion and an addition when another object has the name', () => {
    const cache = createObjectCache(indexers);
    cache.put(object('a', '1', 5));
    assert.deepEqual(told(cache.put(object('a', '2', 6))), ['deleted a/1', 'added a/2']);
    assert.deepEqual(told(cache.remove(object('a', '1', 7))), [], 'the one before is gone long since');
    const entry = cache.entry(object('a', '3', 8));
    assert.deepEqual(told(cache.replace(new Map([['ns/a', entry]]), '8', false)), ['deleted a/2', 'added a/3']);
  });

  it('keeps what was written after a list, unless history began anew', () => {
    const cache = createObjectCache(indexers);
    cache.put(object('old', '1', 5));
    cache.put(object('ours', '2', 20));
    assert.deepEqual(told(cache.replace(new Map(), '10', false)), ['deleted old/1']);
    assert.deepEqual(told(cache.replace(new Map(), '3', true)), ['deleted ours/2']);
  });

  it('gives objects that nobody can change', () => {
    const cache = createObjectCache();
    const stored = object('a', '1', 5);
    cache.put(stored);
    const read = cache.get('ns/a') as { metadata: { name: string; labels: Record<string, string> } };
    assert.throws(() => Object.assign(read, { kind: 'Other' }), TypeError);
    assert.throws(() => Object.assign(read.metadata.labels, { colour: 'blue' }), TypeError);
    (stored.metadata.labels as Record<string, string>).colour = 'green';
    assert.equal(cache.get('ns/a')?.metadata.labels?.colour, 'red');
  });

  it('gives what there is now, however many objects were read in between', () => {
    const cache = createObjectCache(indexers);
    const names = Array.from({ length: 100 }, (_, index) => `a${index}`);
    for (const version of [1, 2, 3]) {
      for (const name of names) cache.put(object(name, name, version, version === 2 ? 'blue' : 'red'));
      for (let pass = 0; pass < 2; pass++) {
        for (const name of names) assert.equal(cache.get(`ns/${name}`)?.metadata.resourceVersion, `${version}`);
        assert.equal(cache.by('colour', version === 2 ? 'blue' : 'red').length, 100);
      }
    }
  });

  it('agrees with its own changes, whatever comes in whatever order', () => {
    const arbitrary = fc.record({
      act: fc.constantFrom('put', 'remove', 'replace'),
      name: fc.constantFrom('a', 'b', 'c'),
      uid: fc.constantFrom('1', '2'),
      at: fc.integer({ min: 1, max: 99 }),
      colour: fc.constantFrom('red', 'blue'),
      reset: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 50 }), (steps) => {
        const cache = createObjectCache(indexers);
        const told = new Map<string, StoredObject>();
        for (const { act, name, uid, at, colour, reset } of steps) {
          const thing = object(name, uid, at, colour);
          const listed = new Map<string, CacheEntry>([[`ns/${name}`, cache.entry(thing)]]);
          const changes =
            act === 'put'
              ? cache.put(thing)
              : act === 'remove'
                ? cache.remove(thing)
                : cache.replace(listed, `${at}`, reset);
          for (const change of changes) {
            const before = told.get(change.key);
            assert.equal(change.type === 'added', before === undefined, 'added is what was not there');
            if (change.type === 'updated') assert.equal(before?.metadata.uid, change.object.metadata.uid);
            if (change.type === 'deleted') told.delete(change.key);
            else told.set(change.key, change.object);
          }
        }
        assert.deepEqual(new Map(cache.keys().map((key) => [key, cache.get(key)])), told);
        for (const colour of ['red', 'blue']) {
          const expected = [...told].filter(([, each]) => each.metadata.labels?.colour === colour).map(([key]) => key);
          assert.deepEqual([...cache.keysBy('colour', colour)].sort(), expected.sort());
        }
      }),
    );
  });
});
