import { openLiveStreams } from '@ameide/live-streams';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema, gatewayConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { createGatewayService } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  async open({ environment, logger, pool, internalCaller, transportTo, onStop }) {
    const liveStreams = await openLiveStreams(environment.REDIS_URL, (err) =>
      logger.warn({ err }, 'the connection to Redis broke'),
    );
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
