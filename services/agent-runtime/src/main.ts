import { createPool } from '@ameide/postgres';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { loadConfig } from '@ameide/service-kit/config';
import { createRpcPipeline, createRpcServer, createServiceTransport } from '@ameide/service-kit/rpc';
import { createLogger, startTelemetry } from '@ameide/service-kit/telemetry';
import { agentRuntimeConfig, environmentSchema } from './config.ts';
import { createAgentRuntimeService } from './service.ts';

const environment = loadConfig(environmentSchema, process.env);
const logger = createLogger({ service: 'agent-runtime', level: environment.LOG_LEVEL });
const telemetry = await startTelemetry({ service: 'agent-runtime', endpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT });
const pool = createPool({ connectionString: environment.DATABASE_URL, applicationName: 'agent-runtime', max: 20 });
const { INTERNAL_SECRET: internalSecret, OIDC_ISSUER: issuer } = environment;
const service = createAgentRuntimeService({
  pool,
  projectionTransport: createServiceTransport(environment.PROJECTION_URL),
  graphPatchTransport: createServiceTransport(environment.GRAPHPATCH_URL),
  internalCaller: createInternalCaller(internalSecret),
  config: agentRuntimeConfig(environment),
});
const pipeline = createRpcPipeline({ authenticator: createAuthenticator({ issuer, internalSecret }), logger });
const server = createRpcServer({ pipeline, services: { 'agent-runtime': service }, logger, port: environment.PORT });

const stop = async () => {
  await server.stop();
  await pool.end();
  await telemetry.stop();
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
const { port } = await server.start();
logger.info({ port }, 'listening');
