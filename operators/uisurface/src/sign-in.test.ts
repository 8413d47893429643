import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { SECRET } from '@ameide/primitives/objects';
import type { OidcClient } from './oidc-client.ts';
import { clientSecrets, findSignIn } from './sign-in.ts';
import { aSurface } from './uisurface.fixture.ts';

const confidential = aSurface({ oidc: { clientId: 'shop', clientSecret: { name: 'shop-oidc', key: 'secret' } } });
const find = (
  surface: typeof confidential,
  data?: Record<string, string>,
  client: OidcClient = { state: 'not_asked' },
) =>
  findSignIn(surface, client, async ({ name }): Promise<StoredObject | undefined> => {
    if (data === undefined) return undefined;
    return { ...SECRET, metadata: { name, uid: 'u', resourceVersion: '7' }, data };
  });

describe('whether people can sign in', () => {
  it('asks for nothing where the spec does not', async () => {
    assert.deepEqual(await find(aSurface()), { state: 'not_asked' });
    assert.deepEqual(clientSecrets(aSurface()), []);
  });

  it('takes a public client as it is', async () => {
    assert.equal((await find(aSurface({ oidc: { clientId: 'shop' } }))).state, 'wired');
  });

  it('needs the client that the operator makes, and goes on with it while nobody answers', async () => {
    const surface = aSurface({ oidc: {} });
    assert.equal((await find(surface)).state, 'client_missing');
    const made = { state: 'made', clientId: 'c', realm: 'ameide', secret: 'drawn' } as const;
    const wired = await find(surface, undefined, made);
    assert.equal(wired.state, 'wired');
    const silent = { state: 'unreachable', message: 'no' } as const;
    assert.deepEqual(await find(surface, { 'client-secret': btoa('drawn') }, silent), wired);
  });

  it('needs the client’s secret', async () => {
    assert.deepEqual(clientSecrets(confidential), [{ ...SECRET, name: 'shop-oidc' }]);
    assert.equal((await find(confidential, { secret: 'c2VjcmV0' })).state, 'wired');
    const found = await find(confidential, {});
    assert.deepEqual(found, { state: 'secret_missing', message: 'Secret shop-oidc has no value for secret.' });
  });
});
