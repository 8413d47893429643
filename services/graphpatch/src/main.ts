import { openPool } from '@ameide/postgres';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { createServiceTransport, runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { createGraphpatchService, migrateGraphpatch } from './service.ts';

await runService({
  name: 'graphpatch',
  schema: environmentSchema,
  env: process.env,
  async open(environment, logger) {
    const pool = await openPool({
      applicationName: 'graphpatch',
      connectionString: environment.DATABASE_URL,
      adminConnectionString: environment.DATABASE_ADMIN_URL,
      migrate: migrateGraphpatch,
      max: 20,
      onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
    });
    const service = createGraphpatchService({
      pool,
      threadsTransport: createServiceTransport(environment.THREADS_URL),
      internalCaller: createInternalCaller(environment.INTERNAL_SECRET),
    });
    return { service, close: () => pool.end() };
  },
});
