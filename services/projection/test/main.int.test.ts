import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { relayMigrations } from '@ameide/event-feed';
import { startRelay } from '@ameide/event-feed/kafka';
import { kafkaSkipReason, startKafkaBroker } from '@ameide/event-feed/testing';
import { createEventStore, eventStoreMigrations } from '@ameide/event-store';
import { diff, emptyGraph, emptyLayout } from '@ameide/graph-model';
import { sampleGraph, sampleLayout } from '@ameide/graph-model/testing';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import { errorReason } from '@ameide/service-kit/errors';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createTestIssuer, startServiceProcess, type TestIssuer } from '@ameide/service-kit/testing';
import { Code, createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { appendCommit, refusedWith } from './harness.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const GRAPHPATCH_ROLE = 'ameide_graphpatch';

let database: TestDatabase;
let issuer: TestIssuer;
before(async () => {
  database = await createTestDatabase({ name: 'projection', roles: [declaration.databaseRole, GRAPHPATCH_ROLE] });
  issuer = await createTestIssuer();
});
after(async () => {
  await issuer[Symbol.asyncDispose]();
  await database.drop();
});

test('runs alone: migrates, follows Kafka, serves people over HTTP, stops cleanly under an open watch', {
  skip: kafkaSkipReason(),
  timeout: 60_000,
}, async () => {
  const broker = await startKafkaBroker();
  const artifactId = crypto.randomUUID();
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test', max: 1 });
  const pool = createPool({ connectionString: database.urlOf(GRAPHPATCH_ROLE), applicationName: 'test', max: 5 });
  const migrations = [...eventStoreMigrations('graphpatch'), ...relayMigrations('graphpatch')];
  await migrate(admin, { schema: 'graphpatch', role: GRAPHPATCH_ROLE, migrations });
  const change = diff({ graph: emptyGraph, layout: emptyLayout }, { graph: sampleGraph, layout: sampleLayout });
  const log = createEventStore({ pool, schema: 'graphpatch' });
  const relay = startRelay({ log, context: 'graph', kafka: { brokers: [broker.address], clientId: 'test' } });
  await appendCommit(log, 'acme', artifactId, 1, change);

  const service = await startServiceProcess(main, {
    DATABASE_URL: database.appUrl,
    DATABASE_ADMIN_URL: database.adminUrl,
    KAFKA_BROKERS: broker.address,
    GRAPHPATCH_URL: 'http://127.0.0.1:9',
    INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    OIDC_ISSUER: issuer.issuer,
  });
  const client = createClient(ProjectionService, createServiceTransport(service.baseUrl));
  const token = await issuer.token({ tenant_id: 'acme', roles: ['graph.viewer'] });
  const headers = { authorization: `Bearer ${token}` };
  const ref = `artifacts/${artifactId}/main`;
  assert.equal((await fetch(`${service.baseUrl}/readyz`)).status, 200);
  const status = await fetch(`${service.baseUrl}/status`);
  assert.equal(typeof ((await status.json()) as { lagSeconds: number }).lagSeconds, 'number');
  // A service that has just joined its group may answer that it is behind.
  const { envelope } = await until(() => client.getProjection({ ref }, { headers }));
  assert.equal(envelope?.totalNodes, sampleGraph.nodes.size);
  let ended: Promise<{ code: number | null }> | undefined;
  const watched = async () => {
    for await (const { event } of client.watchProjection({ ref }, { headers })) {
      if (event.case === 'snapshot') ended = service.stop();
    }
  };
  await assert.rejects(watched(), refusedWith(Code.Unavailable, 'server_stopping'));
  assert.deepEqual(await ended, { code: 0, signal: null });
  await relay.stop();
  await Promise.all([admin.end(), pool.end(), broker.close()]);
});

async function until<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (errorReason(error) !== 'projection_behind') throw error;
    }
  }
}

test('says what is wrong with its environment, all at once', async () => {
  const start = startServiceProcess(main, { DATABASE_URL: 'mysql://nowhere', INTERNAL_SECRET: 'short' });
  await assert.rejects(start, ({ message }: Error) =>
    ['DATABASE_URL', 'INTERNAL_SECRET', 'OIDC_ISSUER', 'KAFKA_BROKERS'].every((name) => message.includes(name)),
  );
});
