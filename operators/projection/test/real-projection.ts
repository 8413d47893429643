import { createLogFeed } from '@ameide/event-feed';
import { createEventStore, eventStoreMigrations, streamName } from '@ameide/event-store';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createProjectionService } from '@ameide/projection';
import { declaration } from '@ameide/projection/declaration';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { createRpcPipeline, createRpcServer, createServiceTransport } from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';

/** It follows a log that it can read itself. */
const ROLE = declaration.databaseRole;

/** The platform's own projection service, on a database of its own and a log that only the test writes. */
export interface RealProjection {
  readonly statusUrl: string;
  /** Nothing can be projected, as when somebody holds a lock, and there is something to project. */
  fallBehind(): Promise<void>;
  catchUp(): Promise<void>;
  /** The service ends; the database stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startRealProjection(): Promise<RealProjection> {
  const database = await createTestDatabase({ name: 'projection', roles: [ROLE] });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test-admin', max: 2 });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test' });
  await migrate(admin, { schema: 'graphpatch', role: ROLE, migrations: eventStoreMigrations('graphpatch') });
  await migrateService(admin, declaration);
  const log = createEventStore({ pool, schema: 'graphpatch' });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const secret = 'a-secret-that-only-this-test-knows';
  const authenticator = createAuthenticator({ issuers: [], internalSecret: secret });
  const service = createProjectionService({
    pool,
    feed: createLogFeed({ graph: log }),
    // Nobody is asked: every commit of this log can be projected.
    graphpatchTransport: createServiceTransport('http://127.0.0.1:9'),
    internalCaller: createInternalCaller(secret),
    logger,
  });
  const pipeline = createRpcPipeline({ authenticator, logger });
  const server = createRpcServer({ pipeline, services: { projection: service }, logger, port: 0 });
  const { port } = await server.start();
  const locker = await admin.connect();
  return {
    statusUrl: `http://127.0.0.1:${port}/status`,
    async fallBehind() {
      // A lock under which nobody has a transaction id: one would hide all later events of the server from readers.
      await locker.query('begin; lock table projection.checkpoints in share mode');
      const artifactId = crypto.randomUUID();
      const data = { artifactId, branch: 'main', version: 1, notation: 'bpmn', changes: [] };
      const stream = streamName('model', 'acme', `${artifactId}/main`);
      const events = [{ type: 'ModelCommitted', data }];
      await log.append('acme', { streams: [{ stream, expectedVersion: 'any', events }] });
    },
    catchUp: async () => void (await locker.query('rollback')),
    stop: () => server.stop(),
    async close() {
      locker.release();
      await server.stop();
      await Promise.all([admin.end(), pool.end()]);
      await database.drop();
    },
  };
}
