import { createEventStore } from '@ameide/event-store';
import { createPool } from '@ameide/postgres';
import { startRelay } from '../src/kafka/index.ts';

/** A relay as a process of its own; it ends when its standard input does. Says `leads` once it does. */
const { DATABASE_URL, KAFKA_BROKERS, CONTEXT, LEASE_MS } = process.env;
const log = createEventStore({
  pool: createPool({ connectionString: DATABASE_URL!, applicationName: 'relay' }),
  schema: 'source',
});
const relay = startRelay({
  log,
  context: CONTEXT!,
  kafka: { brokers: [KAFKA_BROKERS!], clientId: 'relay' },
  batchSize: 20,
  leaseMs: Number(LEASE_MS),
  onPublished: () => process.stdout.write('published\n'),
});
process.stdin.resume().on('close', () => process.exit());
const look = setInterval(() => {
  if (!relay.leads) return;
  clearInterval(look);
  process.stdout.write('leads\n');
}, 5);
