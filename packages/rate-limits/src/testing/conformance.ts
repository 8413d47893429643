import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Limit, Rate, RateLimits, Slot, Taken } from '../rate-limits.ts';

const MINUTE_MS = 60_000;
const BEGIN_MS = 1_800_000_000_000;

const rate = (key: string, limit: number, amount = 1): Rate => ({
  kind: 'rate',
  key,
  limit,
  windowMs: MINUTE_MS,
  amount,
});
const slot = (key: string, limit: number, holder: string, ttlMs = 10_000): Slot => ({
  kind: 'slot',
  key,
  limit,
  holder,
  ttlMs,
});
const refused = (refusedBy: number, retryAfterMs: number | undefined): Taken => ({
  taken: false,
  refusedBy,
  retryAfterMs,
});
const left = (...counts: number[]): Taken => ({ taken: true, left: counts });

/**
 * What every implementation of limits does.
 * @param open made anew for each test, with nothing taken, at the time that `now` tells
 */
export function rateLimitsConformance(name: string, open: (now: () => number) => Promise<RateLimits>): void {
  describe(`limits: ${name}`, () => {
    const opened: RateLimits[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((limits) => limits.close()));
    });
    async function start() {
      const clock = { ms: BEGIN_MS };
      const limits = await open(() => clock.ms);
      opened.push(limits);
      const pass = (ms: number) => {
        clock.ms += ms;
      };
      return { take: (...asked: Limit[]) => limits.take(asked), put: (...asked: Limit[]) => limits.put(asked), pass };
    }

    it('let through what a rate allows, and say when there is room again', async () => {
      const { take, pass } = await start();
      assert.deepEqual(await take(rate('a', 60, 59)), left(1));
      assert.deepEqual(await take(rate('a', 60, 3)), refused(0, 2_000));
      assert.deepEqual(await take(rate('b', 60, 60)), left(0));
      pass(1_999);
      assert.deepEqual(await take(rate('a', 60, 3)), refused(0, 1));
      pass(1);
      assert.deepEqual(await take(rate('a', 60, 3)), left(0));
      pass(10 * MINUTE_MS);
      assert.deepEqual(await take(rate('a', 60, 1)), left(59));
    });

    it('take of all limits or of none, and name the one that takes longest', async () => {
      const { take } = await start();
      await take(rate('user', 10, 8), rate('tenant', 100, 95), slot('runs', 1, 'first'));
      const asked = [rate('user', 10, 4), rate('tenant', 100, 8), slot('runs', 2, 'second')];
      assert.deepEqual(await take(...asked), refused(0, 12_000));
      assert.deepEqual(await take(rate('user', 10, 0), rate('tenant', 100, 0)), left(2, 5));
      assert.deepEqual(await take(slot('runs', 2, 'third')), left(0));
      assert.deepEqual(await take(rate('user', 10, 1), slot('runs', 2, 'fourth')), refused(1, 10_000));
    });

    it('say that waiting does not help when more is wanted than the limit', async () => {
      const { take } = await start();
      assert.deepEqual(await take(rate('user', 10, 1), rate('tokens', 10, 11)), refused(1, undefined));
      assert.deepEqual(await take(rate('user', 0, 1)), refused(0, undefined));
      assert.deepEqual(await take(slot('runs', 0, 'any')), refused(0, undefined));
      assert.deepEqual(await take(rate('user', 10, 0)), left(10));
    });

    it('correct a rate by what was taken too little or too much', async () => {
      const { take, put, pass } = await start();
      await take(rate('tokens', 600, 500));
      await put(rate('tokens', 600, -450));
      assert.deepEqual(await take(rate('tokens', 600, 0)), left(550));
      await put(rate('tokens', 600, 1_150));
      assert.deepEqual(await take(rate('tokens', 600, 1)), refused(0, 60_100));
      pass(60_100);
      assert.deepEqual(await take(rate('tokens', 600, 1)), left(0));
      await put(rate('tokens', 600, -9_999));
      assert.deepEqual(await take(rate('tokens', 600, 0)), left(600));
    });

    it('give a place to a holder once, until it gives it back or does not renew it', async () => {
      const { take, put, pass } = await start();
      assert.deepEqual(await take(slot('runs', 2, 'one')), left(1));
      assert.deepEqual(await take(slot('runs', 2, 'one')), left(1));
      pass(4_000);
      assert.deepEqual(await take(slot('runs', 2, 'two')), left(0));
      assert.deepEqual(await take(slot('runs', 2, 'three')), refused(0, 6_000));
      pass(4_000);
      await put(slot('runs', 2, 'two'));
      pass(2_000);
      assert.deepEqual(await take(slot('runs', 2, 'three')), left(0));
      await put(slot('runs', 2, 'three', 0));
      pass(7_999);
      assert.deepEqual(await take(slot('runs', 1, 'four')), refused(0, 1));
      pass(1);
      assert.deepEqual(await take(slot('runs', 1, 'four')), left(0));
    });

    it('keep a renewed place also where nobody knows it any more', async () => {
      const { take, put, pass } = await start();
      await take(slot('runs', 1, 'one'));
      pass(20_000);
      await put(slot('runs', 1, 'one'));
      assert.deepEqual(await take(slot('runs', 1, 'two')), refused(0, 10_000));
    });

    it('let nothing through twice when many ask at once', async () => {
      const { take } = await start();
      const asked = Array.from({ length: 663 }, (_, n) =>
        take(rate('tokens', 100), rate('tenant', 1_000), slot('runs', 663, `holder ${n}`)),
      );
      const taken = (await Promise.all(asked)).filter((one) => one.taken);
      assert.equal(taken.length, 100);
      assert.deepEqual(await take(rate('tenant', 1_000, 0)), left(900));
      assert.deepEqual(await take(slot('runs', 663, 'holder')), left(562));
    });
  });
}
