import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KEYCLOAK_ADMIN, type KeycloakServer, keycloakSkipReason, startKeycloak } from '@ameide/operator-kit/testing';
import { type AdminClient, createAdminClient } from '@ameide/primitives/keycloak';
import { type Attempt, isFault } from '@ameide/primitives/outside';
import { keycloakIdentity } from '../src/adapters/keycloak/keycloak-identity.ts';
import type { Identity, WantedIdentity } from '../src/ports.ts';
import { addPerson, addRealm, addServiceAccount, claimsOf, PATIENT } from './fixtures/keycloak-people.ts';

const { signal } = new AbortController();

/** The least that the operator can do its work with. */
const OPERATOR = { clientId: 'ameide-tenant-operator', clientSecret: 'operator-secret' };

describe('Keycloak as the identity provider', { skip: keycloakSkipReason() }, () => {
  let server: KeycloakServer;
  let admin: AdminClient;
  let identity: Identity;
  let writes = 0;
  const attempt: Attempt = { check: () => void writes++, signal };
  before(async () => {
    server = await startKeycloak();
    admin = createAdminClient({ url: server.url, credentials: KEYCLOAK_ADMIN, limits: PATIENT });
    await addRealm(admin, 'ameide');
    await addServiceAccount(admin, OPERATOR, 'ameide');
    identity = withCredentials(OPERATOR);
  });
  after(() => server?.stop());

  const withCredentials = (credentials: typeof OPERATOR) =>
    keycloakIdentity({
      admin: createAdminClient({ url: server.url, credentials, limits: PATIENT }),
      sharedIssuer: `${server.url}/realms/ameide`,
      audience: 'platform-app',
    });
  const wanted = (tenant: string, more: Partial<WantedIdentity> = {}): WantedIdentity => ({
    tenant,
    displayName: `${tenant} GmbH`,
    realm: 'shared',
    hosts: [`${tenant}.example.com`],
    enabled: true,
    ...more,
  });
  const provision = async (tenant: string, more?: Partial<WantedIdentity>) => {
    const answer = await identity.provision(wanted(tenant, more), attempt);
    assert.ok(!isFault(answer), JSON.stringify(answer));
    return answer;
  };

  it('gives a tenant a client in the shared realm, whose tokens name the tenant for its members only', async () => {
    const acme = await provision('acme');
    const other = await provision('other');
    assert.deepEqual(
      [acme.realm, acme.issuer, acme.clientId],
      ['ameide', `${server.url}/realms/ameide`, 'tenant-acme'],
    );
    await addPerson(admin, 'ameide', 'ada', 'tenant-acme');
    await addPerson(admin, 'ameide', 'bob', 'tenant-other');
    const claims = (person: string, signIn: typeof acme) => claimsOf(server.url, admin, signIn, person);
    const ada = await claims('ada', acme);
    assert.deepEqual([ada.tenant_id, ada.iss, [ada.aud].flat().includes('platform-app')], ['acme', acme.issuer, true]);
    assert.equal((await claims('bob', other)).tenant_id, 'other');
    assert.equal((await claims('bob', acme)).tenant_id, undefined);
    assert.equal((await claims('ada', other)).tenant_id, undefined);
  });

  it('gives a tenant a realm of its own, whose tokens all name the tenant', async () => {
    const own = await provision('private', { realm: 'own' });
    assert.deepEqual(
      [own.realm, own.issuer, own.clientId],
      ['private', `${server.url}/realms/private`, 'platform-app'],
    );
    await addPerson(admin, 'private', 'eve');
    const eve = await claimsOf(server.url, admin, own, 'eve');
    assert.deepEqual([eve.tenant_id, eve.iss], ['private', own.issuer]);
  });

  it('writes nothing when there is nothing to do, and only what differs when there is', async () => {
    for (const [tenant, realm] of [
      ['acme', 'shared'],
      ['private', 'own'],
    ] as const) {
      const before = await provision(tenant, { realm });
      writes = 0;
      assert.deepEqual(await provision(tenant, { realm }), before);
      assert.equal(writes, 0);
      await provision(tenant, { realm, hosts: ['new.example.com', 'also.example.com'] });
      assert.equal(writes, 1);
    }
  });

  it('mends what somebody has changed', async () => {
    const path = '/private/clients';
    const find = async () => {
      const clients = await admin.get<FoundClient[]>(`${path}?clientId=platform-app`, attempt);
      return clients![0]!;
    };
    const client = await find();
    await admin.put(`${path}/${client.id}`, { ...client, redirectUris: ['*'], publicClient: true }, attempt);
    for (const mapper of client.protocolMappers) {
      await admin.delete(`${path}/${client.id}/protocol-mappers/models/${mapper.id}`, undefined, attempt);
    }
    const own = await provision('private', { realm: 'own' });
    const mended = await find();
    assert.deepEqual(mended.redirectUris, ['https://private.example.com/*']);
    const told = 'https://private.example.com/auth/back-channel-logout';
    assert.equal(mended.attributes['backchannel.logout.url'], told);
    assert.equal((await claimsOf(server.url, admin, own, 'eve')).tenant_id, 'private');
  });

  it('lets nobody sign in to a suspended tenant, and again when it is used again', async () => {
    for (const [tenant, realm, person] of [
      ['acme', 'shared', 'ada'],
      ['private', 'own', 'eve'],
    ] as const) {
      const signIn = await provision(tenant, { realm });
      await provision(tenant, { realm, enabled: false });
      await assert.rejects(claimsOf(server.url, admin, signIn, person), /enabled|disabled|Invalid client/i);
      await provision(tenant, { realm });
      assert.equal((await claimsOf(server.url, admin, signIn, person)).tenant_id, tenant);
    }
  });

  it('takes over neither realms nor clients of others', async () => {
    await addRealm(admin, 'taken');
    const realm = await identity.provision(wanted('taken', { realm: 'own' }), attempt);
    assert.ok(isFault(realm) && realm.fault === 'conflict');
    assert.match(realm.message, /^The realm taken belongs to somebody else/);
    assert.ok(isFault(await identity.provision(wanted('master', { realm: 'own' }), attempt)));
    await admin.post('/ameide/clients', { clientId: 'tenant-theirs' }, attempt);
    const client = await identity.provision(wanted('theirs'), attempt);
    assert.ok(isFault(client) && client.fault === 'conflict');
    writes = 0;
    assert.deepEqual(await identity.remove('theirs', attempt), []);
    assert.deepEqual(await identity.remove('taken', attempt), []);
    assert.equal(writes, 0);
  });

  it('moves a tenant to a realm of its own, and leaves the client behind without a way in', async () => {
    const before = await provision('mover');
    await addPerson(admin, 'ameide', 'mia', 'tenant-mover');
    await claimsOf(server.url, admin, before, 'mia');
    const after = await provision('mover', { realm: 'own' });
    assert.deepEqual(after.kept, ['Client tenant-mover of realm ameide']);
    await assert.rejects(claimsOf(server.url, admin, before, 'mia'));
    assert.deepEqual(await identity.disable('mover', attempt), ['Client tenant-mover of realm ameide', 'Realm mover']);
    assert.deepEqual(await identity.remove('mover', attempt), []);
    assert.equal(await admin.get('/mover', attempt), undefined);
    assert.deepEqual(await admin.get('/ameide/clients?clientId=tenant-mover', attempt), []);
    const scopes = await admin.get<{ name: string }[]>('/ameide/client-scopes', attempt);
    assert.ok(!scopes!.some(({ name }) => name === 'tenant-mover'));
  });

  it('ends in the same state wherever it is killed', async () => {
    for (const realm of ['shared', 'own'] as const) {
      const tenant = `killed-${realm}`;
      for (let allowed = 0; ; allowed++) {
        let left = allowed;
        const killed = {
          signal,
          check() {
            if (left-- === 0) throw new Error('killed');
          },
        };
        const outcome = await identity.provision(wanted(tenant, { realm }), killed).catch((error: Error) => error);
        if (!(outcome instanceof Error)) break;
        assert.equal(outcome.message, 'killed');
        assert.ok(allowed < 20);
      }
      writes = 0;
      const signIn = await provision(tenant, { realm });
      assert.equal(writes, 0);
      const person = `kim-${realm}`;
      await addPerson(admin, signIn.realm, person, realm === 'shared' ? signIn.clientId : undefined);
      assert.equal((await claimsOf(server.url, admin, signIn, person)).tenant_id, tenant);
      assert.deepEqual(await identity.remove(tenant, attempt), []);
    }
  });

  it('says that it does not answer and that it does not let the operator in', async () => {
    const stranger = withCredentials({ ...OPERATOR, clientSecret: 'wrong-secret' });
    const refused = await stranger.provision(wanted('acme'), attempt);
    assert.ok(isFault(refused) && refused.fault === 'refused');
    assert.match(refused.message, /^Keycloak does not let the operator in \(401: /);
    assert.doesNotMatch(refused.message, /wrong-secret/);
    await server.process.kill();
    assert.deepEqual(await identity.provision(wanted('acme'), attempt), {
      fault: 'unreachable',
      message: 'Keycloak cannot be reached.',
    });
  });
});

interface FoundClient {
  readonly id: string;
  readonly redirectUris: readonly string[];
  readonly protocolMappers: readonly { readonly id: string }[];
  readonly attributes: Readonly<Record<string, string>>;
}
