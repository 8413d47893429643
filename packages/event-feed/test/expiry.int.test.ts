import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expire } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { consumerMigrations } from '../src/index.ts';

const DAY_MS = 86_400_000;

test('old dead letters of all tenants go, and the others can still be replayed', async (t) => {
  const schema = 'follower';
  const role = 'ameide_follower';
  const database = await createTestDatabase({ name: schema, roles: [role] });
  t.after(() => database.drop());
  const admin = createPool({ connectionString: database.adminUrl, applicationName: schema });
  const pool = createPool({ connectionString: database.appUrl, applicationName: schema });
  t.after(() => Promise.all([admin.end(), pool.end()]));
  await migrate(admin, { schema, role, migrations: consumerMigrations(schema) });
  await admin.query(`
    insert into ${schema}.dead_letters (subscription, transaction_id, position, tenant_id, event, error, attempts, recorded_at)
    select 'readers', '1', days, tenant, '{}', 'broken', 5, now() - make_interval(days => days)
    from (values (91, 'acme'), (100, 'globex'), (89, 'acme'), (0, 'globex')) letters(days, tenant)`);

  const expiring = [{ by: 'expire_dead_letters', afterMs: 90 * DAY_MS }];
  assert.deepEqual(await expire({ pool, schema, expiring }), [2]);
  const { rows } = await admin.query<{ position: string }>(`select position from ${schema}.dead_letters order by 1`);
  assert.deepEqual(
    rows.map(({ position }) => position),
    ['0', '89'],
  );
});
