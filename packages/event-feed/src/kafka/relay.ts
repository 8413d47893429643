import { setTimeout as delay } from 'node:timers/promises';
import { compareCursors, type EventStore, type LogPage, type RecordedEvent } from '@ameide/event-store';
import { type Kafka, Partitioners, type PartitionMetadata, type Producer } from 'kafkajs';
import { follow } from '../log/follow.ts';
import { type FeedRecord, toRecord } from './cloud-event.ts';
import {
  connectKafka,
  ensureTopics,
  eventsTopic,
  type KafkaOptions,
  progressTopic,
  type TopicOptions,
} from './connection.ts';
import { LeaseLost, type RelayLease, takeLease } from './relay-lease.ts';
import type { RelayProgress } from './relay-progress.ts';

export interface RelayOptions {
  /** The log to publish, of a schema with `relayMigrations`. */
  readonly log: EventStore;
  /** Whose events they are: the context in `ameide.<context>.events`. */
  readonly context: string;
  readonly kafka: KafkaOptions;
  readonly topics?: TopicOptions;
  /** Events published at a time; 500 unless told. */
  readonly batchSize?: number;
  /** Milliseconds between two words about progress when nothing is published; 250 unless told. */
  readonly progressIntervalMs?: number;
  /** Milliseconds after which another relay takes over from one that says nothing; 5,000 unless told. */
  readonly leaseMs?: number;
  /** Told when the database or the brokers cannot be reached; the relay goes on when they can. */
  readonly onError?: (error: unknown) => void;
  /** Told how many events were published, after each batch. */
  readonly onPublished?: (events: number) => void;
}

export interface Relay {
  /** Whether this relay, and not another one, publishes the log now. */
  readonly leads: boolean;
  /** Resolves when what is in hand has been published; another relay can take over at once. */
  stop(): Promise<void>;
}

const DEFAULT_BATCH_SIZE = 500;
const DEFAULT_PROGRESS_INTERVAL_MS = 250;
const DEFAULT_LEASE_MS = 5_000;
/** Values in one request to a broker; a single event may be larger. */
const MAX_REQUEST_BYTES = 1024 * 1024;

/**
 * Publishes a log, at least once and in order for each aggregate. Run one in every replica of the service that owns the
 * log: one leads, another takes over.
 */
export function startRelay(options: RelayOptions): Relay {
  const { log, context, leaseMs = DEFAULT_LEASE_MS, progressIntervalMs = DEFAULT_PROGRESS_INTERVAL_MS } = options;
  const kafka = connectKafka(options.kafka);
  const stopping = new AbortController();
  const { signal } = stopping;
  let leads = false;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const lease = await takeLease(log, leaseMs);
        if (lease) await lead(lease);
      } catch (error) {
        if (!(error instanceof LeaseLost)) options.onError?.(error);
      }
      await delay(leaseMs / 5, undefined, { signal }).catch(() => undefined);
    }
  }

  async function lead(lease: RelayLease): Promise<void> {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    try {
      const offsets = await prepareTopics(kafka, context, options.topics);
      await producer.connect();
      leads = true;
      await publishFrom(lease, producer, offsets);
    } finally {
      leads = false;
      await lease.release().catch(() => undefined);
      await producer.disconnect().catch(() => undefined);
    }
  }

  async function publishFrom(lease: RelayLease, producer: Producer, offsets: string[]): Promise<void> {
    const { batchSize: limit = DEFAULT_BATCH_SIZE } = options;
    const following = { after: lease.start, limit, pollIntervalMs: progressIntervalMs, signal };
    const renewEveryMs = leaseMs / 5;
    let renewed = performance.now();
    let toldAt = 0;
    let publishedSince: Date | undefined;
    for await (const page of follow(log, following)) {
      for (const records of requestsOf(page.events, context)) await publish(producer, records, offsets);
      publishedSince ??= page.events[0]?.recordedAt;
      if (page.events.length > 0 || performance.now() - renewed > renewEveryMs) {
        await lease.advance(page.next);
        renewed = performance.now();
      }
      if (page.events.length > 0) options.onPublished?.(page.events.length);
      const now = performance.now();
      // Looks that follow each other within a millisecond, while a transaction is about to end, say it once.
      if (page.events.length === 0 && now - toldAt < progressIntervalMs / 2) continue;
      const progress: RelayProgress = {
        epoch: lease.epoch,
        cursor: page.next,
        ceiling: page.ceiling,
        offsets,
        ...(publishedSince && { publishedSince: publishedSince.toISOString() }),
        ...(await backlogOf(page)),
      };
      await producer.send({ topic: progressTopic(context), messages: [{ value: JSON.stringify(progress) }] });
      publishedSince = undefined;
      toldAt = now;
    }
  }

  async function publish(producer: Producer, records: FeedRecord[], offsets: string[]): Promise<void> {
    const counts = new Map<number, number>();
    const messages = records.map((record) => {
      const partition = partitionOf(record, offsets.length);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
      return { ...record, partition };
    });
    for (const { partition, baseOffset } of await producer.send({ topic: eventsTopic(context), messages })) {
      const first = BigInt(baseOffset ?? -1);
      if (first < 0n) throw new Error(`the broker does not say where it has put events of ${context}`);
      offsets[partition] = String(first + BigInt(counts.get(partition)!));
    }
  }

  /** What a transaction that still runs keeps from being published. */
  async function backlogOf({ end, next, ceiling }: LogPage): Promise<Pick<RelayProgress, 'backlog'>> {
    if (!end || compareCursors(next, ceiling) >= 0) return {};
    const backlog = await log.backlog({ after: next });
    if (!backlog) return {};
    const { oldest, heldBy } = backlog;
    return { backlog: { oldest: oldest.toISOString(), ...(heldBy && { heldBy }) } };
  }

  const ended = run();
  return {
    get leads() {
      return leads;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** By the hash that Kafka's own clients use, so that whoever publishes by key finds the same partition. */
function partitionOf(message: FeedRecord, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0 }));
  return hash({ topic: '', partitionMetadata: partitionMetadata as PartitionMetadata[], message });
}
const hash = Partitioners.DefaultPartitioner();

/** The topics' end offsets, by partition. */
async function prepareTopics(kafka: Kafka, context: string, topics: TopicOptions | undefined): Promise<string[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await ensureTopics(admin, context, topics);
    const offsets: string[] = [];
    for (const { partition, high } of await admin.fetchTopicOffsets(eventsTopic(context))) offsets[partition] = high;
    return offsets;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Cut so that no request becomes too large for a broker. */
function* requestsOf(events: readonly RecordedEvent[], context: string): Generator<FeedRecord[]> {
  let records: FeedRecord[] = [];
  let bytes = 0;
  for (const event of events) {
    const record = toRecord(event, context);
    const size = Buffer.byteLength(record.value);
    if (records.length > 0 && bytes + size > MAX_REQUEST_BYTES) {
      yield records;
      [records, bytes] = [[], 0];
    }
    records.push(record);
    bytes += size;
  }
  if (records.length > 0) yield records;
}
