import { objectStoreFault, openObjectStore } from '@ameide/object-store';
import { ConfigError } from '@ameide/service-kit/config';
import { runService } from '@ameide/service-kit/rpc';
import { chatConfig, environmentSchema } from './config.ts';
import { declaration } from './declaration.ts';
import { createThreadsService } from './service.ts';

const SECOND_MS = 1_000;

await runService({
  declaration,
  variables: environmentSchema,
  env: process.env,
  async open({ environment, logger, pool, openFeed, onStop }) {
    const fault = objectStoreFault(environment);
    if (fault !== undefined) throw new ConfigError([fault]);
    const objects = await openObjectStore(environment);
    onStop(async () => objects.close());
    const sweepEveryMs = environment.EXPIRY_INTERVAL_SECONDS * SECOND_MS;
    const feed = environment.KAFKA_BROKERS === undefined ? undefined : openFeed();
    return createThreadsService({ pool, feed, objects, logger, sweepEveryMs, ...chatConfig(environment) });
  },
});
