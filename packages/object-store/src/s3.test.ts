import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ObjectStoreError } from './object-store.ts';
import { openS3ObjectStore } from './s3.ts';
import { objectStoreConformance } from './testing/conformance.ts';
import { type S3Server, s3SkipReason, startS3Server } from './testing/s3-server.ts';

describe('an S3 server', { skip: s3SkipReason(), timeout: 120_000 }, () => {
  let server: S3Server;
  before(async () => {
    server = await startS3Server();
  });
  after(() => server.stop());

  objectStoreConformance('S3', () => openS3ObjectStore(server.options));

  it('lists more than a page of keys', async () => {
    const store = await openS3ObjectStore(server.options);
    const keys = Array.from({ length: 1_050 }, (_, n) => `acme/many/${n}`);
    for (let n = 0; n < keys.length; n += 50) {
      await Promise.all(keys.slice(n, n + 50).map((key) => store.put(key, Buffer.from('x'))));
    }
    const found = new Set<string>();
    for await (const key of store.list('acme/many')) found.add(key);
    assert.equal(found.size, keys.length);
    store.close();
  });

  it('tells a bucket that is not there and a wrong key from an object that is not there', async () => {
    const wrong = [
      { ...server.options, bucket: 'nothing-here' },
      { ...server.options, credentials: { accessKeyId: 'suite', secretAccessKey: 'wrong' } },
      { ...server.options, endpoint: 'http://127.0.0.1:9' },
    ];
    for (const options of wrong) {
      const store = await openS3ObjectStore(options);
      await assert.rejects(store.ready(), ObjectStoreError);
      await assert.rejects(store.get('acme/1/0'), ObjectStoreError);
      store.close();
    }
  });
});
