import type pg from 'pg';
import { identifier } from './identifiers.ts';
import { READER_ROLE } from './roles.ts';

/** All services shared it before each had a role of its own. */
export const SHARED_ROLE = 'ameide_app';

/**
 * SQL that hands the rights of the shared role in a schema over to the role that the schema belongs to; nothing where the
 * shared role has none.
 */
export function takeOverFromSharedRole(schema: string, role: string): string {
  const [name, owner] = [identifier(schema), identifier(role)];
  return `
    do $take_over$
    declare
      v_statement text;
    begin
      if '${owner}' = '${SHARED_ROLE}' or not exists (select from pg_roles where rolname = '${SHARED_ROLE}') then return; end if;
      for v_statement in
        select format('grant %s on %s %s to ${owner}', a.privilege_type, case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass)
        from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = '${name}'::regnamespace and a.grantee = '${SHARED_ROLE}'::regrole
      loop
        execute v_statement;
      end loop;
      revoke all on all tables in schema ${name} from ${SHARED_ROLE};
      revoke all on all sequences in schema ${name} from ${SHARED_ROLE};
      revoke all on schema ${name} from ${SHARED_ROLE};
      alter default privileges in schema ${name} revoke all on tables from ${SHARED_ROLE};
      alter default privileges in schema ${name} revoke all on sequences from ${SHARED_ROLE};

      -- Functions that cross tenants belong to the reader, and only their owner can grant them.
      set local role ${READER_ROLE};
      for v_statement in
        select format(s.text, p.oid::regprocedure)
        from pg_proc p, aclexplode(p.proacl) a,
             (values ('grant execute on function %s to ${owner}'), ('revoke all on function %s from ${SHARED_ROLE}')) s (text)
        where p.pronamespace = '${name}'::regnamespace and p.proowner = '${READER_ROLE}'::regrole
          and a.grantee = '${SHARED_ROLE}'::regrole
      loop
        execute v_statement;
      end loop;
      reset role;
    end $take_over$`;
}

/**
 * Removes the shared role, after every schema has been taken over. It stays, but cannot log in, while another database of
 * the server still knows it.
 * @param admin a connection that may create roles.
 */
export async function removeSharedRole(admin: pg.Pool | pg.ClientBase): Promise<void> {
  await admin.query(`
    do $remove$
    begin
      if not exists (select from pg_roles where rolname = '${SHARED_ROLE}') then return; end if;
      alter role ${SHARED_ROLE} with nologin;
      begin
        drop role ${SHARED_ROLE};
      exception when dependent_objects_still_exist then null;
      end;
    end $remove$`);
}
