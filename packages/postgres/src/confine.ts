/**
 * SQL that takes from everybody but the owner what PostgreSQL gives to all and no service needs: temporary tables and large
 * objects, which no row-level security covers and no expiry removes. Only the owner of the database can take the first, only
 * a superuser the second; for others nothing happens, with a warning.
 */
export const CONFINE_SQL = `
  do $confine$
  declare
    v_function regprocedure;
  begin
    -- Migrations of several schemas run at once, and would collide in the catalog.
    perform pg_advisory_xact_lock(hashtextextended('ameide.confine', 0));
    if has_database_privilege('public', current_database(), 'temporary') then
      execute format('revoke temporary on database %I from public', current_database());
    end if;
    for v_function in
      select p.oid from pg_proc p
      where p.pronamespace = 'pg_catalog'::regnamespace and (p.proname like 'lo\\_%' or p.proname in ('loread', 'lowrite'))
        and has_function_privilege('public', p.oid, 'execute')
    loop
      execute format('revoke execute on function %s from public', v_function);
    end loop;
  end $confine$`;
