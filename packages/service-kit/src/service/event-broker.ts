import type { EventFeed } from '@ameide/event-feed';
import { createKafkaFeed, type KafkaOptions, type Relay, startRelay } from '@ameide/event-feed/kafka';
import { createEventStore } from '@ameide/event-store';
import type pg from 'pg';
import type { Logger } from '../telemetry/logger.ts';
import type { ServiceDeclaration } from './declaration.ts';

/** Publishes the log of a service to Kafka; undefined for a service that has none. One replica of the service does, the others stand by. */
export function startServiceRelay(
  { schema, publishes, name }: ServiceDeclaration,
  pool: pg.Pool,
  brokers: readonly string[],
  logger: Logger,
): Relay | undefined {
  if (publishes === undefined) return undefined;
  return startRelay({
    log: createEventStore({ pool, schema }),
    context: publishes,
    kafka: kafkaOptions(name, brokers, logger),
    onError: (err) => logger.error({ err }, 'the log cannot be published'),
  });
}

/** The events that a service follows, over Kafka. */
export function openEventFeed(
  { follows, name }: ServiceDeclaration,
  brokers: readonly string[],
  logger: Logger,
): EventFeed {
  return createKafkaFeed({ kafka: kafkaOptions(name, brokers, logger), contexts: follows });
}

function kafkaOptions(clientId: string, brokers: readonly string[], logger: Logger): KafkaOptions {
  return { brokers, clientId, onWarning: (message, details) => logger.warn({ kafka: details }, message) };
}
