import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRowLevelSecurity, createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import type pg from 'pg';
import { createEventStore, type EventStore, eventStoreMigrations, streamName, subscribe } from '../src/index.ts';

let database: TestDatabase;
let admin: pg.Pool;
let pool: pg.Pool;
let store: EventStore;
before(async () => {
  database = await createTestDatabase();
  admin = createPool({ connectionString: database.adminUrl, applicationName: 't' });
  pool = createPool({ connectionString: database.appUrl, applicationName: 't' });
  await migrate(admin, { schema: 'threads', migrations: eventStoreMigrations('threads') });
  await migrate(admin, { schema: 'threads', migrations: eventStoreMigrations('threads') });
  await assertRowLevelSecurity(admin, 'threads');
  store = createEventStore({ pool, schema: 'threads' });
});
after(async () => {
  await pool.end();
  await admin.end();
  await database.drop();
});

test('append, read, follow', async () => {
  const stream = streamName('chat', 'acme', '1');
  const events = [{ type: 'ChatStarted', data: { a: 1 } }];
  const r = await store.append('acme', {
    streams: [{ stream, expectedVersion: 'no_stream', events }],
    idempotency: { scope: 'u', key: 'k', fingerprint: 'f', result: { x: 1 } },
  });
  console.log(r);
  console.log(await store.append('acme', { streams: [{ stream, expectedVersion: 'no_stream', events }] }));
  console.log(
    await store.append('acme', {
      streams: [{ stream, expectedVersion: 'no_stream', events }],
      idempotency: { scope: 'u', key: 'k', fingerprint: 'f', result: { x: 2 } },
    }),
  );
  console.log(
    await store.append('acme', {
      streams: [{ stream, expectedVersion: 'no_stream', events }],
      idempotency: { scope: 'u', key: 'k', fingerprint: 'g', result: { x: 2 } },
    }),
  );
  console.log(await store.readStream('acme', stream), await store.readStream('other', stream));
  console.log(await store.readAll());
  await assert.rejects(store.append('other', { streams: [{ stream, expectedVersion: 'any', events }] }), {
    code: '42501',
  });
  const seen: string[] = [];
  const sub = subscribe({ name: 's', log: store, handle: async (e) => void seen.push(e.type) });
  await sub.caughtUp();
  const t = performance.now();
  const r2 = await store.append('acme', { streams: [{ stream, expectedVersion: 'any', events }] });
  if (r2.outcome === 'appended') await sub.waitFor(r2.cursor);
  console.log(performance.now() - t, seen);
  await sub.stop();
  await store.saveSnapshot('acme', stream, { version: 2, schemaVersion: 1, state: { n: 2 } });
  console.log(await store.loadSnapshot('acme', stream, 1), await store.loadSnapshot('acme', stream, 2));
});
