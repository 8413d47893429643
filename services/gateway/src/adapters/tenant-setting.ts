import { readAsTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type pg from 'pg';

/** How long a process may act by what it has read before. */
const FRESH_MS = 5_000;
const REMEMBERED_TENANTS = 10_000;

/** What one row of a tenant says, remembered for five seconds. */
export interface TenantSetting<Value> {
  of(tenantId: string): Promise<Value>;
  /** What this process has just written. */
  remember(tenantId: string, value: Value): Value;
}

/** @param text selects the tenant's row @param read what it says; undefined where there is none */
export function createTenantSetting<Row extends pg.QueryResultRow, Value>(
  pool: pg.Pool,
  { text, read, now }: { readonly text: string; read(row: Row | undefined): Value; now(): number },
): TenantSetting<Value> {
  const known = createWeightedLru<{ readonly value: Value; readonly until: number }>(REMEMBERED_TENANTS);
  const remember = (tenantId: string, value: Value) => {
    known.set(tenantId, { value, until: now() + FRESH_MS }, 1);
    return value;
  };
  return {
    remember,
    async of(tenantId) {
      const recent = known.get(tenantId);
      if (recent !== undefined && now() < recent.until) return recent.value;
      const { rows } = await readAsTenant(pool, tenantId).query<Row>({ text, values: [] });
      return remember(tenantId, read(rows[0]));
    },
  };
}
