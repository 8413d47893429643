import { type Cursor, compareCursors, type EventBody, type RecordedEvent } from '@ameide/event-store';
import type { EachBatchPayload, Consumer as GroupMember, KafkaMessage } from 'kafkajs';
import { createAttempts } from '../attempts.ts';
import { CheckpointMoved, type Consumer, createConsumer, type Delivery } from '../consumer.ts';
import type { SubscriptionOptions } from '../event-feed.ts';
import { fromRecord } from './cloud-event.ts';
import { loadPlace, movePlace, type PartitionPlace } from './offsets.ts';

const DEFAULT_BATCH_SIZE = 100;
const HEARTBEAT_MS = 2_000;

/** Handles what the brokers deliver of the partitions that this member of the group has. */
export interface PartitionReader {
  /** Reads these partitions from where the read model is. */
  seekAll(partitions: readonly number[]): Promise<void>;
  /** Handles a part of a partition. @throws the error of a database that is away; then the same comes again */
  handle(batch: EachBatchPayload): Promise<void>;
}

export function createPartitionReader<E extends EventBody>(
  options: SubscriptionOptions<E>,
  topic: string,
  startAfter: Cursor,
  member: GroupMember,
  signal: AbortSignal,
  onCommitted: () => void,
): PartitionReader {
  const { name: subscription, storage, batchSize = DEFAULT_BATCH_SIZE } = options;
  /** Offsets that the brokers do not have any more although the read model never had them. */
  const missing = new Map<number, bigint>();

  /** As this member last left them; another one that has moved on is noticed when the place is moved. */
  const places = new Map<number, PartitionPlace>();

  const attempts = createAttempts(storage, subscription);
  /** Made anew when partitions are shared out anew: the member that had them may have ended by one of their events. */
  const consumers = new Map<number, Consumer<E, PartitionPlace>>();

  function consumerOf(partition: number): Consumer<E, PartitionPlace> {
    const key = { subscription, topic, partition };
    const consumer =
      consumers.get(partition) ??
      createConsumer<E, PartitionPlace>(options, attempts, signal, (tx, from, to) =>
        movePlace(tx, storage.schema, key, from, to),
      );
    consumers.set(partition, consumer);
    return consumer;
  }

  async function placeIn(partition: number): Promise<PartitionPlace> {
    const known = places.get(partition) ?? (await loadPlace(storage, { subscription, topic, partition }, startAfter));
    places.set(partition, known);
    return known;
  }

  async function seek(partition: number): Promise<void> {
    places.delete(partition);
    const { offset } = await placeIn(partition);
    member.seek({ topic, partition, offset: String(offset) });
  }

  /** An event that this subscription is for and that was not handled before; undefined for any other record. */
  function eventOf({ value, headers, offset }: KafkaMessage, after: Cursor): RecordedEvent<E> | undefined {
    let event: RecordedEvent;
    try {
      event = fromRecord(value, headers);
    } catch (cause) {
      options.onError?.(new Error(`the record ${topic}@${offset} cannot be read and is left out`, { cause }));
      return undefined;
    }
    return compareCursors(event.cursor, after) > 0 ? (event as RecordedEvent<E>) : undefined;
  }

  function isWanted({ type, tenant }: RecordedEvent<E>): boolean {
    if (options.types && !options.types.includes(type)) return false;
    return options.tenant === undefined || options.tenant === tenant;
  }

  async function handle({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    let place = await placeIn(partition);
    const consumer = consumerOf(partition);
    const messages = batch.messages.filter(({ offset }) => BigInt(offset) >= place.offset);
    const [first] = messages;
    if (!first || (BigInt(first.offset) > place.offset && missing.get(partition) !== place.offset)) {
      // Not what comes next: ask for that. Should the brokers answer with the same again, it is all that they have.
      missing.set(partition, place.offset);
      member.seek({ topic, partition, offset: String(place.offset) });
      return;
    }
    for (let next = 0; next < messages.length; next += batchSize) {
      if (signal.aborted || !isRunning() || isStale()) return;
      const deliveries: Delivery<E, PartitionPlace>[] = [];
      let to = place;
      for (const message of messages.slice(next, next + batchSize)) {
        const event = eventOf(message, to.cursor);
        to = { offset: BigInt(message.offset) + 1n, cursor: event?.cursor ?? to.cursor };
        if (event && isWanted(event)) deliveries.push({ event, place: to });
      }
      const handled = await consumer.handle(deliveries, place, to);
      onCommitted();
      if (handled !== to) {
        places.delete(partition);
        return;
      }
      place = to;
      places.set(partition, place);
      resolveOffset(String(place.offset - 1n));
      await heartbeat();
    }
  }

  return {
    async seekAll(partitions) {
      missing.clear();
      places.clear();
      consumers.clear();
      for (const partition of partitions) await seek(partition);
    },
    async handle(batch) {
      // A member that is silent while an event takes its time would lose its partitions.
      const beat = setInterval(() => void batch.heartbeat().catch(() => undefined), HEARTBEAT_MS);
      try {
        await handle(batch);
      } catch (error) {
        if (signal.aborted) return;
        await seek(batch.batch.partition).catch(() => undefined);
        if (!(error instanceof CheckpointMoved) && !isOfBrokers(error)) throw error;
      } finally {
        clearInterval(beat);
      }
    },
  };
}

/** The group gives partitions to its members anew, or the brokers are away; what was handled has been committed. */
function isOfBrokers(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('KafkaJS');
}
