import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, TEST_ROLE, type TestDatabase } from '@ameide/postgres/testing';
import fc from 'fast-check';
import type pg from 'pg';
import {
  createEventStore,
  type EventStore,
  type ExpectedVersion,
  eventStoreMigrations,
  streamName,
} from '../src/index.ts';

let database: TestDatabase;
let pool: pg.Pool;
let store: EventStore;
before(async () => {
  database = await createTestDatabase({ name: 'model' });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'model' });
  await migrate(admin, { schema: 'model', role: TEST_ROLE, migrations: eventStoreMigrations('model') });
  await admin.end();
  pool = createPool({ connectionString: database.appUrl, applicationName: 'model' });
  store = createEventStore({ pool, schema: 'model' });
});
after(async () => {
  await pool.end();
  await database.drop();
});

interface Call {
  readonly entries: readonly { stream: number; expected: ExpectedVersion; events: number }[];
  readonly key: number | undefined;
  readonly fingerprint: string;
}

const call: fc.Arbitrary<Call> = fc.record({
  entries: fc.uniqueArray(
    fc.record({
      stream: fc.nat(3),
      expected: fc.oneof(fc.constant('any' as const), fc.constant('no_stream' as const), fc.nat(4)),
      events: fc.nat(3),
    }),
    { selector: (entry) => entry.stream, minLength: 1, maxLength: 4 },
  ),
  key: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
  fingerprint: fc.constantFrom('f', 'g'),
});

test('any sequence of calls answers and records what a plain model says', { timeout: 120_000 }, async () => {
  let runs = 0;
  const property = fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
    runs += 1;
    const name = (stream: number) => streamName('model', 'acme', `${runs}-${stream}`);
    const versions = [0, 0, 0, 0];
    const answers = new Map<number, { fingerprint: string; result: number; versions: Record<string, number> }>();

    for (const [index, { entries, key, fingerprint }] of calls.entries()) {
      const result = await store.append('acme', {
        streams: entries.map(({ stream, expected, events }) => ({
          stream: name(stream),
          expectedVersion: expected,
          events: Array.from({ length: events }, (_, n) => ({ type: 'Happened', data: { n } })),
        })),
        ...(key !== undefined && {
          idempotency: { scope: String(runs), key: String(key), fingerprint, result: index },
        }),
      });

      const earlier = key === undefined ? undefined : answers.get(key);
      const mismatch = entries.some(
        ({ stream, expected }) => expected !== 'any' && (expected === 'no_stream' ? 0 : expected) !== versions[stream],
      );
      if (earlier && earlier.fingerprint !== fingerprint) {
        assert.deepEqual(result, { outcome: 'refused', reason: 'idempotency_key_reused' });
      } else if (earlier) {
        assert.ok(result.outcome === 'replayed');
        assert.deepEqual([result.result, result.versions], [earlier.result, earlier.versions]);
      } else if (mismatch) {
        assert.ok(result.outcome === 'refused' && result.reason === 'wrong_expected_version');
        const entry = entries.find(({ stream }) => name(stream) === result.stream)!;
        assert.equal(result.actual, versions[entry.stream]);
        assert.notEqual(result.expected, result.actual);
      } else {
        for (const { stream, events } of entries) versions[stream]! += events;
        const written = Object.fromEntries(entries.map(({ stream }) => [name(stream), versions[stream]!]));
        assert.ok(result.outcome === 'appended');
        assert.deepEqual(result.versions, written);
        if (key !== undefined) answers.set(key, { fingerprint, result: index, versions: written });
      }
    }
    for (const [stream, version] of versions.entries()) {
      const events = await store.readStream('acme', name(stream));
      assert.deepEqual(
        events.map((event) => event.version),
        Array.from({ length: version }, (_, n) => n + 1),
      );
    }
  });
  await fc.assert(property, { numRuns: 60 });
});
