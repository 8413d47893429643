import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DEFAULT_LIMITS,
  type Delivery,
  type Limits,
  type LiveStreams,
  type Position,
  type ReadOptions,
  StaleEpochError,
} from '../live-streams.ts';

export interface FactoryOptions {
  readonly limits: Limits;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What every implementation of `LiveStreams` must do. `create` makes an empty one; the suite closes it. */
export function liveStreamsConformance(
  name: string,
  create: (options: FactoryOptions) => LiveStreams | Promise<LiveStreams>,
): void {
  describe(`live streams, ${name}`, () => {
    const open: LiveStreams[] = [];
    afterEach(async () => {
      await Promise.all(open.splice(0).map((streams) => streams.close()));
    });
    const start = async (limits: Partial<Limits> = {}, now: () => number = () => 0) => {
      const streams = await create({ limits: { ...DEFAULT_LIMITS, ...limits }, now });
      open.push(streams);
      return streams;
    };

    it('gives a reader every frame in order, then returns at the end', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 5);
      await streams.end('a', 1);
      assert.deepEqual(await collect(streams, 'a'), ['1.1', '1.2', '1.3', '1.4', '1.5']);
    });

    it('lets a reader wait for a stream that does not exist yet', async () => {
      const streams = await start();
      const reading = collect(streams, 'a');
      await fill(streams, 'a', 1, 2);
      await streams.end('a', 1);
      assert.deepEqual(await reading, ['1.1', '1.2']);
    });

    it('continues after any position', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 4);
      await streams.end('a', 1);
      for (let index = 0; index <= 4; index++) {
        const expected = ['1.1', '1.2', '1.3', '1.4'].slice(index);
        assert.deepEqual(await collect(streams, 'a', { after: { epoch: 1, index } }), expected);
      }
    });

    it('without follow delivers what is there and returns', async () => {
      const streams = await start();
      assert.deepEqual(await collect(streams, 'a', { follow: false }), []);
      await fill(streams, 'a', 1, 2);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1', '1.2']);
    });

    it('removes a stream as if it had never been', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 2);
      await streams.remove('a');
      await streams.remove('never');
      assert.deepEqual(await collect(streams, 'a', { follow: false }), []);
      await assert.rejects(streams.append('a', { epoch: 1, index: 3 }, frame('1.3')), RangeError);
      await fill(streams, 'a', 1, 1);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1']);
    });

    it('keeps streams apart', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 1);
      await fill(streams, 'b', 7, 2);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1']);
      assert.deepEqual(await collect(streams, 'b', { follow: false }), ['7.1', '7.2']);
    });

    it('refuses a frame that is not the next one, and keeps what was there', async () => {
      const streams = await start();
      await assert.rejects(streams.append('a', { epoch: 1, index: 2 }, frame('1.2')), RangeError);
      await fill(streams, 'a', 1, 2);
      await assert.rejects(streams.append('a', { epoch: 1, index: 2 }, frame('1.2')), RangeError);
      await assert.rejects(streams.append('a', { epoch: 1, index: 4 }, frame('1.4')), RangeError);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1', '1.2']);
    });

    it('lets a later epoch replace earlier frames and locks their producer out', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 3);
      await streams.append('a', { epoch: 3, index: 1 }, frame('3.1'));
      await assert.rejects(streams.append('a', { epoch: 1, index: 4 }, frame('1.4')), StaleEpochError);
      await assert.rejects(streams.end('a', 2), StaleEpochError);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['3.1']);
      const after = { epoch: 1, index: 3 };
      assert.deepEqual(await collect(streams, 'a', { after, follow: false }), ['3.1']);
    });

    it('starts again with a frame that stands for everything before it', async () => {
      const streams = await start({ maxFrames: 3 });
      await fill(streams, 'a', 1, 3);
      const reader = streams.read('a', { after: { epoch: 1, index: 3 } })[Symbol.asyncIterator]();
      const waiting = reader.next();
      await assert.rejects(streams.restart('a', { epoch: 1, index: 3 }, frame('1.3')), RangeError);
      await streams.restart('a', { epoch: 1, index: 7 }, frame('1.7'));
      assert.equal(text((await waiting).value), '1.7');
      await streams.append('a', { epoch: 1, index: 8 }, frame('1.8'));
      assert.equal(text((await reader.next()).value), '1.8');
      for (const index of [0, 2, 5, 6]) {
        assert.deepEqual(await collect(streams, 'a', { after: { epoch: 1, index }, follow: false }), ['1.7', '1.8']);
      }
      await streams.append('a', { epoch: 1, index: 9 }, frame('1.9'));
      await streams.append('a', { epoch: 1, index: 10 }, frame('1.10'));
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['trimmed 1.7', '1.8', '1.9', '1.10']);
      await assert.rejects(streams.restart('a', { epoch: 0, index: 20 }, frame('0.20')), StaleEpochError);
      await streams.restart('a', { epoch: 2, index: 4 }, frame('2.4'));
      await streams.end('a', 2);
      await assert.rejects(streams.restart('a', { epoch: 2, index: 5 }, frame('2.5')), StaleEpochError);
      assert.deepEqual(await collect(streams, 'a', { after: { epoch: 1, index: 10 } }), ['2.4']);
    });

    it('starts a stream that nobody knows anywhere, for a producer whose frames were lost', async () => {
      const streams = await start();
      await assert.rejects(streams.append('a', { epoch: 2, index: 5 }, frame('2.5')), RangeError);
      await streams.restart('a', { epoch: 2, index: 6 }, frame('2.6'));
      await streams.append('a', { epoch: 2, index: 7 }, frame('2.7'));
      assert.deepEqual(await collect(streams, 'a', { after: { epoch: 2, index: 4 }, follow: false }), ['2.6', '2.7']);
    });

    it('takes nothing after the end, until a later epoch reopens the stream', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 1);
      await streams.end('a', 1);
      await streams.end('a', 1);
      await assert.rejects(streams.append('a', { epoch: 1, index: 2 }, frame('1.2')), StaleEpochError);
      await fill(streams, 'a', 2, 1);
      const reading = collect(streams, 'a');
      await streams.append('a', { epoch: 2, index: 2 }, frame('2.2'));
      await streams.end('a', 2);
      assert.deepEqual(await reading, ['2.1', '2.2']);
    });

    it('returns a reader whose signal aborts, and only that one', async () => {
      const streams = await start();
      await fill(streams, 'a', 1, 1);
      const cancel = new AbortController();
      const cancelled = streams.read('a', { signal: cancel.signal })[Symbol.asyncIterator]();
      const other = collect(streams, 'a');
      assert.equal(text((await cancelled.next()).value), '1.1');
      const waiting = cancelled.next();
      cancel.abort();
      assert.equal((await waiting).done, true);
      await streams.append('a', { epoch: 1, index: 2 }, frame('1.2'));
      await streams.end('a', 1);
      assert.deepEqual(await other, ['1.1', '1.2']);
    });

    it('returns every reader when it is closed', async () => {
      const streams = await start();
      const readers = [collect(streams, 'a'), collect(streams, 'b')];
      await streams.close();
      assert.deepEqual(await Promise.all(readers), [[], []]);
      assert.deepEqual(await collect(streams, 'a'), []);
      await assert.rejects(fill(streams, 'a', 1, 1), /closed/);
    });

    it('trims the oldest frames beyond the number of frames, and says so', async () => {
      const streams = await start({ maxFrames: 3 });
      await fill(streams, 'a', 1, 5);
      await streams.end('a', 1);
      assert.deepEqual(await collect(streams, 'a'), ['trimmed 1.2', '1.3', '1.4', '1.5']);
      assert.deepEqual(await collect(streams, 'a', { after: { epoch: 1, index: 2 } }), ['1.3', '1.4', '1.5']);
    });

    it('trims the oldest frames beyond the number of bytes', async () => {
      const streams = await start({ maxBytes: 6 });
      await fill(streams, 'a', 1, 5);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['trimmed 1.3', '1.4', '1.5']);
    });

    it('does not keep a frame that is larger than a stream may be', async () => {
      const streams = await start({ maxBytes: 2 });
      await fill(streams, 'a', 1, 1);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['trimmed 1.1']);
    });

    it('does not let a slow reader hold up the producer', async () => {
      const streams = await start({ maxFrames: 2 });
      await fill(streams, 'a', 1, 1);
      const slow = streams.read('a')[Symbol.asyncIterator]();
      assert.equal(text((await slow.next()).value), '1.1');
      for (let index = 2; index <= 100; index++) await streams.append('a', { epoch: 1, index }, frame(`1.${index}`));
      await streams.end('a', 1);
      const rest: string[] = [];
      for (let item = await slow.next(); !item.done; item = await slow.next()) rest.push(text(item.value));
      assert.deepEqual(rest, ['trimmed 1.98', '1.99', '1.100']);
    });

    it('makes room in total by forgetting the streams that ended first', async () => {
      const streams = await start({ maxTotalBytes: 12 });
      for (const key of ['a', 'b', 'c']) {
        await fill(streams, key, 1, 2);
        if (key !== 'b') await streams.end(key, 1);
      }
      assert.deepEqual(await collect(streams, 'a', { follow: false }), []);
      assert.deepEqual(await collect(streams, 'b', { follow: false }), ['1.1', '1.2']);
      assert.deepEqual(await collect(streams, 'c', { follow: false }), ['1.1', '1.2']);
    });

    it('makes room in total by trimming the appending stream when no ended one is left', async () => {
      const streams = await start({ maxTotalBytes: 9 });
      await fill(streams, 'a', 1, 2);
      await fill(streams, 'b', 1, 2);
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1', '1.2']);
      assert.deepEqual(await collect(streams, 'b', { follow: false }), ['trimmed 1.1', '1.2']);
    });

    it('tells a reader in the middle of a stream that is forgotten', async () => {
      const streams = await start({ maxTotalBytes: 6 });
      await fill(streams, 'a', 1, 2);
      await streams.end('a', 1);
      const reader = streams.read('a')[Symbol.asyncIterator]();
      assert.equal(text((await reader.next()).value), '1.1');
      await fill(streams, 'b', 1, 2);
      // It may have fetched the next frame before.
      const rest = await reader.next();
      assert.ok(['trimmed 1.2', '1.2'].includes(text(rest.value)));
      assert.equal((await reader.next()).done, true);
    });

    it('keeps an ended stream for the retention time', async () => {
      let now = 0;
      const streams = await start({ retentionMs: 1000 }, () => now);
      await fill(streams, 'a', 1, 1);
      await streams.end('a', 1);
      now = 999;
      assert.deepEqual(await collect(streams, 'a', { follow: false }), ['1.1']);
      now = 1000;
      assert.deepEqual(await collect(streams, 'a', { follow: false }), []);
    });

    it('always gives many readers exactly what follows their positions, whatever the pace', async () => {
      const readers = fc.array(fc.record({ after: fc.nat({ max: 30 }), pauses: fc.array(fc.nat({ max: 3 })) }), {
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 30 }),
          fc.integer({ min: 1, max: 12 }),
          readers,
          async (frames, maxFrames, wanted) => {
            const streams = await start({ maxFrames });
            const reading = wanted.map(({ after, pauses }) =>
              collectAt(streams, { epoch: 1, index: Math.min(after, frames) }, pauses),
            );
            for (let index = 1; index <= frames; index++) {
              await streams.append('a', { epoch: 1, index }, frame(`1.${index}`));
              if (index % 3 === 0) await turn();
            }
            await streams.end('a', 1);
            for (const [reader, deliveries] of (await Promise.all(reading)).entries()) {
              assertGapless(deliveries, Math.min(wanted[reader]!.after, frames), frames);
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}

/** Every frame once and in order, where a `trimmed` stands for those that it names. */
function assertGapless(deliveries: readonly Delivery[], after: number, last: number): void {
  let at = after;
  for (const delivery of deliveries) {
    if (delivery.kind === 'frame') {
      assert.equal(delivery.position.index, at + 1);
      assert.equal(text(delivery), `1.${at + 1}`);
      at += 1;
    } else {
      assert.ok(delivery.through.index > at, 'a trim moves the reader on');
      at = delivery.through.index;
    }
  }
  assert.equal(at, last);
}

async function collectAt(streams: LiveStreams, after: Position, pauses: readonly number[]): Promise<Delivery[]> {
  const seen: Delivery[] = [];
  for await (const delivery of streams.read('a', { after })) {
    seen.push(delivery);
    for (let pause = pauses[seen.length % Math.max(1, pauses.length)] ?? 0; pause > 0; pause--) await turn();
  }
  return seen;
}

async function fill(streams: LiveStreams, key: string, epoch: number, frames: number): Promise<void> {
  for (let index = 1; index <= frames; index++) {
    await streams.append(key, { epoch, index }, frame(`${epoch}.${index}`));
  }
}

async function collect(streams: LiveStreams, key: string, options?: ReadOptions): Promise<string[]> {
  const seen: string[] = [];
  for await (const delivery of streams.read(key, options)) seen.push(text(delivery));
  return seen;
}

function text(delivery: Delivery | undefined): string {
  assert.ok(delivery !== undefined, 'the reader returned early');
  if (delivery.kind === 'trimmed') return `trimmed ${delivery.through.epoch}.${delivery.through.index}`;
  assert.equal(new TextDecoder().decode(delivery.data), `${delivery.position.epoch}.${delivery.position.index}`);
  return new TextDecoder().decode(delivery.data);
}

function frame(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** Lets everything that is ready run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
