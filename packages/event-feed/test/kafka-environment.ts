import { createEventStore, eventStoreMigrations } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, TEST_ROLE } from '@ameide/postgres/testing';
import { consumerMigrations, relayMigrations } from '../src/index.ts';
import { createKafkaFeed, type RelayOptions, startRelay } from '../src/kafka/index.ts';
import type { FeedEnvironment, KafkaBroker } from '../src/testing/index.ts';

let environments = 0;

/** A log of a context of its own, whose relay is up to the caller. */
export async function openKafkaEnvironment(broker: KafkaBroker) {
  environments += 1;
  const context = `things${environments}`;
  const database = await createTestDatabase({ name: 'feed', ownServer: true });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'feed-admin' });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'feed', max: 20 });
  const log = [...eventStoreMigrations('source'), ...relayMigrations('source')];
  await migrate(admin, { schema: 'source', role: TEST_ROLE, migrations: log });
  await migrate(admin, { schema: 'reader', role: TEST_ROLE, migrations: consumerMigrations('reader') });
  const store = createEventStore({ pool, schema: 'source' });
  const kafka = { brokers: [broker.address], clientId: 'feed-test' };
  const environment: FeedEnvironment = {
    admin,
    store,
    context,
    storage: { pool, schema: 'reader' },
    openFeed: () => createKafkaFeed({ kafka, contexts: [context] }),
    async close() {
      await pool.end();
      await admin.end();
      await database.drop();
    },
  };
  return {
    ...environment,
    appUrl: database.appUrl,
    startRelay: (options: Partial<RelayOptions> = {}) =>
      startRelay({ log: store, context, kafka, progressIntervalMs: 50, ...options }),
  };
}

export type KafkaEnvironment = Awaited<ReturnType<typeof openKafkaEnvironment>>;
