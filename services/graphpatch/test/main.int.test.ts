import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createTestIssuer, startServiceProcess, type TestIssuer } from '@ameide/service-kit/testing';
import { Code, createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { acmeArtifact, bytes, document, ref, refusedWith } from './harness.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestDatabase;
let issuer: TestIssuer;
before(async () => {
  database = await createTestDatabase({ name: 'graphpatch', roles: [declaration.databaseRole] });
  issuer = await createTestIssuer();
});
after(async () => {
  await issuer[Symbol.asyncDispose]();
  await database.drop();
});

test('runs alone: migrates, serves over HTTP, says when the threads service is away, stops cleanly', async () => {
  const service = await startServiceProcess(main, {
    DATABASE_URL: database.appUrl,
    DATABASE_ADMIN_URL: database.adminUrl,
    INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    OIDC_ISSUER: issuer.issuer,
    THREADS_URL: 'http://127.0.0.1:1',
  });
  const models = createClient(ModelService, createServiceTransport(service.baseUrl));
  const headers = { authorization: `Bearer ${await issuer.token({ tenant_id: 'acme', roles: ['graph.editor'] })}` };
  assert.equal((await fetch(`${service.baseUrl}/readyz`)).status, 200);
  await assert.rejects(models.getModel({ ref }, { headers }), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(
    models.importModel({ artifactId: acmeArtifact, document: bytes(document) }, { headers }),
    refusedWith(Code.Unavailable, 'dependency_unavailable'),
  );
  assert.deepEqual(await service.stop(), { code: 0, signal: null });
});

test('says what is wrong with its environment, all at once', async () => {
  await assert.rejects(startServiceProcess(main, { DATABASE_URL: 'mysql://nowhere' }), ({ message }: Error) =>
    ['DATABASE_URL', 'INTERNAL_SECRET', 'OIDC_ISSUER', 'THREADS_URL'].every((name) => message.includes(name)),
  );
});

test('says that it cannot start when the database is away', async () => {
  const env = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    DATABASE_ADMIN_URL: 'postgres://nobody@127.0.0.1:1/none',
    INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    OIDC_ISSUER: issuer.issuer,
    THREADS_URL: 'http://127.0.0.1:1',
  };
  await assert.rejects(startServiceProcess(main, env), /cannot start/);
});
