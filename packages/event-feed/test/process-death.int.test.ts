import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEventStore, eventStoreMigrations } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, TEST_ROLE } from '@ameide/postgres/testing';
import { until } from '@ameide/test-kit';
import { consumerMigrations, createLogFeed, readDeadLetters, requestReplay } from '../src/index.ts';
import { openReader, type Reader, type Said } from '../src/testing/environment.ts';
import { kafkaSkipReason, startKafkaBroker } from '../src/testing/index.ts';
import { openKafkaEnvironment } from './kafka-environment.ts';

const main = fileURLToPath(new URL('dying-process.ts', import.meta.url));

/** A consumer that dies of the event 13, and is started again each time. */
async function dieOf13(reader: Reader, env: Readonly<Record<string, string>>): Promise<void> {
  const startAfter = (await reader.store.readAll({ limit: 1 })).ceiling;
  const handled: number[] = [];
  let deaths = 0;
  /** Runs it, again and again, until something is so. */
  const live = async (isSo: () => boolean | Promise<boolean>) => {
    for (let enough = false; !enough; ) {
      const child = spawn(process.execPath, [main], {
        env: { ...env, CONTEXT: reader.context, START_AFTER: startAfter },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let dead = false;
      const exited = once(child, 'exit').then(() => {
        dead = true;
      });
      createInterface({ input: child.stdout }).on('line', (line) => handled.push(Number(line)));
      await until(async () => {
        enough = await isSo();
        return dead || enough;
      });
      if (dead && !enough) deaths += 1;
      child.stdin.end();
      await exited;
    }
  };
  const letters = () => readDeadLetters<Said>(reader.storage, { subscription: 'dying' });

  await reader.append(reader.newStream(), 1, 2, 13, 3, 4);
  await live(() => handled.includes(4));
  // Once with the others, then on its own.
  assert.deepEqual([handled, deaths], [[1, 2, 3, 4], 4]);
  const [letter] = await letters();
  assert.deepEqual([letter?.event.data.n, letter?.attempts], [13, 3]);
  assert.match(letter!.error, /the process ended while it handled the event/);

  await requestReplay(reader.storage, letter!);
  await live(async () => (await letters())[0]?.replayRequestedAt === null);
  assert.deepEqual([deaths, (await letters())[0]!.attempts], [5, 4]);
}

test('an event that ends the process is tried as often as any other, and then the rest goes on', {
  timeout: 180_000,
}, async () => {
  const database = await createTestDatabase({ name: 'feed', ownServer: true });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'feed-admin' });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'feed' });
  await migrate(admin, { schema: 'source', role: TEST_ROLE, migrations: eventStoreMigrations('source') });
  await migrate(admin, { schema: 'reader', role: TEST_ROLE, migrations: consumerMigrations('reader') });
  const store = createEventStore({ pool, schema: 'source' });
  const openFeed = () => createLogFeed({ things: store });
  const close = async () => {
    await Promise.all([pool.end(), admin.end()]);
    await database.drop();
  };
  const storage = { pool, schema: 'reader' };
  const reader = await openReader(async () => ({ admin, store, context: 'things', storage, openFeed, close }));
  await dieOf13(reader, { DATABASE_URL: database.appUrl });
  await reader.close();
});

test('the same over Kafka', { skip: kafkaSkipReason(), timeout: 180_000 }, async () => {
  const broker = await startKafkaBroker();
  const environment = await openKafkaEnvironment(broker);
  const relay = environment.startRelay();
  const reader = await openReader(async () => environment);
  await dieOf13(reader, { DATABASE_URL: environment.appUrl, KAFKA_BROKERS: broker.address });
  await relay.stop();
  await reader.close();
  await broker.close();
});
