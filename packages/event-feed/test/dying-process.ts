import { createEventStore, type RecordedEvent } from '@ameide/event-store';
import { createPool, type Transaction } from '@ameide/postgres';
import { createLogFeed } from '../src/index.ts';
import { createKafkaFeed } from '../src/kafka/index.ts';

/** A consumer as a process of its own, which some events end at once. Says what it has handled. */
const { DATABASE_URL, KAFKA_BROKERS, CONTEXT, START_AFTER } = process.env;
const pool = createPool({ connectionString: DATABASE_URL!, applicationName: 'dying' });
const feed = KAFKA_BROKERS
  ? createKafkaFeed({ kafka: { brokers: [KAFKA_BROKERS], clientId: 'dying' }, contexts: [CONTEXT!] })
  : createLogFeed({ [CONTEXT!]: createEventStore({ pool, schema: 'source' }) });
feed.subscribe({
  name: 'dying',
  context: CONTEXT!,
  storage: { pool, schema: 'reader' },
  startAfter: START_AFTER!,
  pollIntervalMs: 50,
  maxAttempts: 3,
  handle: async (event: RecordedEvent, tx: Transaction) => {
    const { n } = event.data as { n: number };
    await tx.query('select 1');
    if (n === 13) process.kill(process.pid, 'SIGKILL');
  },
  onHandled: (events) => process.stdout.write(events.map(({ data }) => `${(data as { n: number }).n}\n`).join('')),
});
process.stdin.resume().on('close', () => process.exit());
