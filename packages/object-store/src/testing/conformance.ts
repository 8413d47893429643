import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { MAX_OBJECT_BYTES, type ObjectStore } from '../object-store.ts';

/** What every implementation of `ObjectStore` must do. `open` gives one that the suite closes; it may hold other things. */
export function objectStoreConformance(name: string, open: () => ObjectStore | Promise<ObjectStore>): void {
  describe(`object store, ${name}`, () => {
    let store: ObjectStore;
    before(async () => {
      store = await open();
      await store.ready();
    });
    after(() => store.close());
    const newPrefix = () => `acme/${randomUUID()}`;

    it('gives back what was put, of any length', async () => {
      const prefix = newPrefix();
      for (const size of [0, 1, 1024 * 1024, MAX_OBJECT_BYTES]) {
        const bytes = randomBytes(size);
        await store.put(`${prefix}/${size}`, bytes);
        assert.ok(bytes.equals((await store.get(`${prefix}/${size}`))!), `${size} bytes`);
      }
    });

    it('has nothing under a key that was not put', async () => {
      assert.equal(await store.get(`${newPrefix()}/0`), undefined);
    });

    it('replaces what was under a key', async () => {
      const key = `${newPrefix()}/0`;
      await store.put(key, Buffer.from('before'));
      await store.put(key, Buffer.from('after'));
      assert.equal(String(Buffer.from((await store.get(key))!)), 'after');
    });

    it('keeps one whole object under a key that many put at once', async () => {
      const key = `${newPrefix()}/0`;
      const written = Array.from({ length: 8 }, (_, n) => Buffer.alloc(100_000, n));
      await Promise.all(written.map((bytes) => store.put(key, bytes)));
      const kept = Buffer.from((await store.get(key))!);
      assert.ok(
        written.some((bytes) => bytes.equals(kept)),
        'it is one of those',
      );
    });

    it('lists what is below a prefix, and nothing beside it', async () => {
      const prefix = newPrefix();
      const keys = Array.from({ length: 12 }, (_, n) => `${prefix}/${n}`);
      for (const key of [...keys, `${prefix}0/0`]) await store.put(key, Buffer.from(key));
      assert.deepEqual((await listed(store, prefix)).sort(), keys.sort());
      assert.deepEqual(await listed(store, newPrefix()), []);
    });

    it('removes an object, once and again, and no other', async () => {
      const prefix = newPrefix();
      await store.put(`${prefix}/0`, Buffer.from('0'));
      await store.put(`${prefix}/1`, Buffer.from('1'));
      await store.delete(`${prefix}/0`);
      await store.delete(`${prefix}/0`);
      assert.equal(await store.get(`${prefix}/0`), undefined);
      assert.deepEqual(await listed(store, prefix), [`${prefix}/1`]);
    });

    it('puts and removes at once where keys share their beginnings', async () => {
      const prefix = newPrefix();
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const key = `${prefix}/${n % 2}/${n}`;
          await store.put(key, Buffer.from(key));
          assert.equal(String(Buffer.from((await store.get(key))!)), key);
          await store.delete(key);
        }),
      );
      assert.deepEqual(await listed(store, prefix), []);
    });

    it('refuses keys that could lead elsewhere', async () => {
      const wrong = [
        '',
        '/',
        '..',
        'a/../b',
        'a/..',
        './a',
        'a//b',
        '/etc/passwd',
        'a/',
        'a b',
        'a\\b',
        'a\0',
        'é',
        '%2e%2e/a',
      ];
      for (const key of [...wrong, 'a/'.repeat(300).concat('a')]) {
        await assert.rejects(store.put(key, Buffer.from('x')), TypeError, key);
        await assert.rejects(store.get(key), TypeError, key);
        await assert.rejects(store.delete(key), TypeError, key);
        await assert.rejects(listed(store, key), TypeError, key);
      }
    });

    it('refuses an object that is too large', async () => {
      const key = `${newPrefix()}/0`;
      await assert.rejects(store.put(key, Buffer.alloc(MAX_OBJECT_BYTES + 1)), RangeError);
      assert.equal(await store.get(key), undefined);
    });

    it('does nothing for somebody who no longer waits', async () => {
      const key = `${newPrefix()}/0`;
      await assert.rejects(store.put(key, Buffer.from('x'), AbortSignal.abort()), { name: 'AbortError' });
      await assert.rejects(store.get(key, AbortSignal.abort()), { name: 'AbortError' });
      assert.equal(await store.get(key), undefined);
    });
  });
}

async function listed(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}
