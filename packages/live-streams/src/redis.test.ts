import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { until } from '@ameide/test-kit';
import { Redis } from 'ioredis';
import type { LiveStreams, ReadOptions } from './live-streams.ts';
import { openRedisLiveStreams, type RedisLiveStreamsOptions } from './redis.ts';
import { liveStreamsConformance } from './testing/conformance.ts';
import { redisSkipReason, startRedis, type TestRedis } from './testing/redis-server.ts';

describe('live streams in Redis', { skip: redisSkipReason(), timeout: 120_000 }, () => {
  let server: TestRedis;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.kill());

  liveStreamsConformance('redis', (options) =>
    openRedisLiveStreams({ ...options, url: server.url, prefix: `{${randomUUID()}}:` }),
  );

  const open: LiveStreams[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((streams) => streams.close()));
  });
  const replica = async (prefix: string, options: Partial<RedisLiveStreamsOptions> = {}) => {
    const streams = await openRedisLiveStreams({ url: server.url, prefix, ...options });
    open.push(streams);
    return streams;
  };

  it('lets other processes read while one writes, and locks a producer out whose epoch is over', async () => {
    const prefix = `{${randomUUID()}}:`;
    const [first, second, reader] = await Promise.all([replica(prefix), replica(prefix), replica(prefix)]);
    const reading = Promise.all([collect(reader, 'a'), collect(second, 'a')]);
    for (let index = 1; index <= 500; index++) await append(first, 1, index);
    await second.restart('a', { epoch: 2, index: 1 }, frame('2.1'));
    await assert.rejects(append(first, 1, 501), { name: 'StaleEpochError' });
    await assert.rejects(first.end('a', 1), { name: 'StaleEpochError' });
    await second.end('a', 2);
    for (const seen of await reading) {
      const [last, ...before] = seen.toReversed();
      assert.equal(last, '2.1');
      assert.deepEqual(
        before.toReversed(),
        before.map((_, n) => `1.${n + 1}`),
      );
    }
  });

  it('lets one of several producers of an epoch append each frame', async () => {
    const prefix = `{${randomUUID()}}:`;
    const producers = await Promise.all([replica(prefix), replica(prefix), replica(prefix)]);
    for (let index = 1; index <= 50; index++) {
      const tried = await Promise.allSettled(producers.map((producer) => append(producer, 1, index)));
      assert.equal(tried.filter(({ status }) => status === 'fulfilled').length, 1);
    }
    const expected = Array.from({ length: 50 }, (_, n) => `1.${n + 1}`);
    assert.deepEqual(await collect(producers[0]!, 'a', { follow: false }), expected);
  });

  it('keeps no key for ever', async () => {
    const prefix = `{${randomUUID()}}:`;
    const streams = await replica(prefix, { limits: { maxTotalBytes: 8 } });
    await append(streams, 1, 1);
    await streams.append('b', { epoch: 1, index: 1 }, frame('1.1'));
    await streams.end('b', 1);
    await append(streams, 1, 2);
    const redis = new Redis(server.url);
    const keys = await redis.keys(`${prefix}*`);
    assert.ok(keys.length >= 6);
    for (const key of keys) assert.ok((await redis.pttl(key)) > 0, key);
    redis.disconnect();
  });

  it('forgets what nobody ended and counts it no longer', async () => {
    const prefix = `{${randomUUID()}}:`;
    let now = 1;
    const streams = await replica(prefix, { now: () => now, limits: { retentionMs: 1000 } });
    await append(streams, 1, 1);
    now = 1001;
    await streams.append('b', { epoch: 1, index: 1 }, frame('1.1'));
    const redis = new Redis(server.url);
    assert.deepEqual(await redis.hgetall(`${prefix}bytes`), { b: '3' });
    assert.equal(await redis.get(`${prefix}total`), '3');
    assert.deepEqual((await redis.keys(`${prefix}*:a`)).sort(), []);
    redis.disconnect();
  });

  it('goes on after Redis was restarted empty: no frame twice, and one that stands for what was lost', async () => {
    const prefix = `{${randomUUID()}}:`;
    const [producer, other] = await Promise.all([replica(prefix), replica(prefix)]);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const delivery of other.read('a')) seen.push(text(delivery));
    })();
    const late = collect(other, 'a', { after: { epoch: 1, index: 1 } });
    for (let index = 1; index <= 3; index++) await append(producer, 1, index);
    await until(() => seen.length === 3);

    await server.kill();
    await assert.rejects(append(producer, 1, 4));
    await assert.rejects(collect(other, 'a', { follow: false }));
    await server.start();
    await until(() => append(producer, 1, 5).catch((error) => error instanceof RangeError));
    await producer.restart('a', { epoch: 1, index: 5 }, frame('1.5'));
    await append(producer, 1, 6);
    await producer.end('a', 1);
    await reading;
    assert.deepEqual(seen, ['1.1', '1.2', '1.3', '1.5', '1.6']);
    assert.deepEqual((await late).slice(-2), ['1.5', '1.6']);
  });

  it('says at once when Redis cannot be reached at the start', async () => {
    await assert.rejects(openRedisLiveStreams({ url: 'redis://127.0.0.1:1' }));
  });
});

function append(streams: LiveStreams, epoch: number, index: number): Promise<void> {
  return streams.append('a', { epoch, index }, frame(`${epoch}.${index}`));
}

async function collect(streams: LiveStreams, key: string, options?: ReadOptions): Promise<string[]> {
  const seen: string[] = [];
  for await (const delivery of streams.read(key, options)) seen.push(text(delivery));
  return seen;
}

function text(delivery: { kind: string; data?: Uint8Array }): string {
  return delivery.data === undefined ? delivery.kind : new TextDecoder().decode(delivery.data);
}

function frame(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
