import { openPool } from '@ameide/postgres';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { createServiceTransport, runService } from '@ameide/service-kit/rpc';
import { agentRuntimeConfig, environmentSchema } from './config.ts';
import { createAgentRuntimeService, migrateAgentRuntime, readOwnAgent } from './service.ts';

await runService({
  name: 'agent-runtime',
  schema: environmentSchema,
  env: process.env,
  async open(environment, logger) {
    const { AGENT_FOLDER: folder } = environment;
    const agent = folder === undefined ? undefined : readOwnAgent(folder, process.env);
    const pool = await openPool({
      applicationName: 'agent-runtime',
      connectionString: environment.DATABASE_URL,
      adminConnectionString: environment.DATABASE_ADMIN_URL,
      migrate: migrateAgentRuntime,
      max: 20,
      onConnectionError: (err) => logger.warn({ err }, 'a connection to the database broke'),
    });
    const service = createAgentRuntimeService({
      pool,
      projectionTransport: createServiceTransport(environment.PROJECTION_URL),
      graphPatchTransport: createServiceTransport(environment.GRAPHPATCH_URL),
      internalCaller: createInternalCaller(environment.INTERNAL_SECRET),
      agent,
      config: agentRuntimeConfig(environment),
    });
    return { service, close: () => pool.end() };
  },
});
