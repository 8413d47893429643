import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { type Limits, openRedisLiveStreams } from '@ameide/live-streams';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { openRedisRateLimits } from '@ameide/rate-limits';
import { errorReason } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import fc from 'fast-check';
import { assertEnd, cases } from './assertions.ts';
import {
  collect,
  type GatewayInstance,
  gate,
  generate,
  messageText,
  resume,
  type Stream,
  shownText,
  startSystem,
  type TestSystem,
  token,
} from './harness.ts';

describe('several gateways with one Redis', { skip: redisSkipReason(), timeout: 120_000 }, () => {
  let system: TestSystem;
  let redis: TestRedis;
  before(async () => {
    [system, redis] = await Promise.all([startSystem(), startRedis()]);
  });
  after(async () => {
    await system.close();
    await redis.kill();
  });

  const replica = async (limits: Partial<Limits> = {}): Promise<GatewayInstance> =>
    system.gateway({}, await openRedisLiveStreams({ url: redis.url, limits }));

  it('stream a run from each of them alike, while it goes on and after its end', async () => {
    const [owner, other] = await Promise.all([replica(), replica()]);
    const go = gate();
    const threadId = system.world.thread(async function* () {
      for (let n = 1; n <= 300; n++) yield token(`${n} `);
      await go.opened;
      yield token('end');
    });
    const key = randomUUID();
    const whole = reading(generate(owner, threadId, key));
    await until(() => whole.seen.length > 0);
    const following = reading(generate(other, threadId, key));
    await until(() => following.seen.length === 301);
    go.open();
    await Promise.all([whole.done, following.done]);
    assert.deepEqual(
      whole.seen.map(({ index }) => index),
      Array.from({ length: 303 }, (_, n) => n + 1),
    );
    assert.deepEqual(following.seen, whole.seen);
    assert.deepEqual(await collect(resume(other, whole.seen[99]!)), whole.seen.slice(100));
    await Promise.all([owner.stop(), other.stop()]);
  });

  it('stand a snapshot for what was trimmed, also where the run is not theirs', async () => {
    const [owner, other] = await Promise.all([replica({ maxFrames: 5 }), replica()]);
    const go = gate();
    const threadId = system.world.thread(async function* () {
      for (let n = 1; n <= 50; n++) yield token(`${n} `);
      await go.opened;
      yield token('end');
    });
    const key = randomUUID();
    const [first] = await collect(generate(owner, threadId, key), () => true);
    await until(async () => (await collect(resume(owner, first!), () => true))[0]!.index >= 51);
    const rest = reading(resume(other, first!));
    await until(() => rest.seen.length > 0);
    go.open();
    await rest.done;
    const [opening, ...others] = cases(rest.seen);
    assert.equal(opening, 'snapshot');
    assert.ok(others.every((kind) => kind !== 'snapshot'));
    assertInOrder(rest.seen);
    assert.equal(shownText(rest.seen), `${Array.from({ length: 50 }, (_, n) => `${n + 1} `).join('')}end`);
    await Promise.all([owner.stop(), other.stop()]);
  });

  it('go on with a snapshot after Redis was restarted empty, and show nobody a word twice', async () => {
    const [owner, other] = await Promise.all([replica(), replica()]);
    const restarted = gate();
    const go = gate();
    const threadId = system.world.thread(async function* () {
      yield token('one ');
      await restarted.opened;
      yield token('two ');
      await go.opened;
      yield token('three');
    });
    const key = randomUUID();
    const readers = [reading(generate(owner, threadId, key)), reading(generate(other, threadId, key))];
    const shown = (text: string) => until(() => readers.every(({ seen }) => shownText(seen) === text));
    await shown('one ');
    await redis.kill();
    restarted.open();
    await redis.start();
    await shown('one two ');
    go.open();
    await Promise.all(readers.map(({ done }) => done));
    for (const { seen } of readers) {
      const message = system.world.answer(seen[0]!.runId)!;
      assert.equal(messageText(message), 'one two three');
      assert.equal(shownText(seen), 'one two three');
      assertEnd(seen, RunState.COMPLETED, '', message.id);
      assertInOrder(seen);
      assert.ok(cases(seen).filter((kind) => kind === 'snapshot').length <= 2);
    }
    await Promise.all([owner.stop(), other.stop()]);
  });

  it('let a person have ten answers at once over both, also when one is lost or Redis is', async () => {
    const limits = await Promise.all([1, 2].map(() => openRedisRateLimits({ url: redis.url })));
    const [owner, other] = await Promise.all(
      limits.map((one) => system.gateway({}, undefined, undefined, one)) as [
        Promise<GatewayInstance>,
        Promise<GatewayInstance>,
      ],
    );
    const go = gate();
    const waiting = () =>
      system.world.thread(async function* () {
        yield token('wait ');
        await go.opened;
      });
    const ask = (gateway: GatewayInstance) =>
      collect(generate(gateway, waiting(), randomUUID(), { user: 'many' }), () => true).then(
        () => 'begun',
        (error: unknown) => errorReason(error),
      );
    const asked = await Promise.all(Array.from({ length: 30 }, (_, n) => ask(n % 2 ? owner : other)));
    assert.deepEqual(
      ['begun', 'rate_limited'].map((end) => asked.filter((one) => one === end).length),
      [10, 20],
    );
    await owner.stop();
    assert.equal(await ask(other), 'rate_limited');
    await redis.kill();
    assert.equal(await ask(other), 'limits_unavailable');
    await redis.start();
    // Redis has come back empty; what goes on is renewed.
    await until(async () => (await ask(other)) === 'rate_limited');
    go.open();
    await until(async () => (await ask(other)) === 'begun');
    await other.stop();
    await Promise.all(limits.map((one) => one.close()));
  });

  it('show everybody the whole answer in order, whenever Redis is lost and comes back', async () => {
    const [owner, other] = await Promise.all([replica({ maxFrames: 20 }), replica()]);
    const moment = fc.integer({ min: 1, max: 60 });
    await fc.assert(
      fc.asyncProperty(moment, moment, moment, async (killAt, startAt, resumeAt) => {
        const threadId = system.world.thread(async function* () {
          for (let n = 1; n <= 60; n++) {
            if (n === killAt) await redis.kill();
            if (n === startAt) await redis.start();
            yield token(`${n} `);
            await turn();
          }
        });
        const key = randomUUID();
        const first = await collect(generate(owner, threadId, key), ({ index }) => index >= resumeAt);
        const resumed = await collect(resume(other, first.at(-1)!));
        const whole = await collect(generate(other, threadId, key));
        await redis.start();
        const text = Array.from({ length: 60 }, (_, n) => `${n + 1} `).join('');
        const message = system.world.answer(first[0]!.runId)!;
        assert.equal(messageText(message), text);
        for (const seen of [[...first, ...resumed], whole]) {
          assert.equal(shownText(seen), text);
          assertInOrder(seen);
          assertEnd(seen, RunState.COMPLETED, '', message.id);
        }
      }),
      { numRuns: 10 },
    );
    await Promise.all([owner.stop(), other.stop()]);
  });

  it('end runs without Redis: clients get what was said, and how it ended', async () => {
    const [owner, other] = await Promise.all([replica(), replica()]);
    const go = gate();
    const threadId = system.world.thread(async function* () {
      yield token('one ');
      await go.opened;
      yield token('two');
    });
    const key = randomUUID();
    const readers = [reading(generate(owner, threadId, key)), reading(generate(other, threadId, key))];
    await until(() => readers.every(({ seen }) => shownText(seen) === 'one '));
    await redis.kill();
    go.open();
    await Promise.all(readers.map(({ done }) => done));
    for (const { seen } of readers) {
      assert.equal(shownText(seen), 'one two');
      assertEnd(seen, RunState.COMPLETED, '', system.world.answer(seen[0]!.runId)!.id);
      assertInOrder(seen);
    }
    await redis.start();
    const again = await collect(resume(other, readers[0]!.seen[1]!));
    assert.deepEqual(cases(again), ['snapshot', 'status']);
    await Promise.all([owner.stop(), other.stop()]);
  });
});

function reading(stream: Stream): { readonly seen: Frame[]; readonly done: Promise<unknown> } {
  const seen: Frame[] = [];
  const done = collect(stream, (frame) => {
    seen.push(frame);
    return false;
  });
  return { seen, done };
}

function assertInOrder(frames: readonly Frame[]): void {
  for (const [n, { index }] of frames.entries()) assert.ok(n === 0 || index > frames[n - 1]!.index);
}
