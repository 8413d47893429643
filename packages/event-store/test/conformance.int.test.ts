import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase, TEST_ROLE } from '@ameide/postgres/testing';
import { createEventStore, eventStoreMigrations } from '../src/index.ts';
import { eventStoreConformance } from '../src/testing/conformance.ts';

eventStoreConformance(async () => {
  const schema = 'conformance';
  // The suite says what can be read at once, and a transaction of anybody on the server hides what comes after it.
  const database = await createTestDatabase({ name: schema, ownServer: true });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'conformance-admin' });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'conformance', max: 20 });
  await migrate(admin, { schema, role: TEST_ROLE, migrations: eventStoreMigrations(schema) });
  return {
    admin,
    openStore: (options) => createEventStore({ pool, schema, ...options }),
    async close() {
      await pool.end();
      await admin.end();
      await database.drop();
    },
  };
});
