import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate, withTenant } from '@ameide/postgres';
import { assertRowLevelSecurity, createTestDatabase, TEST_ROLE } from '@ameide/postgres/testing';
import { consumerMigrations, createLogFeed } from '../src/index.ts';
import { follow } from '../src/log/follow.ts';
import { eventFeedConformance, type FeedEnvironment } from '../src/testing/index.ts';

async function openEnvironment(): Promise<FeedEnvironment> {
  const database = await createTestDatabase({ name: 'feed', ownServer: true });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'feed-admin' });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'feed', max: 20 });
  await migrate(admin, { schema: 'source', role: TEST_ROLE, migrations: eventStoreMigrations('source') });
  await migrate(admin, { schema: 'reader', role: TEST_ROLE, migrations: consumerMigrations('reader') });
  const store = createEventStore({ pool, schema: 'source' });
  return {
    admin,
    store,
    context: 'things',
    storage: { pool, schema: 'reader' },
    openFeed: () => createLogFeed({ things: createEventStore({ pool, schema: 'source' }) }),
    async close() {
      await pool.end();
      await admin.end();
      await database.drop();
    },
  };
}

eventFeedConformance(openEnvironment);

let environment: FeedEnvironment;
before(async () => {
  environment = await openEnvironment();
});
after(() => environment.close());

test('what a consumer keeps is hidden from other tenants', () => assertRowLevelSecurity(environment.admin, 'reader'));

test('a follower hears of an event at once, also when a transaction that hides it ends later', {
  timeout: 30_000,
}, async () => {
  const { store } = environment;
  const append = (n: number) => {
    const events = [{ type: 'Said', data: { n } }];
    const stream = streamName('thing', 'acme', `hears-${n}`);
    return store.append('acme', { streams: [{ stream, expectedVersion: 'any', events }] });
  };
  const stop = new AbortController();
  const heard: number[] = [];
  const hideAndAppend = async () => {
    await withTenant(store.pool, 'acme', async (tx) => {
      await tx.query('select pg_current_xact_id()');
      await append(1);
      // The follower has looked by the time that this statement is over.
      await tx.query('select pg_sleep(0.05)');
    });
    await append(2);
  };
  let writer: Promise<void> | undefined;
  for await (const page of follow<{ type: string; data: { n: number } }>(store, {
    pollIntervalMs: 3_600_000,
    signal: stop.signal,
  })) {
    heard.push(...page.events.map(({ data }) => data.n));
    if (page.end) writer ??= hideAndAppend();
    if (heard.includes(2)) stop.abort();
  }
  await writer;
  assert.deepEqual(heard, [1, 2]);
});
