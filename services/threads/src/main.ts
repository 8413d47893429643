import { createPool } from '@ameide/postgres';
import { createAuthenticator } from '@ameide/service-kit/auth';
import { loadConfig } from '@ameide/service-kit/config';
import { createRpcPipeline, createRpcServer } from '@ameide/service-kit/rpc';
import { createLogger, startTelemetry } from '@ameide/service-kit/telemetry';
import { environmentSchema } from './config.ts';
import { createThreadsService, migrateThreads } from './service.ts';

const environment = loadConfig(environmentSchema, process.env);
const logger = createLogger({ service: 'threads', level: environment.LOG_LEVEL });
const telemetry = await startTelemetry({ service: 'threads', endpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT });

if (environment.DATABASE_ADMIN_URL !== undefined) {
  const admin = createPool({ connectionString: environment.DATABASE_ADMIN_URL, applicationName: 'threads', max: 1 });
  const migrations = await migrateThreads(admin).finally(() => admin.end());
  logger.info({ migrations }, 'migrated');
}
const onConnectionError = (err: Error) => logger.warn({ err }, 'a connection to the database broke');
const connectionString = environment.DATABASE_URL;
const pool = createPool({ connectionString, applicationName: 'threads', max: 20, onConnectionError });
const service = createThreadsService({ pool });
const { INTERNAL_SECRET: internalSecret, OIDC_ISSUER: issuer } = environment;
const pipeline = createRpcPipeline({ authenticator: createAuthenticator({ issuer, internalSecret }), logger });
const server = createRpcServer({ pipeline, services: { threads: service }, logger, port: environment.PORT });

const stop = async () => {
  await server.stop();
  await pool.end();
  await telemetry.stop();
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
const { port } = await server.start();
logger.info({ port }, 'listening');
