import { kindOf } from '@ameide/operator-kit/schema';
import { KEYCLOAK_ADMIN, startKeycloak } from '@ameide/operator-kit/testing';
import { ameideTenant } from '@ameide/operator-tenant';
import {
  type AdminClient,
  addRealm,
  addServiceAccount,
  childrenOf,
  createAdminClient,
  createS3Client,
  type S3Client,
  startS3Server,
  TENANT_PARTS,
  textOf,
} from '@ameide/operator-tenant/testing';
import { startStage } from '../fixtures/stage.ts';
import { stableJson } from '../fixtures/state.ts';
import type { Stage } from '../fixtures/survive-kills.ts';
import { startWriteProxyTo } from '../fixtures/write-proxy.ts';

const OPERATOR = { clientId: 'ameide-tenant-operator', clientSecret: 'operator-secret' };
const SHARED = 'ameide';
const attempt = { check() {}, signal: new AbortController().signal };
const tenant = (spec: object) => ({
  ...kindOf(ameideTenant),
  metadata: { name: 'globex' },
  spec: { displayName: 'Globex', onDelete: 'delete', ...spec },
});

/**
 * A tenant in the shared realm with custom code, a database and buckets, which moves to another lane and into a realm of
 * its own. Keycloak and the object store are real ones; of CloudNativePG there are the objects and what it says of them.
 */
export async function startTenantStage(): Promise<Stage> {
  const [keycloak, store] = await Promise.all([startKeycloak(), startS3Server()]);
  const admin = createAdminClient({ url: keycloak.url, credentials: KEYCLOAK_ADMIN });
  const s3 = createS3Client(store.options);
  await addRealm(admin, SHARED);
  await addServiceAccount(admin, OPERATOR, SHARED);
  const identity = await startWriteProxyTo({ url: keycloak.url, isNoWrite: (path) => path.endsWith('/token') });
  const buckets = await startWriteProxyTo({ url: store.options.endpoint });
  const lanes = ['dev', 'prod'].flatMap((lane) => ['base', 'cust'].map((code) => `tenant-globex-${lane}-${code}`));
  return startStage({
    others: [identity, buckets],
    env: {
      OIDC_ISSUER: `${keycloak.url}/realms/${SHARED}`,
      KEYCLOAK_URL: identity.url,
      KEYCLOAK_CLIENT_ID: OPERATOR.clientId,
      KEYCLOAK_CLIENT_SECRET: OPERATOR.clientSecret,
      S3_ENDPOINT: buckets.url,
      S3_ACCESS_KEY_ID: store.options.accessKeyId,
      S3_SECRET_ACCESS_KEY: store.options.secretAccessKey,
    },
    scenario: {
      operator: 'tenant',
      namespace: 'ameide-dev',
      namespaces: ['ameide-dev', ...lanes],
      owns: TENANT_PARTS,
      steps: [
        tenant({
          sku: 'Namespace',
          environments: ['dev'],
          customCode: true,
          access: [{ kind: 'Group', name: 'globex-admins', role: 'edit' }],
          identity: { hosts: ['globex.example.com'] },
          database: { cluster: 'postgres', namespace: 'ameide-dev' },
          buckets: ['files'],
        }),
        tenant({
          sku: 'Private',
          environments: ['prod'],
          size: 'medium',
          identity: { realm: 'own', hosts: ['globex.example.com', 'globex.example.org'] },
          database: { cluster: 'postgres', namespace: 'ameide-dev' },
          buckets: ['files', 'exports'],
        }),
      ],
      outside: async () => [...(await identitiesIn(admin)), ...(await bucketsIn(s3))],
    },
    async stop() {
      await Promise.all([keycloak.stop(), store.stop()]);
    },
  });
}

interface Named {
  readonly id: string;
  readonly clientId?: string;
}

/** Every realm, and of those that are not Keycloak's own every client with its roles, and every client scope. */
async function identitiesIn(admin: AdminClient): Promise<readonly string[]> {
  const list = async <T>(path: string) => (await admin.get<T[]>(path, attempt)) ?? [];
  const lines: string[] = [];
  for (const { realm, displayName, enabled, attributes } of await list<Record<string, unknown>>('')) {
    lines.push(`realm ${stableJson({ realm, displayName, enabled, tenant: tenantOf(attributes) })}`);
    if (realm === 'master') continue;
    for (const client of await list<Named>(`/${realm}/clients`)) {
      const roles = await list<Named>(`/${realm}/clients/${client.id}/roles`);
      lines.push(`client of ${realm} ${describe(client)} ${describe(roles)}`);
    }
    for (const scope of await list<Named>(`/${realm}/client-scopes`)) {
      const mapped = await admin.get(`/${realm}/client-scopes/${scope.id}/scope-mappings`, attempt);
      lines.push(`client scope of ${realm} ${describe(scope)} ${describe(mapped)}`);
    }
  }
  return lines.sort();
}

function tenantOf(attributes: unknown): unknown {
  return Object.entries((attributes ?? {}) as object).filter(([name]) => name.includes('ameide'));
}

/** Keycloak lists mappers in any order. */
function describe(value: unknown): string {
  const isDrawn = (name: string) => name === 'secret' || name === 'client.secret.creation.time';
  return stableJson(
    JSON.parse(
      JSON.stringify(value ?? null, (name, each) => {
        if (isDrawn(name)) return undefined;
        if (!Array.isArray(each)) return each;
        return each.toSorted((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1));
      }),
    ),
  );
}

async function bucketsIn(s3: S3Client): Promise<readonly string[]> {
  const { body } = await s3({ method: 'GET' }, attempt);
  const buckets = body ? childrenOf(body, 'Buckets').flatMap((list) => childrenOf(list, 'Bucket')) : [];
  const names = buckets.flatMap((bucket) => textOf(bucket, 'Name') ?? []).sort();
  return Promise.all(
    names.map(async (bucket) => {
      const query = { tagging: '' };
      const tags = (await s3({ method: 'GET', bucket, query, accept: ['NoSuchBucket', 'NoSuchTagSet'] }, attempt)).body;
      return `bucket ${bucket} ${stableJson(tags)}`;
    }),
  );
}
