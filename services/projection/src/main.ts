import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { declaration } from './declaration.ts';
import { createProjectionService } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  open: ({ environment, logger, pool, internalCaller, transportTo, openFeed }) =>
    createProjectionService({
      pool,
      feed: openFeed(),
      graphpatchTransport: transportTo('graphpatch'),
      internalCaller,
      logger,
      heartbeatMs: environment.HEARTBEAT_SECONDS * 1_000,
    }),
});
