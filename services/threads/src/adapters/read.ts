import { type Transaction, withTenant } from '@ameide/postgres';
import type pg from 'pg';

/** Runs a query as a tenant: row-level security shows it nothing else. */
export type Read = <T>(tenantId: string, query: (tx: Transaction) => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createRead(pool: pg.Pool): Read {
  return (tenantId, query, signal) => withTenant(pool, tenantId, query, { signal });
}
