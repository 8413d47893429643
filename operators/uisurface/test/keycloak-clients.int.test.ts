import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KEYCLOAK_ADMIN, type KeycloakServer, keycloakSkipReason, startKeycloak } from '@ameide/operator-kit/testing';
import { addRealm, addServiceAccount } from '@ameide/operator-tenant/testing';
import { type AdminClient, type Client, createAdminClient } from '@ameide/primitives/keycloak';
import { type Attempt, isFault } from '@ameide/primitives/outside';
import { freePort, until } from '@ameide/test-kit';
import { keycloakClients } from '../src/adapters/keycloak-clients.ts';
import type { SignInClients, WantedClient } from '../src/ports.ts';

const { signal } = new AbortController();
/** The least that the operator can do its work with, and a little more: it makes no realms. */
const OPERATOR = { clientId: 'ameide-uisurface-operator', clientSecret: 'operator-secret' };
const CLIENT = 'ameide-dev.shop';
/** A machine that runs several suites is slow at times. */
const PATIENT = { readMs: 60_000, writeMs: 120_000 };

describe('Keycloak as the place of applications’ clients', { skip: keycloakSkipReason() }, () => {
  let server: KeycloakServer;
  let admin: AdminClient;
  let clients: SignInClients;
  let writes = 0;
  const attempt: Attempt = { check: () => void writes++, signal };
  before(async () => {
    server = await startKeycloak();
    admin = createAdminClient({ url: server.url, credentials: KEYCLOAK_ADMIN, limits: PATIENT });
    await addRealm(admin, 'ameide');
    await addServiceAccount(admin, OPERATOR, 'ameide');
    clients = keycloakClients({
      admin: createAdminClient({ url: server.url, credentials: OPERATOR, limits: PATIENT }),
      audience: 'platform-app',
    });
  });
  after(() => server?.stop());

  const wanted = (more: Partial<WantedClient> = {}): WantedClient => ({
    issuer: `${server.url}/realms/ameide`,
    clientId: CLIENT,
    owner: 'ameide-dev/shop',
    redirectUris: ['https://shop.example.com/auth/callback'],
    origins: ['https://shop.example.com'],
    scopes: ['profile'],
    isOfProduct: true,
    ...more,
  });
  const provision = async (more?: Partial<WantedClient>) => {
    const answer = await clients.provision(wanted(more), attempt);
    assert.ok(!isFault(answer), JSON.stringify(answer));
    return answer;
  };
  const found = async (clientId = CLIENT) =>
    (await admin.get<Client[]>(`/ameide/clients?clientId=${clientId}`, attempt))?.[0];

  it('makes one with the redirects and scopes of the spec, for the code flow with PKCE alone', async () => {
    const { secret } = await provision();
    const client = await found();
    assert.ok(secret.length > 20 && client?.secret === secret);
    assert.deepEqual(client.redirectUris, ['https://shop.example.com/auth/callback']);
    assert.deepEqual(
      [client.publicClient, client.standardFlowEnabled, client.directAccessGrantsEnabled, client.implicitFlowEnabled],
      [false, true, false, false],
    );
    assert.equal(client.attributes?.['pkce.code.challenge.method'], 'S256');
    assert.ok((client.defaultClientScopes as string[]).includes('profile'));
    assert.ok(client.protocolMappers?.some(({ config }) => config['included.custom.audience'] === 'platform-app'));
  });

  it('lets people come back to these addresses and to no other', async () => {
    const answerTo = async (redirect: string) => {
      const query = new URLSearchParams({
        client_id: CLIENT,
        response_type: 'code',
        scope: 'openid profile',
        redirect_uri: redirect,
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      });
      return (await fetch(`${server.url}/realms/ameide/protocol/openid-connect/auth?${query}`)).status;
    };
    assert.equal(await answerTo('https://shop.example.com/auth/callback'), 200);
    assert.equal(await answerTo('https://shop.example.com/elsewhere'), 400);
    assert.equal(await answerTo('https://evil.example.com/auth/callback'), 400);
  });

  it('writes nothing when there is nothing to do, and mends what differs', async () => {
    const { secret } = await provision();
    writes = 0;
    assert.deepEqual(await provision(), { secret });
    assert.equal(writes, 0);
    const client = (await found())!;
    await admin.put(`/ameide/clients/${client.id}`, { ...client, redirectUris: ['*'], publicClient: true }, attempt);
    await provision({ scopes: ['profile', 'email', 'phone'] });
    const mended = await found();
    assert.deepEqual([mended?.redirectUris, mended?.publicClient], [['https://shop.example.com/auth/callback'], false]);
    assert.ok((mended?.defaultClientScopes as string[] | undefined)?.includes('phone'));
  });

  it('refuses a scope that the realm does not have, and takes no client of somebody else', async () => {
    const lacks = await clients.provision(wanted({ scopes: ['never'] }), attempt);
    assert.ok(isFault(lacks) && lacks.fault === 'refused', JSON.stringify(lacks));
    assert.match(lacks.message, /no client scope never/);
    await admin.post('/ameide/clients', { clientId: 'theirs' }, attempt);
    for (const more of [{ clientId: 'theirs' }, { owner: 'ameide-dev/other' }]) {
      const taken = await clients.provision(wanted(more), attempt);
      assert.ok(isFault(taken) && taken.fault === 'conflict', JSON.stringify(taken));
    }
  });

  it('takes away what is its own, and nothing else', async () => {
    assert.equal(await clients.remove('ameide/theirs', 'ameide-dev/shop', attempt), undefined);
    assert.equal(await clients.remove(`ameide/${CLIENT}`, 'ameide-dev/other', attempt), undefined);
    assert.ok((await found('theirs')) && (await found()));
    assert.equal(await clients.remove(`ameide/${CLIENT}`, 'ameide-dev/shop', attempt), undefined);
    assert.equal(await found(), undefined);
    assert.equal(await clients.remove(`ameide/${CLIENT}`, 'ameide-dev/shop', attempt), undefined);
  });

  it('is unreachable where nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const away = keycloakClients({ admin: createAdminClient({ url, credentials: OPERATOR }), audience: 'a' });
    const answer = await until(() => away.provision(wanted(), attempt));
    assert.ok(isFault(answer) && answer.fault === 'unreachable', JSON.stringify(answer));
  });
});
