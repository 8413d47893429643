import { startKafkaBroker } from '@ameide/event-feed/testing';
import { kafka } from '../../../scripts/components/kafka.ts';
import type { Report } from '../figure.ts';
import { benchAppendBesideEmmett } from './append.ts';
import { benchDeltas } from './deltas.ts';
import { benchRelay } from './relay.ts';

/** The figures of the feed, on a real broker. @throws Error when this machine does not have Kafka */
export async function benchFeed(report: Report): Promise<void> {
  const jars = await kafka.find();
  if (jars === null) throw new Error(`this needs Kafka: ${kafka.howToGet}`);
  await benchAppendBesideEmmett(report);
  await benchDeltas(report, 'log');
  const broker = await startKafkaBroker(jars);
  try {
    await benchRelay(report, broker.address);
    await benchDeltas(report, 'kafka', [broker.address]);
  } finally {
    await broker.close();
  }
}
