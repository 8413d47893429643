import pg from 'pg';
import { identifier } from './identifiers.ts';
import { sqlState } from './transaction.ts';

/** What services connect as: row-level security always applies to it. */
export const APP_ROLE = 'ameide_app';

/** Cannot log in. Owns the few reader functions that cross tenants; services may call those, never become it. */
export const READER_ROLE = 'ameide_reader';

/** Two processes bootstrapping from different databases collide in the shared catalog with one of these. */
const CATALOG_COLLISIONS = new Set(['23505', '42710', 'XX000']);

/**
 * Creates the roles, or corrects their attributes; safe to repeat and to run from several processes at once.
 * @param admin a connection that may create roles.
 * @param appPassword the password of `ameide_app`; left as it is when not given.
 */
export async function bootstrapRoles(admin: pg.Pool | pg.ClientBase, appPassword?: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(bootstrapSql(appPassword));
      return;
    } catch (error) {
      if (attempt === 10 || !CATALOG_COLLISIONS.has(sqlState(error) ?? '')) throw error;
    }
  }
}

function bootstrapSql(appPassword: string | undefined): string {
  const password = appPassword === undefined ? '' : ` password ${pg.escapeLiteral(appPassword)}`;
  const attributes = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  return `
    do $roles$
    begin
      if not exists (select from pg_roles where rolname = '${APP_ROLE}') then create role ${APP_ROLE}; end if;
      if not exists (select from pg_roles where rolname = '${READER_ROLE}') then create role ${READER_ROLE}; end if;
      alter role ${APP_ROLE} with login ${attributes}${password};
      alter role ${READER_ROLE} with nologin ${attributes};
      -- An owner who is not a superuser must be a member to hand functions over to the reader.
      if not pg_has_role(current_user, '${READER_ROLE}', 'member') then
        execute format('grant ${READER_ROLE} to %I with inherit false', current_user);
      end if;
    end $roles$`;
}

/** SQL that gives `ameide_app` the schema and what is created in it from now on; a migration can take rights away. */
export function futureGrants(schema: string): string {
  const name = identifier(schema);
  return `
    grant usage on schema ${name} to ${APP_ROLE}, ${READER_ROLE};
    alter default privileges in schema ${name} grant select, insert, update, delete on tables to ${APP_ROLE};
    alter default privileges in schema ${name} grant usage, select on sequences to ${APP_ROLE};`;
}
