import { setTimeout as delay } from 'node:timers/promises';
import { type Cursor, type EventBody, START } from '@ameide/event-store';
import { identifier, isConflict, isUnavailable } from '@ameide/postgres';
import type { Admin, Consumer as GroupMember, Kafka } from 'kafkajs';
import type { EventFeed, Lag, Subscription, SubscriptionOptions } from '../event-feed.ts';
import { expireHourly } from '../expiry.ts';
import { replayOnRequest } from '../replay.ts';
import { connectKafka, ensureTopics, eventsTopic, type KafkaOptions, type TopicOptions } from './connection.ts';
import { readOffsets } from './offsets.ts';
import { createPartitionReader } from './partition-reader.ts';
import { type ProgressReader, readProgress } from './progress-reader.ts';
import { isReached, type Offsets, published, publishedByNow } from './reach.ts';
import { createRelayLag } from './relay-lag.ts';

export interface KafkaFeedOptions {
  readonly kafka: KafkaOptions;
  /** What this process may follow. */
  readonly contexts: readonly string[];
  readonly topics?: TopicOptions;
}

/** Topics that relays write, as a feed. */
export function createKafkaFeed({ kafka: options, contexts, topics }: KafkaFeedOptions): EventFeed {
  const kafka = connectKafka(options);
  return {
    subscribe(subscription) {
      if (contexts.includes(subscription.context)) return subscribeToTopic(kafka, topics, subscription);
      throw new TypeError(`this feed is not of the context ${subscription.context}`);
    },
  };
}

const DEFAULT_POLL_INTERVAL_MS = 1_000;
const SESSION_TIMEOUT_MS = 10_000;
/** Another replica may have handled what this one waits for. */
const LOOK_MS = 50;

function subscribeToTopic<E extends EventBody>(
  kafka: Kafka,
  topics: TopicOptions | undefined,
  options: SubscriptionOptions<E>,
): Subscription {
  const { name, storage, context, startAfter = START, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS } = options;
  identifier(storage.schema);
  const topic = eventsTopic(context);
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  const ending = new AbortController();
  const relayLag = createRelayLag();
  const reader = Promise.withResolvers<ProgressReader>();
  reader.promise.catch(() => undefined);
  let committed = Promise.withResolvers<void>();

  async function run(): Promise<void> {
    const admin = kafka.admin();
    const member = kafka.consumer({
      groupId: `ameide.${storage.schema}.${name}`,
      sessionTimeout: SESSION_TIMEOUT_MS,
      rebalanceTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: 1_000,
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 1_000, restartOnFailure: async () => true },
    });
    let progress: ProgressReader | undefined;
    try {
      progress = await untilReachable(() => open(admin, member));
      if (progress) await consume(member, progress);
    } finally {
      await Promise.allSettled([member.disconnect(), progress?.stop(), admin.disconnect()]);
    }
  }

  async function untilReachable<T>(call: () => Promise<T>): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await call();
      } catch (error) {
        options.onError?.(error);
        await delay(Math.min(pollIntervalMs, 1_000), undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async function open(admin: Admin, member: GroupMember): Promise<ProgressReader> {
    await admin.connect();
    await ensureTopics(admin, context, topics);
    await member.connect();
    await member.subscribe({ topic, fromBeginning: true });
    const progress = await readProgress(kafka, admin, context);
    reader.resolve(progress);
    return progress;
  }

  async function consume(member: GroupMember, progress: ProgressReader): Promise<void> {
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const partitions = createPartitionReader(options, topic, startAfter, member, signal, () => {
      committed.resolve();
      committed = Promise.withResolvers();
    });
    progress.listen(relayLag.hear);
    member.on('consumer.group_join', ({ payload }) => {
      // Where a member begins is what stands with the read model, not what the brokers know.
      void partitions
        .seekAll(payload.memberAssignment[topic] ?? [])
        .catch((error: unknown) => options.onError?.(error));
    });
    member.on('consumer.crash', ({ payload: { error, restart } }) => {
      options.onError?.(error);
      // The client begins again by itself, or never.
      if (!restart) failed.reject(error);
    });
    await member.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: async (batch) => {
        try {
          await partitions.handle(batch);
        } catch (error) {
          if (signal.aborted) return;
          options.onError?.(error);
          if (!isUnavailable(error) && !isConflict(error)) failed.reject(error);
          await delay(Math.min(pollIntervalMs, 1_000), undefined, { signal }).catch(() => undefined);
        }
      },
    });
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([stopped, failed.promise]);
  }

  async function untilHandled(
    findOffsets: (of: ProgressReader, within: AbortSignal) => Promise<Offsets>,
    waiting?: AbortSignal,
  ) {
    const within = waiting ? AbortSignal.any([waiting, ending.signal]) : ending.signal;
    const offsets = await findOffsets(await orAborted(reader.promise, within), within);
    while (!isReached(offsets, await readOffsets(storage, name, topic))) {
      within.throwIfAborted();
      await orAborted(Promise.race([committed.promise, delay(LOOK_MS)]), within);
    }
  }

  async function lag(): Promise<Lag> {
    return relayLag.lag(await readOffsets(storage, name, topic));
  }

  async function tellLag(): Promise<void> {
    while (options.onLag && !signal.aborted) {
      await lag().then(options.onLag, () => undefined);
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  const others = Promise.all([
    replayOnRequest(options, pollIntervalMs, signal),
    expireHourly(options, signal),
    tellLag(),
  ]);
  const end = (cause?: unknown) => {
    ending.abort(new Error(`subscription ${name} has ended`, { cause }));
    stopping.abort();
    return others;
  };
  const ended = run().then(
    async () => void (await end()),
    async (error: unknown) => {
      await end(error);
      throw error;
    },
  );
  // Whoever does not look at `ended` was told through onError.
  ended.catch(() => undefined);
  return {
    waitFor: (cursor: Cursor, waiting) => untilHandled((of, within) => published(of, cursor, within), waiting),
    caughtUp: (waiting) => untilHandled(publishedByNow, waiting),
    lag,
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
    ended,
  };
}

/** @throws the signal's reason when that comes first */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
