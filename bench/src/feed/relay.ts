import { relayMigrations } from '@ameide/event-feed';
import { startRelay } from '@ameide/event-feed/kafka';
import { createEventStore, type EventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { PAYLOAD } from '../core/append.ts';
import { BENCH_ROLE, withDatabase } from '../core/database.ts';
import type { Report } from '../figure.ts';

const EVENTS = 100_000;
const AGGREGATES = 1_000;
/** Of the first batches, while the relay and the broker get going. */
const WARM_UP_EVENTS = 10_000;

/** How fast a relay publishes a log that it is far behind. */
export async function benchRelay(report: Report, broker: string): Promise<void> {
  await withDatabase(async ({ adminUrl, urlOf }) => {
    const admin = createPool({ connectionString: adminUrl, applicationName: 'bench-admin', max: 1 });
    const migrations = [...eventStoreMigrations('bench'), ...relayMigrations('bench')];
    await migrate(admin, { schema: 'bench', role: BENCH_ROLE, migrations });
    await admin.end();
    const pool = createPool({ connectionString: urlOf(BENCH_ROLE), applicationName: 'bench' });
    const log = createEventStore({ pool, schema: 'bench' });
    await fill(log);
    const all = Promise.withResolvers<void>();
    let [published, start, counted] = [0, 0, 0];
    const relay = startRelay({
      log,
      context: 'bench',
      kafka: { brokers: [broker], clientId: 'bench' },
      // It tries again: a topic that has just been made has no leader for a moment.
      onError: (error) => console.error(String(error)),
      onPublished: (events) => {
        published += events;
        if (start > 0) counted += events;
        else if (published >= WARM_UP_EVENTS) start = performance.now();
        if (published >= EVENTS) all.resolve();
      },
    });
    await all.promise;
    const seconds = (performance.now() - start) / 1000;
    await relay.stop();
    await pool.end();
    report({
      figure: 'relay',
      value: counted / seconds,
      unit: 'events/s',
      baseline: null,
      target: '>= 5000',
      note: `${EVENTS} events of ${AGGREGATES} aggregates, 200 bytes each, to one broker of this machine; the first ${WARM_UP_EVENTS} not counted`,
    });
  });
}

async function fill(log: EventStore): Promise<void> {
  const events = Array.from({ length: EVENTS / AGGREGATES }, () => ({ type: 'Measured', data: PAYLOAD }));
  for (let aggregate = 0; aggregate < AGGREGATES; aggregate++) {
    const stream = streamName('bench', 'acme', String(aggregate));
    await log.append('acme', { streams: [{ stream, expectedVersion: 'no_stream', events }] });
  }
}
