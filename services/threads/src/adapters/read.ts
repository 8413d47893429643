import { type Reader, readAsTenant } from '@ameide/postgres';
import type pg from 'pg';

/** Runs queries as a tenant: row-level security shows them nothing else. */
export type Read = <T>(tenantId: string, query: (db: Reader) => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createRead(pool: pg.Pool): Read {
  return (tenantId, query, signal) => query(readAsTenant(pool, tenantId, { signal }));
}
