import { type Admin, Kafka, logLevel } from 'kafkajs';

/** How to reach the brokers. */
export interface KafkaOptions {
  /** `host:port` each; one that answers is enough. */
  readonly brokers: readonly string[];
  /** Shown by the brokers; use the service's name. */
  readonly clientId: string;
  /** Told what the client has to say about connections and groups, most of which it mends by itself. */
  readonly onWarning?: (message: string, details: object) => void;
}

export function connectKafka({ brokers, clientId, onWarning }: KafkaOptions): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: onWarning ? logLevel.WARN : logLevel.NOTHING,
    logCreator:
      () =>
      ({ log: { message, ...details } }) =>
        onWarning?.(message, details),
    // A call fails after some 5 s; whoever made it tries again, and can be stopped in between.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 7 },
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
  });
}

/** CloudEvents of a context, one partition for each part of the keys. */
export const eventsTopic = (context: string) => `ameide.${context}.events`;

/** What the relay of a context says about how far it is; one partition. */
export const progressTopic = (context: string) => `ameide.${context}.progress`;

/** How topics are made where they are missing. */
export interface TopicOptions {
  /** Of the events; 6 unless told. Never changed later, since it would tear aggregates out of order. */
  readonly partitions?: number;
  /** The brokers' own default unless told. */
  readonly replicationFactor?: number;
}

/** The log is for ever, and so is its topic: a read model can be rebuilt from it. A model can be large. */
const EVENTS_TOPIC_CONFIG = [
  { name: 'retention.ms', value: '-1' },
  { name: 'max.message.bytes', value: String(32 * 1024 * 1024) },
];
const PROGRESS_TOPIC_CONFIG = [{ name: 'retention.ms', value: String(60 * 60 * 1_000) }];

/** Makes the topics of a context unless they are there. */
export async function ensureTopics(admin: Admin, context: string, options: TopicOptions = {}): Promise<void> {
  const { partitions = 6, replicationFactor = -1 } = options;
  const wanted = [
    { topic: eventsTopic(context), numPartitions: partitions, replicationFactor, configEntries: EVENTS_TOPIC_CONFIG },
    { topic: progressTopic(context), numPartitions: 1, replicationFactor, configEntries: PROGRESS_TOPIC_CONFIG },
  ];
  const there = new Set(await admin.listTopics());
  const topics = wanted.filter(({ topic }) => !there.has(topic));
  if (topics.length > 0) await admin.createTopics({ waitForLeaders: true, topics });
}
