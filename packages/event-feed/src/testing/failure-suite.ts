import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RecordedEvent } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import { until } from '@ameide/test-kit';
import { discardDeadLetter, readDeadLetters, requestReplay } from '../dead-letters.ts';
import { replayDeadLetters } from '../replay.ts';
import { type FeedEnvironmentFactory, openReader, type Reader, range, type Said } from './environment.ts';

type Handle = (event: RecordedEvent<Said>, tx: Transaction) => Promise<void>;

export function failureSuite(factory: FeedEnvironmentFactory): void {
  describe('failure', { timeout: 180_000 }, () => {
    let reader: Reader;
    before(async () => {
      reader = await openReader(factory);
    });
    after(() => reader?.close());

    const lettersOf = (subscription: string) => readDeadLetters<Said>(reader.storage, { subscription });

    test('an event that fails every time becomes a dead letter; the others are handled; replay handles it later', async () => {
      const stream = reader.newStream();
      const attempts: number[] = [];
      const handle: Handle = async (event, tx) => {
        await reader.record('poison')(event, tx);
        if (event.data.n !== 13) return;
        attempts.push(13);
        throw new Error('unlucky');
      };
      const errors: unknown[] = [];
      const subscription = await reader.subscribe('poison', { handle, maxAttempts: 3, onError: (e) => errors.push(e) });
      await subscription.waitFor(await reader.append(stream, 0));
      await subscription.waitFor(await reader.append(stream, 1, 2, 13, 3, 4));
      await subscription.stop();
      assert.deepEqual(await reader.numbers('poison'), [0, 1, 2, 3, 4]);
      // Once with the batch, then on its own.
      assert.equal(attempts.length, 4);
      assert.equal(errors.length, 4);

      const [letter, ...others] = await lettersOf('poison');
      assert.equal(others.length, 0);
      assert.equal(letter!.attempts, 3);
      assert.match(letter!.error, /unlucky/);
      const [original] = await reader.store.readStream('acme', stream, { from: 4, limit: 1 });
      assert.deepEqual(letter!.event, original);

      const { storage } = reader;
      assert.deepEqual(await replayDeadLetters({ name: 'poison', storage, handle }), { replayed: 0, failed: 1 });
      assert.equal((await lettersOf('poison'))[0]!.attempts, 4);
      const replay = { name: 'poison', storage, handle: reader.record('poison') };
      assert.deepEqual(await replayDeadLetters<Said>(replay), { replayed: 1, failed: 0 });
      assert.deepEqual(await lettersOf('poison'), []);
      assert.equal((await reader.numbers('poison')).at(-1), 13);
    });

    test('a running subscription replays what an operator asks for, in order within a stream; what is discarded is gone', async () => {
      const stream = reader.newStream();
      let broken = true;
      const handle: Handle = async (event, tx) => {
        if (broken) throw new Error('not yet');
        await reader.record('asked')(event, tx);
      };
      const subscription = await reader.subscribe('asked', { handle, maxAttempts: 1 });
      await subscription.waitFor(await reader.append(stream, 1, 2, 3));
      const letters = await lettersOf('asked');
      assert.deepEqual(
        letters.map(({ event }) => event.data.n),
        [1, 2, 3],
      );
      const [, ...rest] = await readDeadLetters<Said>(reader.storage, { subscription: 'asked', after: letters[0]! });
      assert.deepEqual(
        rest.map(({ event }) => event.data.n),
        [3],
      );

      for (const letter of letters.slice(0, 2)) assert.ok(await requestReplay(reader.storage, letter));
      await until(async () =>
        (await lettersOf('asked')).every(
          ({ replayRequestedAt, attempts, event }) =>
            replayRequestedAt === null && (event.data.n === 3 || attempts === 2),
        ),
      );
      assert.match((await lettersOf('asked'))[1]!.error, /earlier event of the same stream/);
      broken = false;
      for (const letter of letters.slice(0, 2)) await requestReplay(reader.storage, letter);
      await until(async () => (await lettersOf('asked')).length === 1);
      assert.deepEqual(await reader.numbers('asked'), [1, 2]);
      assert.ok(await discardDeadLetter(reader.storage, letters[2]!));
      assert.ok(!(await discardDeadLetter(reader.storage, letters[2]!)));
      await subscription.stop();
    });

    for (const [what, hang] of [
      ['whose statement runs too long', async (tx: Transaction) => void (await tx.query('select pg_sleep(600)'))],
      [
        'whose statement the server cancels',
        async (tx: Transaction) => void (await tx.query('set local statement_timeout = 20; select pg_sleep(600)')),
      ],
      ['that waits for ever', () => new Promise<void>(() => undefined)],
    ] as const) {
      test(`an event ${what} is a failed attempt, and the rest goes on`, async () => {
        const name = `slow ${what}`;
        const stream = reader.newStream();
        const subscription = await reader.subscribe(name, {
          maxAttempts: 2,
          handlerDeadlineMs: 400,
          handle: async (event, tx) => {
            if (event.data.n === 2) await hang(tx);
            await reader.record(name)(event, tx);
          },
        });
        await subscription.waitFor(await reader.append(stream, 1, 2, 3));
        assert.deepEqual(await reader.numbers(name), [1, 3]);
        assert.deepEqual(
          (await lettersOf(name)).map(({ event, attempts }) => [event.data.n, attempts]),
          [[2, 2]],
        );
        await subscription.stop();
      });
    }

    test('no event is given up while the disk of the database is full', async () => {
      const stream = reader.newStream();
      let full = 5;
      const subscription = await reader.subscribe('waits for room', {
        maxAttempts: 2,
        handle: async (event, tx) => {
          full -= 1;
          if (full > 0) await tx.query("do $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$");
          await reader.record('waits for room')(event, tx);
        },
      });
      await subscription.waitFor(await reader.append(stream, 1, 2));
      await subscription.stop();
      assert.deepEqual(await reader.numbers('waits for room'), [1, 2]);
      assert.deepEqual(await lettersOf('waits for room'), []);
    });

    test('sessions killed at any moment lose nothing and handle nothing twice', async () => {
      const stream = reader.newStream();
      let killed = 0;
      const subscription = await reader.subscribe('survives', {
        batchSize: 4,
        handle: async (event, tx) => {
          await reader.record('survives')(event, tx);
          if (killed >= 8 || Math.random() < 0.7) return;
          killed += 1;
          const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
          await reader.admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
        },
      });
      for (const n of range(60)) await reader.append(stream, n);
      await subscription.caughtUp();
      await reader.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
      );
      await subscription.waitFor(await reader.append(stream, 60));
      await subscription.stop();
      assert.ok(killed > 0);
      assert.deepEqual(await reader.numbers('survives'), range(61));
      assert.deepEqual(await lettersOf('survives'), []);
    });
  });
}
