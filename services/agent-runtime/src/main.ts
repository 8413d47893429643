import { runService } from '@ameide/service-kit/rpc';
import { agentRuntimeConfig, environmentSchema } from './config.ts';
import { declaration } from './declaration.ts';
import { createAgentRuntimeService, readOwnAgent } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  open({ environment, pool, internalCaller, transportTo }) {
    const { AGENT_FOLDER: folder } = environment;
    return createAgentRuntimeService({
      pool,
      projectionTransport: transportTo('projection'),
      graphPatchTransport: transportTo('graphpatch'),
      internalCaller,
      agent: folder === undefined ? undefined : readOwnAgent(folder, process.env),
      config: agentRuntimeConfig(environment),
    });
  },
});
