import { ConfigError } from '@ameide/service-kit/config';
import { runService } from '@ameide/service-kit/rpc';
import { agentRuntimeConfig, environmentSchema } from './config.ts';
import { declaration } from './declaration.ts';
import { createAgentRuntimeService, modelFault, readOwnAgent } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  open({ environment, pool, internalCaller, transportTo }) {
    const { AGENT_FOLDER: folder, AGENT_MODEL: model } = environment;
    const config = agentRuntimeConfig(environment, process.env);
    const fault = model === undefined ? undefined : modelFault(model, config);
    if (fault !== undefined) throw new ConfigError([`AGENT_MODEL: ${fault}`]);
    return createAgentRuntimeService({
      pool,
      projectionTransport: transportTo('projection'),
      graphPatchTransport: transportTo('graphpatch'),
      gatewayTransport: transportTo('gateway'),
      internalCaller,
      agent: folder === undefined ? undefined : readOwnAgent(folder, process.env),
      config,
    });
  },
});
