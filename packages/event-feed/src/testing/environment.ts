import assert from 'node:assert/strict';
import { type EventBody, type EventStore, type RecordedEvent, streamName } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import type pg from 'pg';
import type { ConsumerStorage, EventFeed, SubscriptionOptions } from '../event-feed.ts';

/** What the suite runs against: a log on a real database, on a server of its own since a transaction of
 * anybody hides what comes after it (`ownServer`), and a feed of it. */
export interface FeedEnvironment {
  /** The log; only the suite appends to it. */
  readonly store: EventStore;
  /** Under which the feed has the log. */
  readonly context: string;
  /** A schema with `consumerMigrations`. */
  readonly storage: ConsumerStorage;
  /** A superuser's pool on the same database, for faults and inspection. */
  readonly admin: pg.Pool;
  /** A feed as another process would open it. */
  openFeed(): EventFeed;
  close(): Promise<void>;
}

export type FeedEnvironmentFactory = () => Promise<FeedEnvironment>;

export type Said = EventBody & { readonly data: { readonly n: number } };

let streams = 0;

/** A feed with a read model that notices a second handling, and hides one tenant's rows from another. */
export async function openReader(factory: FeedEnvironmentFactory) {
  const environment = await factory();
  const { store, storage, admin, context } = environment;
  await admin.query(`
    create table ${storage.schema}.handled (tenant_id text not null, subscription text not null, event_id uuid not null,
      stream text not null, n int not null, sequence bigint generated always as identity, primary key (subscription, event_id));
    select ${storage.schema}.isolate_tenants('${storage.schema}.handled');`);
  const feed = environment.openFeed();
  const record = (name: string) => async (event: RecordedEvent<Said>, tx: Transaction) => {
    const text = `insert into ${storage.schema}.handled (tenant_id, subscription, event_id, stream, n)
      values (current_setting('app.tenant_id'), $1, $2, $3, $4)`;
    await tx.query(text, [name, event.id, event.stream, event.data.n]);
  };
  return {
    ...environment,
    feed,
    record,
    newStream(tenant = 'acme') {
      streams += 1;
      return streamName('thing', tenant, `${process.pid}-${streams}`);
    },
    /** Appends events that say these numbers, in one transaction. */
    async append(stream: string, ...numbers: number[]) {
      const tenant = /:(.*)\//.exec(stream)![1]!;
      const events = numbers.map((n) => ({ type: n < 0 ? 'Negated' : 'Said', data: { n } }));
      const result = await store.append(tenant, { streams: [{ stream, expectedVersion: 'any', events }] });
      assert.equal(result.outcome, 'appended');
      return result.cursor;
    },
    async handled(name: string) {
      const text = `select tenant_id, stream, n from ${storage.schema}.handled where subscription = $1 order by sequence`;
      return (await admin.query<{ tenant_id: string; stream: string; n: number }>(text, [name])).rows;
    },
    async numbers(name: string) {
      return (await this.handled(name)).map(({ n }) => n);
    },
    /** A new subscription that begins now and records what it handles. */
    async subscribe(name: string, options: Partial<SubscriptionOptions<Said>> = {}) {
      const startAfter = (await store.readAll({ limit: 1 })).ceiling;
      return feed.subscribe<Said>({
        name,
        context,
        storage,
        startAfter,
        handle: record(name),
        pollIntervalMs: 50,
        ...options,
      });
    },
  };
}

export type Reader = Awaited<ReturnType<typeof openReader>>;

export const range = (length: number) => Array.from({ length }, (_, n) => n);
