import type pg from 'pg';
import type { EventStore, EventStoreOptions } from '../event-store.ts';
import { type EventBody, type NewEvent, streamName } from '../events.ts';

/** What the suite runs against: an empty log on a real database, of its own. */
export interface ConformanceEnvironment {
  /** A store on the log; each call may share the pool. */
  openStore(options?: Pick<EventStoreOptions, 'upcasters'>): EventStore;
  /** A superuser's pool on the same database, for faults and inspection. */
  readonly admin: pg.Pool;
  close(): Promise<void>;
}

export type ConformanceFactory = () => Promise<ConformanceEnvironment>;

export const TENANT = 'acme';

let counter = 0;

/** A stream that no other test uses. */
export function newStream(tenant = TENANT): string {
  counter += 1;
  return streamName('thing', tenant, `${process.pid}-${counter}`);
}

/** An event that says `n`. */
export function said(n: number, type = 'Said'): NewEvent & { data: { n: number } } {
  return { type, data: { n } };
}

export function numbersOf(events: readonly EventBody[]): number[] {
  return events.map((event) => (event.data as { n: number }).n);
}

/** The whole log, read in pages of `limit`. */
export async function readEverything(store: EventStore, limit = 500) {
  const events = [];
  for (let after = '0-0'; ; ) {
    const page = await store.readAll<{ type: string; data: { n: number } }>({ after, limit });
    events.push(...page.events);
    after = page.next;
    if (page.end) return events;
  }
}
