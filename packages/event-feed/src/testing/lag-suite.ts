import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { until } from '@ameide/test-kit';
import { describeHolder, type Lag } from '../event-feed.ts';
import { type FeedEnvironmentFactory, openReader, type Reader } from './environment.ts';

export function lagSuite(factory: FeedEnvironmentFactory): void {
  describe('lag', { timeout: 120_000 }, () => {
    let reader: Reader;
    before(async () => {
      reader = await openReader(factory);
    });
    after(() => reader?.close());

    test('is the age of the oldest event that is not handled, also while its handler hangs, and of none that a replica handled', async () => {
      const stream = reader.newStream();
      const handling = Promise.withResolvers<void>();
      const on = Promise.withResolvers<void>();
      const subscription = await reader.subscribe('lags', {
        handle: async (event, tx) => {
          handling.resolve();
          await on.promise;
          await reader.record('lags')(event, tx);
        },
      });
      await subscription.caughtUp();
      assert.deepEqual(await subscription.lag(), { seconds: 0 });
      await reader.append(stream, 1);
      await handling.promise;
      await until(async () => (await subscription.lag()).seconds > 0);
      const { seconds } = await subscription.lag();
      await until(async () => (await subscription.lag()).seconds > seconds);
      on.resolve();
      await subscription.caughtUp();
      assert.deepEqual(await subscription.lag(), { seconds: 0 });
      await subscription.stop();
      const other = await reader.subscribe('lags');
      await other.caughtUp();
      assert.deepEqual(await other.lag(), { seconds: 0 });
      await other.stop();
    });

    test('counts what a transaction anywhere on the server keeps from readers, and names it', async () => {
      const elsewhere = await createTestDatabase({ name: 'elsewhere', ownServer: true });
      const others = createPool({ connectionString: elsewhere.adminUrl, applicationName: 'nightly batch', max: 1 });
      const batch = await others.connect();
      const told: Lag[] = [];
      const subscription = await reader.subscribe('held', { onLag: (lag) => told.push(lag) });
      await subscription.caughtUp();
      await batch.query('begin; create table t (n int)');
      const pid = (await batch.query('select pg_backend_pid() as pid')).rows[0].pid;
      const cursor = await reader.append(reader.newStream(), 1);
      // Somebody else's may be the oldest for a moment.
      const isOfBatch = ({ heldBy }: Lag) => heldBy?.kind === 'session' && heldBy.pid === pid;
      await until(async () => isOfBatch(await subscription.lag()));
      const isTold = (lag: Lag) => isOfBatch(lag) && lag.seconds > 0;
      await until(() => told.some(isTold));
      const { heldBy } = told.find(isTold)!;
      assert.match(describeHolder(heldBy!), /"nightly batch" \(PostgreSQL process \d+\) is still open/);
      await batch.query('rollback');
      batch.release();
      await subscription.waitFor(cursor);
      assert.deepEqual(await subscription.lag(), { seconds: 0 });
      await until(() => told.at(-1)?.seconds === 0);
      await subscription.stop();
      await others.end();
      await elsewhere.drop();
    });
  });
}
