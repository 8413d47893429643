import { createInProcessLiveStreams } from '@ameide/live-streams';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema, gatewayConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { createGatewayService } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  open({ environment, logger, pool, internalCaller, transportTo, onStop }) {
    const liveStreams = createInProcessLiveStreams();
    onStop(() => liveStreams.close());
    return createGatewayService({
      pool,
      liveStreams,
      threadsTransport: transportTo('threads'),
      agentRuntimeTransport: transportTo('agent-runtime'),
      internalCaller,
      logger,
      config: gatewayConfig(environment),
    });
  },
});
