import type pg from 'pg';
import { identifier } from './identifiers.ts';

/**
 * SQL that creates `<schema>.isolate_tenants(table regclass)`, which a migration calls in one line after creating a
 * table with a `tenant_id text` column: `select isolate_tenants('chats');`. It forces row-level security, also for
 * the owner, on `tenant_id = current_setting('app.tenant_id', true)`.
 */
export function isolateTenantsFunction(schema: string): string {
  return `
    create or replace function ${identifier(schema)}.isolate_tenants(target regclass) returns void
    language plpgsql as $isolate$
    begin
      execute format('alter table %s enable row level security', target);
      execute format('alter table %s force row level security', target);
      execute format('drop policy if exists tenant_isolation on %s', target);
      execute format(
        'create policy tenant_isolation on %s using (tenant_id = current_setting(''app.tenant_id'', true))', target);
    end $isolate$;`;
}

/**
 * For tests: every table of the schema that has a `tenant_id` column has row-level security enabled and forced, with
 * at least one policy.
 * @throws Error that names the tables without it, or says that the schema has no such table at all.
 */
export async function assertRowLevelSecurity(pool: pg.Pool, schema: string): Promise<void> {
  const { rows } = await pool.query<{ name: string; safe: boolean }>(
    `select c.relname as name,
            c.relrowsecurity and c.relforcerowsecurity
              and exists (select from pg_policy p where p.polrelid = c.oid) as safe
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname = $1 and c.relkind in ('r', 'p')
     order by 1`,
    [schema],
  );
  if (rows.length === 0) throw new Error(`schema ${schema} has no table with a tenant_id column`);
  const unsafe = rows.filter((row) => !row.safe).map((row) => row.name);
  if (unsafe.length > 0) {
    const calls = unsafe.map((table) => `select isolate_tenants('${table}');`).join(' ');
    throw new Error(`schema ${schema} has tables without forced row-level security; add to a migration: ${calls}`);
  }
}
