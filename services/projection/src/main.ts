import { createLogFeed } from '@ameide/event-feed';
import { createEventStore } from '@ameide/event-store';
import { openPool } from '@ameide/postgres';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { createProjectionService, migrateProjection } from './service.ts';

await runService({
  name: 'projection',
  schema: environmentSchema,
  env: process.env,
  async open(environment, logger) {
    const pool = await openPool({
      applicationName: 'projection',
      connectionString: environment.DATABASE_URL,
      adminConnectionString: environment.DATABASE_ADMIN_URL,
      migrate: migrateProjection,
      max: 20,
      onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
    });
    const feed = createLogFeed({ graph: createEventStore({ pool, schema: 'graphpatch' }) });
    const heartbeatMs = environment.HEARTBEAT_SECONDS;
    return { service: createProjectionService({ pool, feed, logger, heartbeatMs }), close: () => pool.end() };
  },
});
