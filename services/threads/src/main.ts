import { openPool } from '@ameide/postgres';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { createThreadsService, migrateThreads } from './service.ts';

await runService({
  name: 'threads',
  schema: environmentSchema,
  env: process.env,
  async open(environment, logger) {
    const pool = await openPool({
      applicationName: 'threads',
      connectionString: environment.DATABASE_URL,
      adminConnectionString: environment.DATABASE_ADMIN_URL,
      migrate: migrateThreads,
      max: 20,
      onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
    });
    return { service: createThreadsService({ pool }), close: () => pool.end() };
  },
});
