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
