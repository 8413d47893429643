import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { localSecrets } from './local-secrets.ts';
import type { ExpectedSecret } from './secret-manifest.ts';

const secret = (name: string, keys: ExpectedSecret['keys']): ExpectedSecret => ({
  name,
  in: 'product',
  by: 'gitops',
  keys,
});

function counter(): () => string {
  let calls = 0;
  return () => `random-${++calls}`;
}

describe('the secrets of the lane local', () => {
  const expected = [
    secret('admin', { url: { local: 'postgres://postgres:{server/password}@server/ameide' } }),
    secret('server', { password: { local: '{random}' } }),
    secret('models', { 'api-key': {} }),
  ];

  it('are random, and the same wherever they are asked for; what has no value here is not made', () => {
    assert.deepEqual(localSecrets(expected, {}, counter()), {
      admin: { url: 'postgres://postgres:random-1@server/ameide' },
      server: { password: 'random-1' },
    });
  });

  it('stay what they are in the cluster, and what is new follows them', () => {
    assert.deepEqual(localSecrets(expected, { server: { password: 'kept' } }, counter()), {
      admin: { url: 'postgres://postgres:kept@server/ameide' },
      server: { password: 'kept' },
    });
    const both = { server: { password: 'kept' }, admin: { url: 'kept, too' } };
    assert.deepEqual(localSecrets(expected, both, counter()), both);
  });

  it('never come out of a list that asks in a circle, or for what is not there', () => {
    const circle = [secret('a', { x: { local: '{b/y}' } }), secret('b', { y: { local: '{a/x}' } })];
    assert.throws(() => localSecrets(circle, {}, counter()), /ask for each other: a\/x, b\/y, a\/x/);
    const missing = [secret('a', { x: { local: '{models/key}' } }), secret('models', { key: {} })];
    assert.throws(() => localSecrets(missing, {}, counter()), /a\/x asks for models\/key, which the lane local/);
  });
});
