import { randomUUID } from 'node:crypto';
import { createInProcessLiveStreams } from '@ameide/live-streams';
import { createPool } from '@ameide/postgres';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { loadConfig } from '@ameide/service-kit/config';
import { createRpcPipeline, createRpcServer, createServiceTransport } from '@ameide/service-kit/rpc';
import { createLogger, startTelemetry } from '@ameide/service-kit/telemetry';
import { environmentSchema, gatewayConfig } from './config.ts';
import { createGatewayService } from './service.ts';

const environment = loadConfig(environmentSchema, process.env);
const logger = createLogger({ service: 'gateway', level: environment.LOG_LEVEL });
const telemetry = await startTelemetry({ service: 'gateway', endpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT });
const pool = createPool({ connectionString: environment.DATABASE_URL, applicationName: 'gateway', max: 20 });
const liveStreams = createInProcessLiveStreams();
const { INTERNAL_SECRET: internalSecret, OIDC_ISSUER: issuer } = environment;
const service = createGatewayService({
  pool,
  liveStreams,
  threadsTransport: createServiceTransport(environment.THREADS_URL),
  agentRuntimeTransport: createServiceTransport(environment.AGENT_RUNTIME_URL),
  internalCaller: createInternalCaller(internalSecret),
  logger,
  clock: Date.now,
  newId: randomUUID,
  config: gatewayConfig(environment),
});
const pipeline = createRpcPipeline({ authenticator: createAuthenticator({ issuer, internalSecret }), logger });
const server = createRpcServer({ pipeline, services: { gateway: service }, logger, port: environment.PORT });

const stop = async () => {
  await server.stop();
  await liveStreams.close();
  await pool.end();
  await telemetry.stop();
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
const { port } = await server.start();
logger.info({ port }, 'listening');
