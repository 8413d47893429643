import { randomUUID } from 'node:crypto';
import { createPool } from '@ameide/postgres';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { createServiceTransport, runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { createGraphpatchService, migrateGraphpatch } from './service.ts';

const name = 'graphpatch';

await runService({
  name,
  schema: environmentSchema,
  env: process.env,
  async open({ DATABASE_URL, DATABASE_ADMIN_URL, INTERNAL_SECRET, THREADS_URL }, logger) {
    if (DATABASE_ADMIN_URL !== undefined) {
      const admin = createPool({ connectionString: DATABASE_ADMIN_URL, applicationName: name, max: 1 });
      await migrateGraphpatch(admin).finally(() => admin.end());
    }
    const onConnectionError = (err: Error) => logger.warn({ err }, 'a connection to the database broke');
    const pool = createPool({ connectionString: DATABASE_URL, applicationName: name, max: 20, onConnectionError });
    const service = createGraphpatchService({
      pool,
      threadsTransport: createServiceTransport(THREADS_URL),
      internalCaller: createInternalCaller(INTERNAL_SECRET),
      newId: randomUUID,
      now: () => new Date(),
    });
    return { service, close: () => pool.end() };
  },
});
