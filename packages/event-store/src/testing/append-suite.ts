import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { withTenant } from '@ameide/postgres';
import type { EventStore } from '../event-store.ts';
import {
  type ConformanceEnvironment,
  type ConformanceFactory,
  newStream,
  numbersOf,
  said,
  TENANT,
} from './environment.ts';

export function appendSuite(factory: ConformanceFactory): void {
  describe('append', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
    });
    after(() => environment.close());

    const append = (stream: string, expectedVersion: number | 'any' | 'no_stream', ...numbers: number[]) =>
      store.append(TENANT, { streams: [{ stream, expectedVersion, events: numbers.map((n) => said(n)) }] });
    const read = async (stream: string) => numbersOf(await store.readStream(TENANT, stream));

    test('records what it was given, in order, with versions from 1', async () => {
      const stream = newStream();
      const metadata = { correlationId: 'c', causationId: 'd', actor: 'ada', traceparent: '00-1-2-01' };
      const id = crypto.randomUUID();
      const result = await store.append(TENANT, {
        streams: [
          { stream, expectedVersion: 'no_stream', events: [{ ...said(1), id, metadata, schemaVersion: 3 }, said(2)] },
        ],
      });
      assert.equal(result.outcome, 'appended');
      assert.deepEqual(result.versions, { [stream]: 2 });
      const [first, second] = await store.readStream(TENANT, stream);
      const { recordedAt, cursor, ...rest } = first!;
      assert.ok(recordedAt instanceof Date && /^\d+-\d+$/.test(cursor));
      assert.deepEqual(rest, {
        id,
        type: 'Said',
        data: { n: 1 },
        tenant: TENANT,
        stream,
        version: 1,
        schemaVersion: 3,
        metadata,
      });
      assert.equal(second!.version, 2);
      assert.equal(second!.cursor, result.cursor);
    });

    test('a missing stream has version 0; every other expectation is refused with the actual version', async () => {
      const stream = newStream();
      const refused = { outcome: 'refused', reason: 'wrong_expected_version', stream };
      assert.deepEqual(await append(stream, 1, 1), { ...refused, expected: 1, actual: 0 });
      assert.equal((await append(stream, 0, 1)).outcome, 'appended');
      assert.deepEqual(await append(stream, 'no_stream', 2), { ...refused, expected: 0, actual: 1 });
      assert.deepEqual(await append(stream, 2, 2), { ...refused, expected: 2, actual: 1 });
      assert.equal((await append(stream, 1, 2)).outcome, 'appended');
      assert.equal((await append(stream, 'any', 3)).outcome, 'appended');
      assert.deepEqual(await read(stream), [1, 2, 3]);
    });

    test('writes all streams or none', async () => {
      const [a, b, c] = [newStream(), newStream(), newStream()];
      await append(b, 'no_stream', 0);
      const request = (expectedOfB: number) => ({
        streams: [
          { stream: a, expectedVersion: 'no_stream' as const, events: [said(1)] },
          { stream: b, expectedVersion: expectedOfB, events: [said(2)] },
          { stream: c, expectedVersion: 'any' as const, events: [said(3), said(4)] },
        ],
      });
      const refused = await store.append(TENANT, request(7));
      assert.deepEqual(refused, {
        outcome: 'refused',
        reason: 'wrong_expected_version',
        stream: b,
        expected: 7,
        actual: 1,
      });
      assert.deepEqual([await read(a), await read(b), await read(c)], [[], [0], []]);
      const done = await store.append(TENANT, request(1));
      assert.equal(done.outcome, 'appended');
      assert.deepEqual(done.versions, { [a]: 1, [b]: 2, [c]: 2 });
      assert.deepEqual([await read(a), await read(b), await read(c)], [[1], [0, 2], [3, 4]]);
    });

    test('entries of the same stream become one; contradictions are an error of the caller', async () => {
      const stream = newStream();
      const entry = (expectedVersion: number | 'any', n: number) => ({ stream, expectedVersion, events: [said(n)] });
      await store.append(TENANT, { streams: [entry(0, 1), entry(1, 2), entry('any', 3)] });
      assert.deepEqual(await read(stream), [1, 2, 3]);
      await assert.rejects(store.append(TENANT, { streams: [entry(3, 4), entry(3, 5)] }), TypeError);
      await assert.rejects(store.append(TENANT, { streams: [entry(-1, 4)] }), TypeError);
    });

    test('an entry without events checks the version only', async () => {
      const [checked, written] = [newStream(), newStream()];
      await append(checked, 'no_stream', 1);
      const request = (version: number) => ({
        streams: [
          { stream: checked, expectedVersion: version, events: [] },
          { stream: written, expectedVersion: 'any' as const, events: [said(1)] },
        ],
      });
      assert.equal((await store.append(TENANT, request(0))).outcome, 'refused');
      assert.equal((await store.append(TENANT, request(1))).outcome, 'appended');
      assert.deepEqual([await read(checked), await read(written)], [[1], [1]]);
    });

    test('of 16 writers who expect the same version exactly one wins, every time', async () => {
      const stream = newStream();
      for (let version = 0; version < 10; version++) {
        const results = await Promise.all(Array.from({ length: 16 }, (_, writer) => append(stream, version, writer)));
        const won = results.filter((result) => result.outcome === 'appended');
        assert.equal(won.length, 1);
        assert.ok(results.every((result) => result.outcome === 'appended' || result.outcome === 'refused'));
      }
      assert.equal((await read(stream)).length, 10);
    });

    test('concurrent writers of a stream who expect any version all succeed, without a gap', async () => {
      const stream = newStream();
      await Promise.all(Array.from({ length: 100 }, (_, n) => append(stream, 'any', n)));
      const events = await store.readStream(TENANT, stream);
      assert.deepEqual(
        events.map((event) => event.version),
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
      assert.deepEqual(
        numbersOf(events).sort((x, y) => x - y),
        Array.from({ length: 100 }, (_, n) => n),
      );
    });

    test('concurrent appends to the same streams in any order never deadlock', async () => {
      const streams = Array.from({ length: 6 }, () => newStream());
      const before = await deadlocks(environment);
      const written = new Map(streams.map((stream) => [stream, 0]));
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (let round = 0; round < 15; round++) {
            const chosen = [...streams].sort(() => Math.random() - 0.5).slice(0, 3);
            await store.append(TENANT, {
              streams: chosen.map((stream) => ({ stream, expectedVersion: 'any', events: [said(round)] })),
            });
            for (const stream of chosen) written.set(stream, written.get(stream)! + 1);
          }
        }),
      );
      for (const [stream, count] of written) assert.equal((await read(stream)).length, count);
      assert.equal(await deadlocks(environment), before);
    });

    test('appends that are made at the same time are independent: one that fails spoils none of the others', async () => {
      const streams = Array.from({ length: 10 }, () => newStream());
      const foreign = newStream('globex');
      const attempts = [...streams.slice(0, 5), foreign, ...streams.slice(5)].map((stream) => append(stream, 0, 1));
      const results = await Promise.allSettled(attempts);
      const failed = results.filter((result) => result.status === 'rejected');
      assert.deepEqual(
        failed.map(({ reason }) => reason.code),
        ['42501'],
      );
      for (const stream of streams) assert.deepEqual(await read(stream), [1]);
    });

    test('appends that are made at the same time are independent: one that waits holds up none of the others', async () => {
      const [held, free] = [newStream(), newStream()];
      let waiting: ReturnType<typeof append> | undefined;
      await withTenant(store.pool, TENANT, async (tx) => {
        const request = { streams: [{ stream: held, expectedVersion: 0, events: [said(1)] }] };
        await store.append(TENANT, request, { tx });
        waiting = append(held, 'any', 2);
        assert.equal((await append(free, 0, 1)).outcome, 'appended');
        assert.equal((await append(free, 1, 2)).outcome, 'appended');
      });
      const result = await waiting!;
      assert.equal(result.outcome, 'appended');
      assert.deepEqual(result.versions, { [held]: 2 });
    });

    test('in the caller’s transaction, events commit and roll back with its rows', async () => {
      const stream = newStream();
      const request = { streams: [{ stream, expectedVersion: 'any' as const, events: [said(1)] }] };
      const failure = new Error('changed my mind');
      const aborted = withTenant(store.pool, TENANT, async (tx) => {
        assert.equal((await store.append(TENANT, request, { tx })).outcome, 'appended');
        assert.equal((await store.readStream(TENANT, stream, { tx })).length, 1);
        throw failure;
      });
      await assert.rejects(aborted, failure);
      assert.deepEqual(await read(stream), []);
      await withTenant(store.pool, TENANT, (tx) => store.append(TENANT, request, { tx }));
      assert.deepEqual(await read(stream), [1]);
    });
  });
}

async function deadlocks({ admin }: ConformanceEnvironment): Promise<number> {
  const { rows } = await admin.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]!.deadlocks);
}
