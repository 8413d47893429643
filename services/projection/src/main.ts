import { createLogFeed } from '@ameide/event-feed';
import { createEventStore } from '@ameide/event-store';
import { runService } from '@ameide/service-kit/rpc';
import { environmentSchema } from './config.ts';
import { declaration } from './declaration.ts';
import { createProjectionService } from './service.ts';

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  open({ environment, logger, pool }) {
    const feed = createLogFeed({ graph: createEventStore({ pool, schema: 'graphpatch' }) });
    return createProjectionService({ pool, feed, logger, heartbeatMs: environment.HEARTBEAT_SECONDS });
  },
});
