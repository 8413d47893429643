import { randomUUID } from 'node:crypto';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { CONNECTIONS, PAYLOAD, ROUNDS, SECONDS_PER_ROUND, throughput } from '../core/append.ts';
import { BENCH_ROLE, withDatabase } from '../core/database.ts';
import type { Report } from '../figure.ts';
import { openEmmett } from './emmett.ts';

/** Single-event appends to new streams beside Emmett's, on the same server, with as many connections, in turns. */
export async function benchAppendBesideEmmett(report: Report): Promise<void> {
  await withDatabase(async ({ adminUrl, urlOf }) => {
    const admin = createPool({ connectionString: adminUrl, applicationName: 'bench-admin', max: 1 });
    await migrate(admin, { schema: 'bench', role: BENCH_ROLE, migrations: eventStoreMigrations('bench') });
    await admin.end();
    const pool = createPool({ connectionString: urlOf(BENCH_ROLE), applicationName: 'bench', max: CONNECTIONS });
    const store = createEventStore({ pool, schema: 'bench' });
    const emmett = await openEmmett(adminUrl, CONNECTIONS);
    const events = [{ type: 'Measured', data: PAYLOAD }];
    const append = async () => {
      const stream = streamName('bench', 'acme', randomUUID());
      const result = await store.append('acme', { streams: [{ stream, expectedVersion: 'no_stream', events }] });
      if (result.outcome !== 'appended') throw new Error(`an append was ${result.outcome}`);
    };
    const appendWithEmmett = () =>
      emmett.appendToStream(`bench-${randomUUID()}`, events, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
    // The first one makes its tables.
    await appendWithEmmett();
    const best = { ours: 0, emmett: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      best.emmett = Math.max(best.emmett, await throughput(appendWithEmmett));
      best.ours = Math.max(best.ours, await throughput(append));
    }
    await Promise.all([pool.end(), emmett.close()]);
    report({
      figure: 'append_beside_emmett',
      value: best.ours,
      unit: 'events/s',
      baseline: best.emmett,
      target: 'ratio >= 3',
      note: `baseline: appendToStream of @event-driven-io/emmett-postgresql; ${CONNECTIONS} connections; best of ${ROUNDS} rounds of ${SECONDS_PER_ROUND} s each, in turns`,
    });
  });
}
