import { after, describe } from 'node:test';
import { eventFeedConformance, type KafkaBroker, kafkaSkipReason, startKafkaBroker } from '../src/testing/index.ts';
import { openKafkaEnvironment } from './kafka-environment.ts';

describe('a feed over a real Kafka', { skip: kafkaSkipReason() }, () => {
  let broker: Promise<KafkaBroker> | undefined;
  after(async () => (await broker)?.close());

  eventFeedConformance(async () => {
    broker ??= startKafkaBroker();
    const environment = await openKafkaEnvironment(await broker);
    const relay = environment.startRelay();
    return {
      ...environment,
      async close() {
        await relay.stop();
        await environment.close();
      },
    };
  });
});
