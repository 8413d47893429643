import { openLiveStreams, openPresence } from '@ameide/live-streams';
import { openRateLimits } from '@ameide/rate-limits';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema, gatewayConfig } from './config.ts';
import { declaration } from './declaration.ts';
import { createGatewayService } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  async open({ environment, logger, pool, internalCaller, transportTo, onStop }) {
    const onBroken = (err: Error) => logger.warn({ err }, 'the connection to Redis broke');
    const liveStreams = await openLiveStreams(environment.REDIS_URL, onBroken);
    onStop(() => liveStreams.close());
    const presence = await openPresence(environment.REDIS_URL, onBroken);
    onStop(() => presence.close());
    const rateLimits = await openRateLimits(environment.REDIS_URL, environment.LIMITS_WITHOUT_REDIS, onBroken);
    onStop(() => rateLimits.close());
    return createGatewayService({
      pool,
      rateLimits,
      liveStreams,
      presence,
      threadsTransport: transportTo('threads'),
      agentRuntimeTransport: transportTo('agent-runtime'),
      projectionTransport: transportTo('projection'),
      graphpatchTransport: transportTo('graphpatch'),
      internalCaller,
      logger,
      config: gatewayConfig(environment),
    });
  },
});
