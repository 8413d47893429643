import { randomUUID } from 'node:crypto';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import type { Report } from '../figure.ts';
import { BENCH_ROLE, withDatabase } from './database.ts';

export const CONNECTIONS = 16;
export const SECONDS_PER_ROUND = 3;
export const ROUNDS = 3;
export const PAYLOAD = { text: 'x'.repeat(200) };

/** Single-event appends beside bare INSERTs of the same row, with as many connections, in turns. */
export async function benchAppend(report: Report): Promise<void> {
  await withDatabase(async ({ adminUrl, urlOf }) => {
    const admin = createPool({ connectionString: adminUrl, applicationName: 'bench-admin' });
    await migrate(admin, { schema: 'bench', role: BENCH_ROLE, migrations: eventStoreMigrations('bench') });
    await admin.query(`
      create table bench.bare (
        position bigint generated always as identity primary key, stream text not null, version bigint not null,
        tenant_id text not null, type text not null, data jsonb not null, metadata jsonb not null,
        id uuid not null, recorded_at timestamptz not null default now(), unique (stream, version));
      grant insert on bench.bare to ${BENCH_ROLE}`);
    await admin.end();
    const pool = createPool({ connectionString: urlOf(BENCH_ROLE), applicationName: 'bench', max: CONNECTIONS });
    const store = createEventStore({ pool, schema: 'bench' });
    const append = async () => {
      const stream = streamName('bench', 'acme', randomUUID());
      const result = await store.append('acme', {
        streams: [{ stream, expectedVersion: 'no_stream', events: [{ type: 'Measured', data: PAYLOAD }] }],
      });
      if (result.outcome !== 'appended') throw new Error(`an append was ${result.outcome}`);
    };
    const insert = () =>
      pool.query({
        name: 'insert',
        text: `insert into bench.bare (stream, version, tenant_id, type, data, metadata, id) values ($1, 1, 'acme', 'Measured', $2, '{}', $3)`,
        values: [streamName('bench', 'acme', randomUUID()), JSON.stringify(PAYLOAD), randomUUID()],
      });
    const best = { append: 0, insert: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      best.insert = Math.max(best.insert, await throughput(insert));
      best.append = Math.max(best.append, await throughput(append));
    }
    await pool.end();
    report({
      figure: 'single_event_append',
      value: best.append,
      unit: 'events/s',
      baseline: best.insert,
      target: 'ratio >= 0.95',
      note: `baseline: bare INSERT of the same row; ${CONNECTIONS} connections; best of ${ROUNDS} rounds of ${SECONDS_PER_ROUND} s each, in turns`,
    });
  });
}

/** Calls per second, with all connections busy. */
export async function throughput(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const end = start + SECONDS_PER_ROUND * 1000;
  let calls = 0;
  const work = async () => {
    while (performance.now() < end) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return (calls * 1000) / (performance.now() - start);
}
