import pg from 'pg';
import { identifier } from './identifiers.ts';
import { sqlState } from './transaction.ts';

/** Cannot log in. Owns the few reader functions that cross tenants; services may call those, never become it. */
export const READER_ROLE = 'ameide_reader';

/** Two processes bootstrapping from different databases collide in the shared catalog with one of these. */
const CATALOG_COLLISIONS = new Set(['23505', '42710', 'XX000']);

const BOOTSTRAP_ATTEMPTS = 10;

/** Names of roles, each with its password; with undefined a password is left as it is. */
export type RolePasswords = Readonly<Record<string, string | undefined>>;

/**
 * Creates roles that services connect as, and the reader, or corrects their attributes: row-level security always applies
 * to them, and they may do nothing but what they are granted. Safe to repeat and to run from several processes at once.
 * @param admin a connection that may create roles.
 */
export async function bootstrapRoles(admin: pg.Pool | pg.ClientBase, roles: RolePasswords): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(bootstrapSql(roles));
      return;
    } catch (error) {
      if (attempt === BOOTSTRAP_ATTEMPTS || !CATALOG_COLLISIONS.has(sqlState(error) ?? '')) throw error;
    }
  }
}

function bootstrapSql(roles: RolePasswords): string {
  const logins = Object.entries(roles).map(([role, password]) => {
    const secret = password === undefined ? '' : ` password ${pg.escapeLiteral(password)}`;
    return roleSql(role, `login${secret}`);
  });
  return `
    do $roles$
    begin
      ${[roleSql(READER_ROLE, 'nologin'), ...logins].join('\n')}
      -- An owner who is not a superuser must be a member to hand functions over to the reader.
      if not pg_has_role(current_user, '${READER_ROLE}', 'member') then
        execute format('grant ${READER_ROLE} to %I with inherit false', current_user);
      end if;
      -- So that it can tell whose transactions hold readers of a log back. Only a superuser may grant it everywhere.
      begin
        grant pg_read_all_stats to ${READER_ROLE};
      exception when insufficient_privilege then null;
      end;
    end $roles$`;
}

function roleSql(role: string, attributes: string): string {
  const name = identifier(role);
  return `
      if not exists (select from pg_roles where rolname = '${name}') then create role ${name}; end if;
      alter role ${name} with nosuperuser nobypassrls nocreatedb nocreaterole noreplication ${attributes};`;
}

/** SQL that gives a role the schema and what is created in it from now on; a migration can take rights away. */
export function futureGrants(schema: string, role: string): string {
  const [name, owner] = [identifier(schema), identifier(role)];
  return `
    grant usage on schema ${name} to ${owner}, ${READER_ROLE};
    alter default privileges in schema ${name} grant select, insert, update, delete on tables to ${owner};
    alter default privileges in schema ${name} grant usage, select on sequences to ${owner};`;
}
