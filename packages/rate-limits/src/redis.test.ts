import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { until } from '@ameide/test-kit';
import fc from 'fast-check';
import { createInProcessRateLimits } from './in-process.ts';
import { type Limit, LimitsAwayError, type RateLimits, type Slot } from './rate-limits.ts';
import { openRedisRateLimits } from './redis.ts';
import { rateLimitsConformance } from './testing/conformance.ts';
import { createLimitsThatMayBeAway } from './when-away.ts';

const slot = (holder: string, ttlMs = 60_000): Slot => ({ kind: 'slot', key: 'runs', limit: 1, holder, ttlMs });
const rate = (amount: number): Limit => ({ kind: 'rate', key: 'tokens', limit: 100, windowMs: 3_600_000, amount });

describe('limits in Redis', { skip: redisSkipReason(), timeout: 120_000 }, () => {
  let server: TestRedis;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.kill());
  const replica = (prefix: string, now?: () => number) =>
    openRedisRateLimits({ url: server.url, prefix, ...(now && { now }) });
  const replicas = async (count: number): Promise<RateLimits[]> => {
    const prefix = `{${randomUUID()}}:`;
    return Promise.all(Array.from({ length: count }, () => replica(prefix)));
  };

  rateLimitsConformance('Redis', (now) => replica(`{${randomUUID()}}:`, now));

  it('hold over all replicas, however many ask at once', async () => {
    const all = await replicas(2);
    const asked = Array.from({ length: 663 }, (_, n) => all[n % 2]!.take([rate(1), { ...slot(`${n}`), limit: 80 }]));
    assert.equal((await Promise.all(asked)).filter(({ taken }) => taken).length, 80);
    const rest = Array.from({ length: 100 }, (_, n) => all[n % 2]!.take([rate(1)]));
    assert.equal((await Promise.all(rest)).filter(({ taken }) => taken).length, 20);
    await Promise.all(all.map((one) => one.close()));
  });

  it('give the places of a killed replica to others when they are over, by the clock of Redis', async () => {
    const [killed, other] = await replicas(2);
    assert.ok((await killed!.take([slot('run', 500)])).taken);
    await killed!.close();
    await until(async () => (await other!.take([slot('next')])).taken);
    assert.equal((await other!.take([slot('third')])).taken, false);
    await other!.close();
  });

  it('answer as those in process do, whatever is asked', async () => {
    const limit = fc.oneof(
      fc.record({
        kind: fc.constant('rate' as const),
        key: fc.constantFrom('a', 'b'),
        limit: fc.constantFrom(0, 7, 100),
        windowMs: fc.constantFrom(1_000, 60_000),
        amount: fc.integer({ min: -50, max: 60 }),
      }),
      fc.record({
        kind: fc.constant('slot' as const),
        key: fc.constantFrom('x', 'y'),
        limit: fc.integer({ min: 0, max: 3 }),
        holder: fc.constantFrom('1', '2', '3', '4'),
        ttlMs: fc.constantFrom(0, 5, 400),
      }),
    );
    const asked = fc.uniqueArray(limit, { selector: ({ key }) => key, minLength: 1, maxLength: 4 });
    const step = fc.record({ passes: fc.integer({ min: 0, max: 500 }), put: fc.boolean(), asked });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = { ms: 1_800_000_000_000 };
        const shared = await replica(`{${randomUUID()}}:`, () => clock.ms);
        const own = createInProcessRateLimits({ now: () => clock.ms });
        for (const { passes, put, asked: limits } of steps) {
          clock.ms += passes;
          const wanted = put ? limits : limits.map((one) => (one.kind === 'slot' ? { ...one, ttlMs: 400 } : one));
          const [told, expected] = await Promise.all([shared, own].map((one) => one[put ? 'put' : 'take'](wanted)));
          assert.deepEqual(told, expected);
        }
        await Promise.all([shared.close(), own.close()]);
      }),
      { numRuns: 60 },
    );
  });

  it('let nobody pass while Redis is away, or each replica by itself, as is set; and hold again afterwards', async () => {
    const prefix = `{${randomUUID()}}:`;
    const shared = await Promise.all([replica(prefix), replica(prefix), replica(prefix)]);
    const closed = createLimitsThatMayBeAway(shared[0]!, createInProcessRateLimits(), 'closed');
    const open = shared.slice(1).map((one) => createLimitsThatMayBeAway(one, createInProcessRateLimits(), 'open')) as [
      RateLimits,
      RateLimits,
    ];
    assert.ok((await open[0].take([slot('held')])).taken);
    await open[0].put([slot('held')]);
    await server.kill();
    await assert.rejects(closed.take([rate(1)]), LimitsAwayError);
    await closed.put([rate(-1), slot('held', 0)]);
    // What this replica has itself it still knows; the other one cannot.
    assert.equal((await open[0].take([slot('next')])).taken, false);
    assert.ok((await open[1].take([slot('next'), rate(100)])).taken);
    assert.equal((await open[1].take([rate(1)])).taken, false);
    await server.start();
    // Redis comes back empty: what is renewed is known again, on all replicas.
    await until(async () => {
      await open[0].put([slot('held')]);
      const answer = await closed.take([slot('other')]).catch(() => undefined);
      if (answer?.taken) await closed.put([slot('other', 0)]);
      return answer?.taken === false;
    });
    assert.ok((await closed.take([rate(100)])).taken);
    await Promise.all([closed.close(), ...open.map((one) => one.close())]);
  });
});
