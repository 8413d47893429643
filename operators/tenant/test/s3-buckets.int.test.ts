import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Attempt, isFault } from '@ameide/primitives/outside';
import { s3Buckets } from '../src/adapters/s3/s3-buckets.ts';
import { createS3Client, type S3Client } from '../src/adapters/s3/s3-client.ts';
import { childrenOf, textOf } from '../src/adapters/s3/xml.ts';
import type { Buckets, OnDelete } from '../src/ports.ts';
import { type S3Server, s3SkipReason, startS3Server } from './fixtures/s3-server.ts';

const { signal } = new AbortController();

for (const versions of [true, false]) {
  describe(`buckets on a real S3 server ${versions ? 'with' : 'without'} versions`, { skip: s3SkipReason() }, () => {
    let server: S3Server;
    let s3: S3Client;
    let buckets: Buckets;
    let writes = 0;
    const attempt: Attempt = { check: () => void writes++, signal };
    before(async () => {
      server = await startS3Server({ versions });
      s3 = createS3Client(server.options);
      buckets = s3Buckets(s3);
    });
    after(() => server?.stop());

    const provision = (tenant: string, names: readonly string[], onDelete: OnDelete = 'retain', how = attempt) =>
      buckets.provision({ tenant, names, onDelete }, how);
    const put = (bucket: string, key: string, body = 'text') => s3({ method: 'PUT', bucket, key, body }, attempt);
    const tagsOf = async (bucket: string) => {
      const { code, body } = await s3(
        { method: 'GET', bucket, query: { tagging: '' }, accept: ['NoSuchBucket', 'NoSuchTagSet'] },
        attempt,
      );
      if (code !== undefined) return code;
      const tags = childrenOf(body!, 'TagSet').flatMap((set) => childrenOf(set, 'Tag'));
      return tags.map((tag) => `${textOf(tag, 'Key')}=${textOf(tag, 'Value')}`).join();
    };

    it('makes buckets, says whose they are, keeps versions if it can, and writes nothing the second time', async () => {
      const names = ['acme-dev-artifacts', 'acme-prod-artifacts'];
      assert.deepEqual(await provision('acme', names), { kept: [], emptying: [] });
      for (const name of names) assert.equal(await tagsOf(name), 'ameide.tenant=acme');
      const accept = ['VersioningNotConfigured'];
      const { body } = await s3({ method: 'GET', bucket: names[0]!, query: { versioning: '' }, accept }, attempt);
      assert.equal(textOf(body!, 'Status'), versions ? 'Enabled' : undefined);
      writes = 0;
      assert.deepEqual(await provision('acme', names), { kept: [], emptying: [] });
      assert.equal(writes, 0);
    });

    it('leaves alone what somebody else has: tagged otherwise, or with something in it', async () => {
      await provision('other', ['other-dev-files']);
      const taken = await provision('acme', ['other-dev-files']);
      assert.ok(isFault(taken) && taken.fault === 'conflict');
      assert.match(taken.message, /other-dev-files belongs to somebody else: it is not tagged ameide\.tenant=acme/);
      await s3({ method: 'PUT', bucket: 'untagged-dev-files' }, attempt);
      await put('untagged-dev-files', 'a');
      const full = await provision('untagged', ['untagged-dev-files']);
      assert.ok(isFault(full) && full.fault === 'conflict');
      assert.equal(await tagsOf('untagged-dev-files'), 'NoSuchTagSet');
    });

    it('goes on with a bucket that it was killed over before it said whose it is', async () => {
      let left = 1;
      const killed = {
        signal,
        check() {
          if (left-- === 0) throw new Error('killed');
        },
      };
      await assert.rejects(provision('killed', ['killed-dev-files'], 'retain', killed), /killed/);
      assert.equal(await tagsOf('killed-dev-files'), 'NoSuchTagSet');
      assert.deepEqual(await provision('killed', ['killed-dev-files']), { kept: [], emptying: [] });
      assert.equal(await tagsOf('killed-dev-files'), 'ameide.tenant=killed');
    });

    it('keeps what is no longer asked for and names it, or removes it with everything in it', async () => {
      const [files, others] = ['gone-dev-files', 'gone-dev-others'] as const;
      await provision('gone', [files, others]);
      // A tenant whose id begins with that of another one, and one that names ours as its own.
      await provision('gone-dev', ['gone-dev-prod-files']);
      await put(files, 'a/b');
      await put(files, 'a/b', 'again');
      await put(files, 'odd & <key> é');
      await s3({ method: 'DELETE', bucket: files, key: 'a/b' }, attempt);
      await s3({ method: 'POST', bucket: files, key: 'large', query: { uploads: '' } }, attempt);
      writes = 0;
      assert.deepEqual(await provision('gone', [others]), { kept: [files], emptying: [] });
      assert.equal(writes, 0);
      assert.deepEqual(await provision('gone', [others], 'delete'), { kept: [], emptying: [] });
      assert.deepEqual([await tagsOf(files), await tagsOf(others)], ['NoSuchBucket', 'ameide.tenant=gone']);
      assert.deepEqual(await provision('gone', [], 'delete'), { kept: [], emptying: [] });
      assert.deepEqual(
        [await tagsOf(others), await tagsOf('gone-dev-prod-files')],
        ['NoSuchBucket', 'ameide.tenant=gone-dev'],
      );
    });

    it('empties a bucket in pages, and in as many attempts as it takes', async () => {
      await provision('large', ['large-dev-files']);
      const keys = Array.from({ length: 50 }, (_, index) => `folder/${index}`);
      await Promise.all(keys.map((key) => put('large-dev-files', key)));
      const slow = s3Buckets(s3, { pageSize: 10, pages: 3 });
      const again = () => slow.provision({ tenant: 'large', names: [], onDelete: 'delete' }, attempt);
      assert.deepEqual(await again(), { kept: [], emptying: ['large-dev-files'] });
      assert.deepEqual(await again(), { kept: [], emptying: [] });
      assert.equal(await tagsOf('large-dev-files'), 'NoSuchBucket');
    });

    it('says that it does not answer, that it refuses, and that it is none', async () => {
      const strangers = s3Buckets(createS3Client({ ...server.options, secretAccessKey: 'wrong' }));
      const refused = await strangers.provision({ tenant: 'acme', names: ['acme-dev-a'], onDelete: 'retain' }, attempt);
      assert.ok(isFault(refused) && refused.fault === 'refused');
      assert.match(refused.message, /answers 403 to GET acme-dev-a\?tagging: SignatureDoesNotMatch/);
      assert.doesNotMatch(refused.message, /wrong/);
      await server.process.kill();
      const gone = await provision('acme', ['acme-dev-artifacts']);
      assert.deepEqual(gone, { fault: 'unreachable', message: 'The object store cannot be reached.' });
      await server.process.start();
      assert.deepEqual(await provision('acme', ['acme-dev-artifacts', 'acme-prod-artifacts']), {
        kept: [],
        emptying: [],
      });
    });
  });
}
