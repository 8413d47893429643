import { readAsTenant, withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type pg from 'pg';
import type { NamedPerson, PeopleRows } from '../app/directory.ts';

/** Names that this process has just written, and need not write again. */
const REMEMBERED = 10_000;

export function createPeopleRows(pool: pg.Pool): PeopleRows {
  const written = createWeightedLru<string>(REMEMBERED);
  return {
    async save(tenantId, { subject, name }) {
      const key = JSON.stringify([tenantId, subject]);
      if (written.get(key) === name) return;
      await withTenant(pool, tenantId, (tx) =>
        tx.query(
          `insert into gateway.people as known (tenant_id, subject, name) values ($1, $2, $3)
           on conflict (tenant_id, subject) do update set name = excluded.name where known.name <> excluded.name`,
          [tenantId, subject, name],
        ),
      );
      written.set(key, name, 1);
    },
    async find(tenantId, subjects) {
      const { rows } = await readAsTenant(pool, tenantId).query<NamedPerson & pg.QueryResultRow>({
        text: 'select subject, name from gateway.people where subject = any ($1) order by subject',
        values: [subjects],
      });
      return rows;
    },
  };
}
