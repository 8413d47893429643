import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { withTenant } from '@ameide/postgres';
import { until } from '@ameide/test-kit';
import type { IdempotencyRecord } from '../append.ts';
import type { EventStore } from '../event-store.ts';
import {
  type ConformanceEnvironment,
  type ConformanceFactory,
  newStream,
  numbersOf,
  said,
  TENANT,
} from './environment.ts';

export function idempotencySuite(factory: ConformanceFactory): void {
  describe('idempotency keys', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
    });
    after(() => environment.close());

    const call = (stream: string, idempotency: IdempotencyRecord, n = 1) => ({
      streams: [{ stream, expectedVersion: 'any' as const, events: [said(n)] }],
      idempotency,
    });

    test('a repeat gets the first answer and writes nothing', async () => {
      const stream = newStream();
      const record = { scope: 'ada/Say', key: 'k1', fingerprint: 'f', result: { id: 1 } };
      const first = await store.append(TENANT, call(stream, record));
      assert.equal(first.outcome, 'appended');
      assert.equal(await store.findAnswer(TENANT, { ...record, key: 'other' }), undefined);
      const replayed = { outcome: 'replayed', result: { id: 1 }, cursor: first.cursor, versions: first.versions };
      assert.deepEqual(await store.append(TENANT, call(newStream(), { ...record, result: { id: 2 } })), replayed);
      assert.deepEqual(await store.findAnswer(TENANT, record), replayed);
      assert.deepEqual(numbersOf(await store.readStream(TENANT, stream)), [1]);
    });

    test('the same key with another request is refused; another scope or tenant is another key', async () => {
      const record = { scope: 'ada/Say', key: 'k2', fingerprint: 'f', result: null };
      await store.append(TENANT, call(newStream(), record));
      const refused = { outcome: 'refused', reason: 'idempotency_key_reused' };
      assert.deepEqual(await store.append(TENANT, call(newStream(), { ...record, fingerprint: 'g' })), refused);
      assert.deepEqual(await store.findAnswer(TENANT, { ...record, fingerprint: 'g' }), refused);
      const otherScope = call(newStream(), { ...record, scope: 'bob/Say' });
      assert.equal((await store.append(TENANT, otherScope)).outcome, 'appended');
      assert.equal((await store.append('globex', call(newStream('globex'), record))).outcome, 'appended');
    });

    test('a refused append leaves its key free', async () => {
      const stream = newStream();
      const record = { scope: 'ada/Say', key: 'k3', fingerprint: 'f', result: null };
      const refused = { ...call(stream, record), streams: [{ stream, expectedVersion: 5, events: [said(1)] }] };
      assert.equal((await store.append(TENANT, refused)).outcome, 'refused');
      assert.equal((await store.append(TENANT, call(stream, record))).outcome, 'appended');
    });

    for (const end of ['commit', 'rollback'] as const) {
      test(`a concurrent repeat waits for the first call, which ends with ${end}`, async () => {
        const [stream, key] = [newStream(), `waits-${end}`];
        const record = { scope: 'ada/Say', key, fingerprint: 'f', result: 'first' };
        let repeat: ReturnType<EventStore['append']> | undefined;
        const failure = new Error('rolled back');
        const first = withTenant(store.pool, TENANT, async (tx) => {
          await store.append(TENANT, call(stream, record), { tx });
          repeat = store.append(TENANT, call(stream, { ...record, result: 'second' }, 2));
          await until(() => someoneWaitsForALock(environment));
          if (end === 'rollback') throw failure;
        });
        if (end === 'rollback') await assert.rejects(first, failure);
        else await first;
        const answer = await repeat!;
        assert.equal(answer.outcome, end === 'commit' ? 'replayed' : 'appended');
        assert.deepEqual(numbersOf(await store.readStream(TENANT, stream)), [end === 'commit' ? 1 : 2]);
      });
    }

    test('2,000 concurrent calls over 200 keys make 200 results, and every call gets its key’s', async () => {
      const stream = newStream();
      const answers = await Promise.all(
        Array.from({ length: 2000 }, async (_, n) => {
          const key = `many-${n % 200}`;
          const record = { scope: 'ada/Say', key, fingerprint: 'f', result: { winner: n } };
          const result = await store.append(TENANT, call(stream, record, n));
          assert.ok(result.outcome !== 'refused');
          const winner = result.outcome === 'appended' ? n : (result.result as { winner: number }).winner;
          return { key, winner, appended: result.outcome === 'appended' };
        }),
      );
      const winners = new Map(answers.filter((answer) => answer.appended).map(({ key, winner }) => [key, winner]));
      assert.equal(answers.filter((answer) => answer.appended).length, 200);
      assert.ok(answers.every(({ key, winner }) => winners.get(key) === winner));
      const recorded = numbersOf(await store.readStream(TENANT, stream));
      assert.deepEqual(
        recorded.sort((x, y) => x - y),
        [...winners.values()].sort((x, y) => x - y),
      );
    });
  });
}

async function someoneWaitsForALock({ admin }: ConformanceEnvironment): Promise<boolean> {
  const { rowCount } = await admin.query(
    `select from pg_locks l join pg_database d on d.oid = l.database
     where not l.granted and l.locktype = 'advisory' and d.datname = current_database()`,
  );
  return rowCount! > 0;
}
