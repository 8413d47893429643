import { createInProcessLiveStreams } from '@ameide/live-streams';
import { openPool } from '@ameide/postgres';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { createServiceTransport, runService } from '@ameide/service-kit/rpc';
import { environmentSchema, gatewayConfig } from './config.ts';
import { createGatewayService, migrateGateway } from './service.ts';

await runService({
  name: 'gateway',
  schema: environmentSchema,
  env: process.env,
  async open(environment, logger) {
    const pool = await openPool({
      applicationName: 'gateway',
      connectionString: environment.DATABASE_URL,
      adminConnectionString: environment.DATABASE_ADMIN_URL,
      migrate: migrateGateway,
      max: 20,
      onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
    });
    const liveStreams = createInProcessLiveStreams();
    const service = createGatewayService({
      pool,
      liveStreams,
      threadsTransport: createServiceTransport(environment.THREADS_URL),
      agentRuntimeTransport: createServiceTransport(environment.AGENT_RUNTIME_URL),
      internalCaller: createInternalCaller(environment.INTERNAL_SECRET),
      logger,
      config: gatewayConfig(environment),
    });
    const close = async () => {
      await liveStreams.close();
      await pool.end();
    };
    return { service, close };
  },
});
