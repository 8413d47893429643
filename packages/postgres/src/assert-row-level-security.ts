import type pg from 'pg';
import { READER_ROLE } from './roles.ts';

/**
 * Every table of the schema that has a `tenant_id` column has row-level security enabled and forced, and the policy of
 * `isolate_tenants` is the only one that applies to anybody but the reader: permissive policies add up, so another one could open
 * what the first one closes.
 * @throws Error that names the tables without it, or says that the schema has no such table at all.
 */
export async function assertRowLevelSecurity(pool: pg.Pool, schema: string): Promise<void> {
  const { rows } = await pool.query<{ name: string; safe: boolean }>(
    `select c.relname as name,
            c.relrowsecurity and c.relforcerowsecurity and array['tenant_isolation'] = array(
              select p.polname::text from pg_policy p
              where p.polrelid = c.oid and p.polroles <> array[$2::regrole::oid]
            ) as safe
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname = $1 and c.relkind in ('r', 'p')
     order by 1`,
    [schema, READER_ROLE],
  );
  if (rows.length === 0) throw new Error(`schema ${schema} has no table with a tenant_id column`);
  const unsafe = rows.filter((row) => !row.safe).map((row) => row.name);
  if (unsafe.length > 0) {
    const calls = unsafe.map((table) => `select isolate_tenants('${table}');`).join(' ');
    throw new Error(
      `schema ${schema} has tables that are not isolated by tenant and by nothing else; in a migration: ${calls}`,
    );
  }
}
