import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, isReady } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import {
  clusterSkipReason,
  KEYCLOAK_ADMIN,
  type KeycloakServer,
  keycloakSkipReason,
  startKeycloak,
} from '@ameide/operator-kit/testing';
import { type AdminClient, createAdminClient } from '@ameide/primitives/keycloak';
import { CONFIG_MAP, SECRET, secretText } from '@ameide/primitives/objects';
import type { Attempt } from '@ameide/primitives/outside';
import { type OperatorSuite, startOperatorSuite, testSettings } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import { keycloakIdentity } from '../src/adapters/keycloak/keycloak-identity.ts';
import { s3Buckets } from '../src/adapters/s3/s3-buckets.ts';
import { createS3Client, type S3Client } from '../src/adapters/s3/s3-client.ts';
import { NAMESPACE } from '../src/kinds.ts';
import { tenantOperator } from '../src/operator.ts';
import { ameideTenant } from '../src/resource.ts';
import { addPerson, addRealm, addServiceAccount, claimsOf, PATIENT } from './fixtures/keycloak-people.ts';
import { type S3Server, s3SkipReason, startS3Server } from './fixtures/s3-server.ts';

type Spec = Partial<WrittenSpecOf<typeof ameideTenant>>;

const skip = clusterSkipReason() || keycloakSkipReason() || s3SkipReason();
const OPERATOR = { clientId: 'ameide-tenant-operator', clientSecret: 'operator-secret' };
const attempt: Attempt = { check() {}, signal: new AbortController().signal };

describe('tenants with a real API server, a real Keycloak and a real object store', { skip }, () => {
  let keycloak: KeycloakServer;
  let store: S3Server;
  let suite: OperatorSuite;
  let admin: AdminClient;
  let s3: S3Client;
  let operator: ReturnType<typeof tenantOperator>;
  before(async () => {
    [keycloak, store] = await Promise.all([startKeycloak(), startS3Server()]);
    admin = createAdminClient({ url: keycloak.url, credentials: KEYCLOAK_ADMIN, limits: PATIENT });
    s3 = createS3Client(store.options);
    await addRealm(admin, 'ameide');
    await addServiceAccount(admin, OPERATOR, 'ameide');
    const oidcIssuer = `${keycloak.url}/realms/ameide`;
    operator = tenantOperator(
      { ...testSettings, oidcIssuer },
      {
        identity: keycloakIdentity({
          admin: createAdminClient({ url: keycloak.url, credentials: OPERATOR }),
          sharedIssuer: oidcIssuer,
          audience: 'platform-app',
        }),
        buckets: s3Buckets(s3),
        workloads: { stop: async () => {} },
      },
    );
    suite = await startOperatorSuite({ operator, resource: ameideTenant, options: { resyncMs: 3_000 } });
  });
  after(async () => {
    await suite?.stop();
    await keycloak?.stop();
    await store?.stop();
  });

  const apply = (name: string, spec: Spec = {}) =>
    suite.applySpec(name, { displayName: name, sku: 'Namespace', environments: ['dev'], buckets: ['files'], ...spec });
  const until90 = (name: string, is: (object: Parameters<typeof isReady>[0]) => boolean) =>
    until(
      async () => {
        const object = await suite.get(operator.kind, name);
        return is(object) && object;
      },
      { timeout: 90_000 },
    );
  const ready = (name: string) => until90(name, isReady);
  const reason = (name: string, type: string, expected: string) =>
    until90(name, (object) => conditionOf(object, type)?.reason === expected);
  const gone = (name: string) =>
    until(async () => (await suite.get(operator.kind, name).catch(() => undefined)) === undefined, { timeout: 90_000 });
  const bucketIsThere = async (bucket: string) =>
    (await s3({ method: 'GET', bucket, accept: ['NoSuchBucket'] }, attempt)).code === undefined;
  /** By which the product of a tenant signs people in, as its Secret says. */
  const signInOf = async (tenant: string) => {
    const namespace = `tenant-${tenant}-dev-base`;
    const secret = await suite.get(SECRET, 'tenant-sign-in', namespace);
    const [issuer, clientId, clientSecret] = ['issuer', 'client-id', 'client-secret'].map(
      (key) => secretText(secret, key)!,
    );
    const issuers = JSON.stringify([{ issuer, tenants: [tenant] }]);
    assert.deepEqual((await suite.get(CONFIG_MAP, 'tenant-sign-in', namespace)).data, { issuer, issuers });
    return { issuer: issuer!, clientId: clientId!, clientSecret: clientSecret!, realm: issuer!.split('/').at(-1)! };
  };

  it('lets the people of two tenants sign in with what is in their Secrets, each to its own', async () => {
    await apply('acme', { sku: 'Private', identity: { realm: 'own', hosts: ['acme.example.com'] } });
    await apply('other');
    await ready('other');
    await ready('acme');
    const [acme, other] = [await signInOf('acme'), await signInOf('other')];
    await addPerson(admin, 'acme', 'ada');
    await addPerson(admin, 'ameide', 'bob', 'tenant-other');
    assert.equal((await claimsOf(keycloak.url, admin, acme, 'ada')).tenant_id, 'acme');
    assert.equal((await claimsOf(keycloak.url, admin, other, 'bob')).tenant_id, 'other');
    await assert.rejects(claimsOf(keycloak.url, admin, acme, 'bob'), /invalid_grant/);
    assert.ok(await bucketIsThere('acme-dev-files'));
    assert.equal(((await suite.get(operator.kind, 'acme')).status as { realm: string }).realm, 'acme');
  });

  it('lets nobody of a suspended tenant sign in', async () => {
    await apply('other', { suspend: true });
    await reason('other', 'Suspended', 'SuspendedBySpec');
    const other = await signInOf('other');
    await assert.rejects(claimsOf(keycloak.url, admin, other, 'bob'));
    await apply('other');
    await reason('other', 'Suspended', 'NotSuspended');
    assert.equal((await claimsOf(keycloak.url, admin, other, 'bob')).tenant_id, 'other');
  });

  it('says that another realm has the name, and goes on when it is gone', async () => {
    await addRealm(admin, 'taken');
    await apply('taken', { identity: { realm: 'own' } });
    const object = await reason('taken', 'IdentityReady', 'Conflict');
    assert.equal(conditionOf(object, 'Stalled')?.reason, 'IdentityRefused');
    await admin.delete('/taken', undefined, attempt);
    await ready('taken');
  });

  it('stays ready while the object store is away, and says so', async () => {
    await store.process.kill();
    const object = await reason('other', 'Degraded', 'Unreachable');
    assert.deepEqual([conditionOf(object, 'StorageReady')?.reason, isReady(object)], ['Unreachable', true]);
    await store.process.start();
    await reason('other', 'Degraded', 'Healthy');
  });

  it('leaves nothing of a tenant anywhere, and everything of the other one', async () => {
    await s3({ method: 'PUT', bucket: 'acme-dev-files', key: 'a', body: 'text' }, attempt);
    await apply('acme', { sku: 'Private', identity: { realm: 'own' }, onDelete: 'delete' });
    await suite.delete(operator.kind, 'acme');
    await gone('acme');
    assert.equal(await admin.get('/acme', attempt), undefined);
    assert.equal(await bucketIsThere('acme-dev-files'), false);
    await assert.rejects(suite.get(NAMESPACE, 'tenant-acme-dev-base'), { status: 404 });
    assert.equal((await claimsOf(keycloak.url, admin, await signInOf('other'), 'bob')).tenant_id, 'other');
    assert.ok(await bucketIsThere('other-dev-files'));
  });

  it('is held by a Keycloak that does not answer, and goes when it does; what is retained stays', async () => {
    await keycloak.process.kill();
    await suite.delete(operator.kind, 'other');
    const object = await reason('other', 'Removed', 'Held');
    assert.deepEqual((object.status as { heldBy: string[] }).heldBy, [
      'Identity provider: Keycloak cannot be reached.',
    ]);
    await suite.get(NAMESPACE, 'tenant-other-dev-base');
    // Its database was in memory: it comes back without realms, and nothing of the tenant is there to be disabled.
    await keycloak.process.start();
    await addServiceAccountAgain();
    await gone('other');
    assert.ok(await bucketIsThere('other-dev-files'));
  });

  const addServiceAccountAgain = async () => {
    admin = createAdminClient({ url: keycloak.url, credentials: KEYCLOAK_ADMIN, limits: PATIENT });
    await addRealm(admin, 'ameide');
    await addServiceAccount(admin, OPERATOR, 'ameide');
  };
});
