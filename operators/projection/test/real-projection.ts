import { fileURLToPath } from 'node:url';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createTestIssuer, startServiceProcess } from '@ameide/service-kit/testing';

/** It follows a log that it can read itself. */
const ROLE = 'ameide_projection';
const MAIN = fileURLToPath(new URL('../../../services/projection/src/main.ts', import.meta.url));

/** The platform's own projection service as a process, on a database of its own and a log that only the test writes. */
export interface RealProjection {
  readonly statusUrl: string;
  /** Nothing can be projected, as when somebody holds a lock, and there is something to project. */
  fallBehind(): Promise<void>;
  catchUp(): Promise<void>;
  /** The process ends; the database stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startRealProjection(): Promise<RealProjection> {
  const database = await createTestDatabase({ name: 'projection', roles: [ROLE] });
  const issuer = await createTestIssuer();
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test-admin', max: 2 });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test', max: 1 });
  await migrate(admin, { schema: 'graphpatch', role: ROLE, migrations: eventStoreMigrations('graphpatch') });
  const service = await startServiceProcess(MAIN, {
    DATABASE_URL: database.appUrl,
    DATABASE_ADMIN_URL: database.adminUrl,
    INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    OIDC_ISSUER: issuer.issuer,
  });
  const locker = await admin.connect();
  return {
    statusUrl: `${service.baseUrl}/status`,
    async fallBehind() {
      // A lock under which nobody has a transaction id: one would hide all later events of the server from readers.
      await locker.query('begin; lock table projection.checkpoints in share mode');
      const artifactId = crypto.randomUUID();
      const data = { artifactId, branch: 'main', version: 1, notation: 'bpmn', changes: [] };
      const stream = streamName('model', 'acme', `${artifactId}/main`);
      const events = [{ type: 'ModelCommitted', data }];
      const log = createEventStore({ pool, schema: 'graphpatch' });
      await log.append('acme', { streams: [{ stream, expectedVersion: 'any', events }] });
    },
    catchUp: async () => void (await locker.query('rollback')),
    stop: async () => void (await service.stop()),
    async close() {
      locker.release();
      await service.stop();
      await Promise.all([admin.end(), pool.end(), issuer[Symbol.asyncDispose]()]);
      await database.drop();
    },
  };
}
