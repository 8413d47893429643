import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compareCursors } from '@ameide/event-store';
import { until } from '@ameide/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { eventsTopic } from '../src/kafka/connection.ts';
import { openReader, range } from '../src/testing/environment.ts';
import { type KafkaBroker, kafkaSkipReason, startKafkaBroker } from '../src/testing/index.ts';
import { type KafkaEnvironment, openKafkaEnvironment } from './kafka-environment.ts';

const LEASE_MS = 1_000;
const main = fileURLToPath(new URL('relay-process.ts', import.meta.url));

/** A relay as a process that can be killed, stopped and continued. */
function startRelayProcess(t: TestContext, environment: KafkaEnvironment, broker: KafkaBroker) {
  const { context, appUrl } = environment;
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [main], {
    env: { DATABASE_URL: appUrl, KAFKA_BROKERS: broker.address, CONTEXT: context, LEASE_MS: String(LEASE_MS) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let [leads, batches] = [false, 0];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'leads') leads = true;
    else batches += 1;
  });
  return {
    get leads() {
      return leads;
    },
    get batches() {
      return batches;
    },
    signal: (name: NodeJS.Signals) => child.kill(name),
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Every record of a topic so far, by partition. */
async function readTopic(broker: KafkaBroker, topic: string): Promise<Map<number, string[]>> {
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const [admin, consumer] = [kafka.admin(), kafka.consumer({ groupId: `test-${process.pid}-${topic}` })];
  await Promise.all([admin.connect(), consumer.connect()]);
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
  const records = new Map([...ends.keys()].map((partition) => [partition, [] as string[]]));
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) =>
      void records.get(partition)!.push(String(message.headers!.ce_cursor)),
  });
  await until(() => [...ends].every(([partition, end]) => records.get(partition)!.length >= end));
  await Promise.all([admin.disconnect(), consumer.disconnect()]);
  return records;
}

describe('a feed over Kafka under faults', { skip: kafkaSkipReason(), timeout: 240_000 }, () => {
  let broker: KafkaBroker;
  before(async () => {
    broker = await startKafkaBroker();
  });
  after(() => broker?.close());

  /** Each of ten streams gets the numbers from 0 on, and while that goes on `disturb` runs. All of it ends with the test. */
  const exercise = async (
    t: TestContext,
    name: string,
    rounds: number,
    disturb: (environment: KafkaEnvironment, round: number) => Promise<unknown> | undefined,
  ) => {
    const opened = await openKafkaEnvironment(broker);
    const running: { stop(): Promise<void> }[] = [];
    const environment: KafkaEnvironment = {
      ...opened,
      startRelay(options) {
        const relay = opened.startRelay(options);
        running.push(relay);
        return relay;
      },
    };
    const reader = await openReader(async () => environment);
    t.after(async () => {
      await Promise.all(running.map((each) => each.stop()));
      await reader.close();
    });
    const streams = range(10).map(() => reader.newStream());
    const subscription = await reader.subscribe(name);
    running.push(subscription);
    const disturbances: unknown[] = [];
    for (const n of range(rounds)) {
      disturbances.push(disturb(environment, n));
      await Promise.all(streams.map((stream) => reader.append(stream, n)));
    }
    await Promise.all(disturbances);
    await subscription.caughtUp();
    const handled = await reader.handled(name);
    for (const stream of streams) {
      const numbers = handled.filter((row) => row.stream === stream).map(({ n }) => n);
      assert.deepEqual(numbers, range(rounds));
    }
    return { environment, reader };
  };

  test('a broker that is killed and started again, with relay and subscription at work: nothing is lost or handled twice', async (t) => {
    await exercise(t, 'broker', 60, (environment, round) => {
      if (round === 0) environment.startRelay({ leaseMs: LEASE_MS });
      if (round === 20) return broker.kill();
      return round === 40 ? broker.restart() : undefined;
    });
  });

  test('relays that are killed in the middle: another one takes over, nothing is lost, the first copies are in order', async (t) => {
    const relays: ReturnType<typeof startRelayProcess>[] = [];
    const killed: Promise<void>[] = [];
    const { environment } = await exercise(t, 'relays', 200, (environment, round) => {
      if (round === 0) for (const _ of range(3)) relays.push(startRelayProcess(t, environment, broker));
      if (round % 50 !== 0 || killed.length >= 2) return undefined;
      const killing = until(() => relays.some(({ batches }) => batches > 1)).then(() => {
        const index = relays.findIndex(({ batches }) => batches > 1);
        return relays.splice(index, 1)[0]!.kill();
      });
      killed.push(killing);
      return killing;
    });
    for (const cursors of (await readTopic(broker, eventsTopic(environment.context))).values()) {
      const first = [...new Set(cursors)];
      assert.deepEqual(first, first.toSorted(compareCursors));
    }
  });

  test('a relay that stood still while another one took over ends by itself and puts nothing out of order', async (t) => {
    let [first, second]: ReturnType<typeof startRelayProcess>[] = [];
    const { environment } = await exercise(t, 'stands-still', 100, async (environment, round) => {
      if (round !== 0) return;
      first = startRelayProcess(t, environment, broker);
      await until(() => first!.batches > 1);
      first.signal('SIGSTOP');
      second = startRelayProcess(t, environment, broker);
      await until(() => second!.batches > 0);
      first.signal('SIGCONT');
    });
    for (const cursors of (await readTopic(broker, eventsTopic(environment.context))).values()) {
      const copies = [...new Set(cursors)];
      assert.deepEqual(copies, copies.toSorted(compareCursors));
    }
  });

  test('a read model that was dropped with its offsets is built again from the first event', async (t) => {
    const { reader } = await exercise(t, 'rebuild', 5, (environment, round) => {
      if (round === 0) environment.startRelay();
      return undefined;
    });
    const before = await reader.numbers('rebuild');
    await reader.admin.query(`truncate ${reader.storage.schema}.handled, ${reader.storage.schema}.offsets`);
    const again = reader.feed.subscribe({
      name: 'rebuild',
      context: reader.context,
      storage: reader.storage,
      handle: reader.record('rebuild') as never,
    });
    await again.caughtUp();
    assert.deepEqual((await reader.numbers('rebuild')).sort(), before.sort());
    await again.stop();
  });
});
