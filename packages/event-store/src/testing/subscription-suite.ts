import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Transaction } from '@ameide/postgres';
import { compareCursors } from '../cursor.ts';
import { readDeadLetters } from '../dead-letters.ts';
import type { EventStore } from '../event-store.ts';
import type { EventBody, RecordedEvent } from '../events.ts';
import { replayDeadLetters, subscribe } from '../subscription.ts';
import {
  type ConformanceEnvironment,
  type ConformanceFactory,
  newStream,
  numbersOf,
  said,
  until,
} from './environment.ts';

type Said = EventBody & { readonly data: { readonly n: number } };

export function subscriptionSuite(factory: ConformanceFactory): void {
  describe('subscription', { timeout: 120_000 }, () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
      // A read model that notices a second handling, and hides one tenant's rows from another.
      await environment.admin.query(`
        create table ${store.schema}.handled (tenant_id text not null, subscription text not null, event_id uuid not null,
          n int not null, sequence bigint generated always as identity, primary key (subscription, event_id));
        select ${store.schema}.isolate_tenants('${store.schema}.handled');`);
    });
    after(() => environment.close());

    const append = async (tenant: string, stream: string, ...numbers: number[]) => {
      const events = numbers.map((n) => said(n));
      const result = await store.append(tenant, { streams: [{ stream, expectedVersion: 'any', events }] });
      assert.equal(result.outcome, 'appended');
      return result.cursor;
    };
    const record = (name: string) => async (event: RecordedEvent<Said>, tx: Transaction) => {
      const text = `insert into ${store.schema}.handled (tenant_id, subscription, event_id, n)
        values (current_setting('app.tenant_id'), $1, $2, $3)`;
      await tx.query(text, [name, event.id, event.data.n]);
    };
    const handled = async (name: string) => {
      const text = `select tenant_id, n from ${store.schema}.handled where subscription = $1 order by sequence`;
      return (await environment.admin.query<{ tenant_id: string; n: number }>(text, [name])).rows;
    };
    const newest = async () => (await store.readAll({ limit: 1 })).ceiling;

    test('handles what is there and what comes, for each event as its tenant, and says how far it is', async () => {
      const [acme, globex] = [newStream('acme'), newStream('globex')];
      const startAfter = await newest();
      await append('acme', acme, 1, 2);
      await append('globex', globex, 3);
      const lags: number[] = [];
      const told: number[] = [];
      const subscription = subscribe<Said>({
        name: 'tells',
        log: store,
        startAfter,
        handle: record('tells'),
        onLag: (seconds) => lags.push(seconds),
        onHandled: (events) => told.push(...numbersOf(events)),
      });
      await subscription.caughtUp();
      const expected = [
        { tenant_id: 'acme', n: 1 },
        { tenant_id: 'acme', n: 2 },
        { tenant_id: 'globex', n: 3 },
      ];
      assert.deepEqual(await handled('tells'), expected);
      const cursor = await append('acme', acme, 4);
      await subscription.waitFor(cursor);
      assert.deepEqual(await handled('tells'), [...expected, { tenant_id: 'acme', n: 4 }]);
      assert.deepEqual(told, [1, 2, 3, 4]);
      assert.ok(compareCursors(subscription.position, cursor) >= 0);
      await until(() => lags.at(-1) === 0);
      await subscription.stop();
      await subscription.ended;
      await assert.rejects(subscription.waitFor(await append('acme', acme, 5)), /ended/);
      assert.equal((await handled('tells')).length, 4);
    });

    test('tells the age of the oldest event that is not handled, also while its handler hangs, and of none that a replica handled', async () => {
      const stream = newStream();
      const startAfter = await newest();
      const handling = Promise.withResolvers<void>();
      const on = Promise.withResolvers<void>();
      const options = { name: 'lags', log: store, startAfter, pollInterval: 10 };
      const subscription = subscribe<Said>({
        ...options,
        handle: async (event, tx) => {
          handling.resolve();
          await on.promise;
          await record('lags')(event, tx);
        },
      });
      await subscription.caughtUp();
      assert.equal(await subscription.lag(), 0);
      await append('acme', stream, 1);
      await handling.promise;
      const before = await subscription.lag();
      assert.ok(before > 0);
      await until(async () => (await subscription.lag()) > before);
      on.resolve();
      await subscription.caughtUp();
      assert.equal(await subscription.lag(), 0);
      await subscription.stop();
      const other = subscribe<Said>({ ...options, handle: record('lags') });
      assert.equal(await other.lag(), 0);
      await other.stop();
    });

    test('goes on from its checkpoint; an abort signal stops it; waiting can be given up', async () => {
      const stream = newStream();
      const stop = new AbortController();
      const options = { name: 'resumes', log: store, startAfter: await newest(), handle: record('resumes') };
      const first = subscribe<Said>({ ...options, signal: stop.signal });
      await first.waitFor(await append('acme', stream, 1));
      stop.abort();
      await first.ended;
      const last = await append('acme', stream, 2);
      const second = subscribe<Said>(options);
      await second.waitFor(last);
      assert.deepEqual(
        (await handled('resumes')).map(({ n }) => n),
        [1, 2],
      );
      await assert.rejects(second.waitFor('99999999999-0', AbortSignal.timeout(10)), { name: 'TimeoutError' });
      await second.stop();
    });

    test('an event that fails every time becomes a dead letter; the others are handled; replay handles it later', async () => {
      const stream = newStream();
      const startAfter = await newest();
      await append('acme', stream, 1, 2, 13, 3);
      const last = await append('acme', stream, 4);
      const attempts: number[] = [];
      const handle = async (event: RecordedEvent<Said>, tx: Transaction) => {
        await record('poison')(event, tx);
        if (event.data.n !== 13) return;
        attempts.push(13);
        throw new Error('unlucky');
      };
      const errors: unknown[] = [];
      const subscription = subscribe<Said>({
        name: 'poison',
        log: store,
        startAfter,
        handle,
        maxAttempts: 3,
        onError: (error) => errors.push(error),
      });
      await subscription.waitFor(last);
      await subscription.stop();
      assert.deepEqual(
        (await handled('poison')).map(({ n }) => n),
        [1, 2, 3, 4],
      );
      // Once with the batch, then on its own.
      assert.equal(attempts.length, 4);
      assert.equal(errors.length, 4);

      const [letter, ...others] = await readDeadLetters<Said>(store, 'poison');
      assert.equal(others.length, 0);
      assert.equal(letter!.attempts, 3);
      assert.match(letter!.error, /unlucky/);
      const [original] = await store.readStream('acme', stream, { from: 3, limit: 1 });
      assert.deepEqual(letter!.event, original);

      assert.deepEqual(await replayDeadLetters({ name: 'poison', storage: store, handle }), { replayed: 0, failed: 1 });
      const replay = { name: 'poison', storage: store, handle: record('poison') };
      assert.deepEqual(await replayDeadLetters<Said>(replay), { replayed: 1, failed: 0 });
      assert.deepEqual(await readDeadLetters(store, 'poison'), []);
      assert.equal((await handled('poison')).at(-1)!.n, 13);
    });

    test('two replicas of a subscription handle each event once', async () => {
      const stream = newStream();
      const options = {
        name: 'replicas',
        log: store,
        startAfter: await newest(),
        handle: record('replicas'),
        batchSize: 3,
      };
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const replicas = [subscribe<Said>({ ...options, onError }), subscribe<Said>({ ...options, onError })];
      for (let n = 0; n < 40; n++) await append('acme', stream, n);
      const last = await append('acme', stream, 40);
      await Promise.all(replicas.map((replica) => replica.waitFor(last)));
      await Promise.all(replicas.map((replica) => replica.stop()));
      assert.deepEqual(errors, []);
      assert.deepEqual(
        (await handled('replicas')).map(({ n }) => n),
        Array.from({ length: 41 }, (_, n) => n),
      );
    });

    test('sessions killed at any moment lose nothing and handle nothing twice', async () => {
      const stream = newStream();
      let killed = 0;
      const victims = new Set<number>();
      const subscription = subscribe<Said>({
        name: 'survives',
        log: store,
        startAfter: await newest(),
        batchSize: 4,
        pollInterval: 50,
        handle: async (event, tx) => {
          await record('survives')(event, tx);
          if (killed >= 8 || Math.random() < 0.7) return;
          killed += 1;
          const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
          victims.add(rows[0]!.pid);
          await environment.admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
        },
      });
      const numbers = Array.from({ length: 60 }, (_, n) => n);
      for (const n of numbers) await append('acme', stream, n);
      await subscription.caughtUp();
      await environment.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
      );
      await subscription.waitFor(await append('acme', stream, 60));
      await subscription.stop();
      assert.ok(victims.size > 0);
      assert.deepEqual(
        (await handled('survives')).map(({ n }) => n),
        [...numbers, 60],
      );
      assert.deepEqual(await readDeadLetters(store, 'survives'), []);
    });
  });
}
