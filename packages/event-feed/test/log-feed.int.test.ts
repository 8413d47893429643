import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate, withTenant } from '@ameide/postgres';
import { assertRowLevelSecurity, createTestDatabase, TEST_ROLE } from '@ameide/postgres/testing';
import { expireRecords } from '../src/expiry.ts';
import { consumerMigrations, createLogFeed, readDeadLetters } from '../src/index.ts';
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

test('dead letters and places of subscriptions that are gone expire; what is in use stays', async () => {
  const { admin, storage } = environment;
  const ages = [1, 100, 200];
  for (const age of ages) {
    const back = `now() - interval '${age} days'`;
    await admin.query(`
      insert into reader.checkpoints (subscription, transaction_id, position, updated_at) values ('s${age}', '1', 1, ${back});
      insert into reader.offsets (subscription, topic, partition, next_offset, transaction_id, position, updated_at)
        values ('s${age}', 't', 0, 1, '1', 1, ${back});
      insert into reader.dead_letters (subscription, transaction_id, position, tenant_id, event, error, attempts, recorded_at)
        values ('s200', '1', ${age}, 'acme',
          '{"tenant": "acme", "cursor": "1-${age}", "recordedAt": "2020-01-01T00:00:00Z"}', 'no', 1, ${back});`);
  }
  await expireRecords(storage, 's200');
  const left = async (table: string) =>
    (await admin.query(`select subscription from reader.${table} where subscription like 's%' order by 1`)).rows;
  for (const table of ['checkpoints', 'offsets']) {
    // That of the caller is in use, whatever its age.
    assert.deepEqual(await left(table), [{ subscription: 's1' }, { subscription: 's100' }, { subscription: 's200' }]);
    await admin.query(
      `update reader.${table} set updated_at = now() - interval '200 days' where subscription = 's200'`,
    );
  }
  await expireRecords(storage, 's1');
  for (const table of ['checkpoints', 'offsets']) {
    assert.deepEqual(await left(table), [{ subscription: 's1' }, { subscription: 's100' }]);
  }
  const letters = await readDeadLetters(storage, { subscription: 's200' });
  assert.deepEqual(
    letters.map(({ event }) => event.cursor),
    ['1-1'],
  );
});

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
