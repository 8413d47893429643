import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { SECRET } from './api-kinds.ts';
import { findSecretKeys, secretRefs } from './secret-keys.ts';

const keys = [
  { name: 'tokens', key: 'b' },
  { name: 'tokens', key: 'a' },
  { name: 'other', key: 'c' },
];
const secret = (name: string, data: Record<string, string>, resourceVersion = '1'): StoredObject => ({
  ...SECRET,
  metadata: { name, uid: `u-${name}`, resourceVersion },
  data,
});
const find = (...secrets: readonly StoredObject[]) =>
  findSecretKeys(keys, async ({ name }) => secrets.find(({ metadata }) => metadata.name === name));
const tokens = secret('tokens', { a: 'aHVudGVyMg==', b: 'aHVudGVyMg==' });
const other = secret('other', { c: 'aHVudGVyMg==' });

describe('values of Secrets', () => {
  it('are in Secrets that are looked at once each', async () => {
    assert.deepEqual(secretRefs(keys), [
      { ...SECRET, name: 'other' },
      { ...SECRET, name: 'tokens' },
    ]);
    const asked: string[] = [];
    await findSecretKeys(keys, async (ref) => {
      asked.push(ref.name);
      return [tokens, other].find(({ metadata }) => metadata.name === ref.name);
    });
    assert.deepEqual(asked, ['other', 'tokens']);
  });

  it('are there in one version until one of the Secrets is written', async () => {
    const found = await find(tokens, other);
    assert.equal(found.state, 'there');
    assert.deepEqual(await find(other, tokens), found);
    assert.notDeepEqual(await find(tokens, secret('other', { c: 'aHVudGVyMg==' }, '2')), found);
    assert.deepEqual(await findSecretKeys([], async () => assert.fail('asked for nothing')), {
      state: 'there',
      version: 'e3b0c44298',
    });
  });

  it('are missing with their Secret, without their key and without a value, and never told', async () => {
    const cases = [
      [[tokens], 'Secret other is not there: make it, with values for c.'],
      [[other], 'Secret tokens is not there: make it, with values for a, b.'],
      [[secret('tokens', { a: 'aHVudGVyMg==' }), other], 'Secret tokens has no value for b.'],
      [[secret('tokens', { a: '', b: 'aHVudGVyMg==' }), other], 'Secret tokens has no value for a.'],
    ] as const;
    for (const [secrets, message] of cases) assert.deepEqual(await find(...secrets), { state: 'missing', message });
  });
});
