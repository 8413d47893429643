import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withTenant } from '@ameide/postgres';
import { compareCursors, START } from '../cursor.ts';
import type { EventStore } from '../event-store.ts';
import type { RecordedEvent } from '../events.ts';
import {
  type ConformanceEnvironment,
  type ConformanceFactory,
  newStream,
  numbersOf,
  readEverything,
  said,
  TENANT,
} from './environment.ts';

export function readingSuite(factory: ConformanceFactory): void {
  describe('reading', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
    });
    after(() => environment.close());

    const append = (stream: string, ...numbers: number[]) => {
      const tenant = /:(.*)\//.exec(stream)![1]!;
      return store.append(tenant, {
        streams: [{ stream, expectedVersion: 'any', events: numbers.map((n) => said(n)) }],
      });
    };

    test('a stream is read from a version on, up to a limit', async () => {
      const stream = newStream();
      await append(stream, 1, 2, 3, 4, 5);
      assert.deepEqual(numbersOf(await store.readStream(TENANT, stream, { from: 2, limit: 3 })), [2, 3, 4]);
      assert.deepEqual(await store.readStream(TENANT, stream, { from: 6 }), []);
    });

    test('a stream is read as text, whole or one member of each event, by its tenant only', async () => {
      const stream = newStream();
      await append(stream, 1, 2, 3);
      const payloads = await store.readPayloads(TENANT, stream, { from: 2 });
      assert.deepEqual(
        payloads.map(({ json, ...rest }) => ({ ...rest, data: JSON.parse(json) })),
        [2, 3].map((n) => ({ version: n, type: 'Said', schemaVersion: 1, data: { n } })),
      );
      const members = await store.readPayloads(TENANT, stream, { member: 'n', limit: 2 });
      assert.deepEqual(
        members.map(({ json }) => json),
        ['1', '2'],
      );
      assert.equal((await store.readPayloads(TENANT, stream, { member: 'none', limit: 1 }))[0]?.json, 'null');
      assert.deepEqual(await store.readPayloads('globex', stream), []);
    });

    test('the log is read over all tenants, or by tenant, by types, in pages of any size', async () => {
      const { next: begin } = await store.readAll({ after: await end(store) });
      await append(newStream(), 1, 2);
      await append(newStream('globex'), 3);
      await store.append(TENANT, {
        streams: [{ stream: newStream(), expectedVersion: 'any', events: [said(4, 'Shouted'), said(5)] }],
      });
      for (const limit of [1, 2, 3, 100]) {
        const read: RecordedEvent[] = [];
        for (let after = begin; ; ) {
          const page = await store.readAll({ after, limit });
          assert.ok(compareCursors(page.next, after) >= 0);
          read.push(...page.events);
          after = page.next;
          if (page.end) break;
        }
        assert.deepEqual(numbersOf(read), [1, 2, 3, 4, 5]);
      }
      assert.deepEqual(numbersOf((await store.readAll({ after: begin, tenant: 'globex' })).events), [3]);
      assert.deepEqual(numbersOf((await store.readAll({ after: begin, types: ['Shouted'] })).events), [4]);
      assert.deepEqual((await store.readAll({ after: begin, types: [] })).events, []);
    });

    test('an event that commits behind a later one is not skipped', async () => {
      const begin = await end(store);
      const late = newStream();
      await withTenant(store.pool, TENANT, async (tx) => {
        await store.append(TENANT, { streams: [{ stream: late, expectedVersion: 'any', events: [said(1)] }] }, { tx });
        await append(newStream(), 2);
        assert.deepEqual((await store.readAll({ after: begin })).events, []);
      });
      assert.deepEqual(numbersOf((await store.readAll({ after: begin })).events), [1, 2]);
    });

    test('a transaction that is older than the last writer of a stream starts again, so order agrees with versions', async () => {
      const stream = newStream();
      const begin = await end(store);
      let runs = 0;
      await withTenant(store.pool, TENANT, async (tx) => {
        runs += 1;
        await tx.query('select pg_current_xact_id()');
        if (runs === 1) await append(stream, 1);
        await store.append(TENANT, { streams: [{ stream, expectedVersion: 'any', events: [said(2)] }] }, { tx });
      });
      assert.equal(runs, 2);
      assert.deepEqual(numbersOf((await store.readAll({ after: begin })).events), [1, 2]);
    });

    test('under 16 writers with long transactions and rollbacks a reader sees every committed event exactly once, each stream in order', async () => {
      const begin = await end(store);
      const streams = Array.from({ length: 12 }, () => newStream());
      const committed = new Set<string>();
      const seen: RecordedEvent[] = [];
      let writing = true;
      const reader = (async () => {
        for (let after = begin; ; ) {
          const last = !writing;
          const page = await store.readAll({ after, limit: 7 });
          seen.push(...page.events);
          after = page.next;
          if (last && page.end) return;
        }
      })();
      await Promise.all(Array.from({ length: 16 }, (_, writer) => write(store, streams, writer, committed)));
      writing = false;
      await reader;

      assert.deepEqual(seen.map((event) => event.id).sort(), [...committed].sort());
      const versions = new Map<string, number>();
      for (const event of seen) {
        assert.equal(event.version, (versions.get(event.stream) ?? 0) + 1, `order within ${event.stream}`);
        versions.set(event.stream, event.version);
      }
      assert.deepEqual(
        seen.map((event) => event.id),
        (await readEverything(store, 50)).slice(-seen.length).map((event) => event.id),
      );
    });
  });
}

async function end(store: EventStore) {
  let page = await store.readAll();
  while (!page.end) page = await store.readAll({ after: page.next });
  return page.events.at(-1)?.cursor ?? START;
}

/** Short and long transactions, some rolled back; what was committed is added to `committed`. */
async function write(store: EventStore, streams: readonly string[], writer: number, committed: Set<string>) {
  for (let round = 0; round < 20; round++) {
    const chosen = [...streams].sort(() => Math.random() - 0.5).slice(0, 1 + Math.floor(Math.random() * 3));
    const ids: string[] = [];
    const request = {
      streams: chosen.map((stream) => {
        const id = crypto.randomUUID();
        ids.push(id);
        return { stream, expectedVersion: 'any' as const, events: [{ ...said(writer * 100 + round), id }] };
      }),
    };
    const kind = Math.random();
    if (kind < 0.5) {
      await store.append(TENANT, request);
      for (const id of ids) committed.add(id);
      continue;
    }
    const rollback = new Error('rolled back on purpose');
    try {
      const begin = async () => {
        await withTenant(
          store.pool,
          TENANT,
          async (tx) => {
            if (kind > 0.9) await tx.query('select pg_current_xact_id()');
            await store.append(TENANT, request, { tx });
            await delay(Math.random() * 15);
            if (kind < 0.65) throw rollback;
          },
          { attempts: 50 },
        );
      };
      await begin();
      for (const id of ids) committed.add(id);
    } catch (error) {
      if (error !== rollback) throw error;
    }
  }
}
