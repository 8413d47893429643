import { createEventStore } from '@ameide/event-store';
import { createPool } from '@ameide/postgres';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { createProjectionService, migrateProjection } from './service.ts';

const name = 'projection';

await runService({
  name,
  schema: environmentSchema,
  env: process.env,
  async open({ DATABASE_URL, DATABASE_ADMIN_URL, HEARTBEAT_SECONDS }, logger) {
    if (DATABASE_ADMIN_URL !== undefined) {
      const admin = createPool({ connectionString: DATABASE_ADMIN_URL, applicationName: name, max: 1 });
      await migrateProjection(admin).finally(() => admin.end());
    }
    const onConnectionError = (err: Error) => logger.warn({ err }, 'a connection to the database broke');
    const pool = createPool({ connectionString: DATABASE_URL, applicationName: name, max: 20, onConnectionError });
    const service = createProjectionService({
      pool,
      log: createEventStore({ pool, schema: 'graphpatch' }),
      logger,
      heartbeatMs: HEARTBEAT_SECONDS * 1000,
    });
    return { service, close: () => pool.end() };
  },
});
