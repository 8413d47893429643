import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import { progressTopic } from './connection.ts';
import type { RelayProgress } from './relay-progress.ts';

/** A word of the relay, and where it stands in its topic. */
export interface ToldProgress extends RelayProgress {
  readonly offset: bigint;
  /** When this process heard of it, in ms of `performance.now()`. */
  readonly heardAt: number;
}

/** Hears what the relay of a context says from now on. */
export interface ProgressReader {
  /** The newest word. */
  readonly newest: ToldProgress | undefined;
  /** Calls `hear` for every word from now on, until the returned function is called. */
  listen(hear: (progress: ToldProgress) => void): () => void;
  /** The newest word's offset in the topic, plus one. */
  end(): Promise<bigint>;
  stop(): Promise<void>;
}

/** Every process hears everything, so each has a group of its own, which the brokers forget when it is gone. */
export async function readProgress(kafka: Kafka, admin: Admin, context: string): Promise<ProgressReader> {
  const topic = progressTopic(context);
  const listeners = new Set<(progress: ToldProgress) => void>();
  let newest: ToldProgress | undefined;
  const consumer = kafka.consumer({
    groupId: `${topic}.${randomUUID()}`,
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { retries: Number.MAX_SAFE_INTEGER, restartOnFailure: async () => true },
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: false });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const progress = JSON.parse(String(message.value)) as RelayProgress;
      newest = { ...progress, offset: BigInt(message.offset), heardAt: performance.now() };
      for (const hear of [...listeners]) hear(newest);
    },
  });
  return {
    get newest() {
      return newest;
    },
    listen(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    async end() {
      const [partition] = await admin.fetchTopicOffsets(topic);
      return BigInt(partition!.high);
    },
    stop: () => consumer.disconnect(),
  };
}
