import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@ameide/test-kit';
import type { Lag } from '../event-feed.ts';
import { type FeedEnvironmentFactory, openReader, type Reader, range, type Said } from './environment.ts';

export function deliverySuite(factory: FeedEnvironmentFactory): void {
  describe('delivery', { timeout: 180_000 }, () => {
    let reader: Reader;
    before(async () => {
      reader = await openReader(factory);
    });
    after(() => reader?.close());

    test('handles what is there and what comes, for each event as its tenant, and says how far it is', async () => {
      const [acme, globex] = [reader.newStream('acme'), reader.newStream('globex')];
      const lags: Lag[] = [];
      const told: number[] = [];
      const subscription = await reader.subscribe('tells', {
        onLag: (lag) => lags.push(lag),
        onHandled: (events) => told.push(...events.map(({ data }) => data.n)),
      });
      await reader.append(acme, 1, 2);
      await reader.append(globex, 3);
      await subscription.caughtUp();
      const byTenant = async () =>
        (await reader.handled('tells')).map(({ tenant_id, n }) => `${tenant_id} ${n}`).sort();
      assert.deepEqual(await byTenant(), ['acme 1', 'acme 2', 'globex 3']);
      await subscription.waitFor(await reader.append(acme, 4));
      assert.deepEqual(await byTenant(), ['acme 1', 'acme 2', 'acme 4', 'globex 3']);
      assert.deepEqual(told.sort(), [1, 2, 3, 4]);
      await until(() => lags.at(-1)?.seconds === 0);
      assert.deepEqual(await subscription.lag(), { seconds: 0 });
      await subscription.stop();
      await subscription.ended;
      await assert.rejects(subscription.waitFor(await reader.append(acme, 5)), /ended/);
      assert.equal((await reader.handled('tells')).length, 4);
    });

    test('an event is what was recorded, to the last field', async () => {
      const stream = reader.newStream();
      const seen: unknown[] = [];
      const subscription = await reader.subscribe('fields', { handle: async (event) => void seen.push(event) });
      const metadata = {
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        correlationId: 'c',
        actor: 'ä',
        more: [1],
      };
      const event = { type: 'Said', data: { n: 1, text: 'ü\u2028"' }, schemaVersion: 3, metadata };
      const result = await reader.store.append('acme', { streams: [{ stream, expectedVersion: 0, events: [event] }] });
      assert.ok(result.outcome === 'appended');
      await subscription.waitFor(result.cursor);
      assert.deepEqual(seen, await reader.store.readStream('acme', stream));
      await subscription.stop();
    });

    test('goes on from its checkpoint; an abort signal stops it; waiting can be given up', async () => {
      const stream = reader.newStream();
      const stop = new AbortController();
      const first = await reader.subscribe('resumes', { signal: stop.signal });
      await first.waitFor(await reader.append(stream, 1));
      stop.abort();
      await first.ended;
      const last = await reader.append(stream, 2);
      const second = await reader.subscribe('resumes');
      await second.waitFor(last);
      assert.deepEqual(await reader.numbers('resumes'), [1, 2]);
      await assert.rejects(second.waitFor('99999999999-0', AbortSignal.timeout(10)), { name: 'TimeoutError' });
      await second.stop();
    });

    test('begins at the start unless told, and handles only the types and the tenant that it is for', async () => {
      const [acme, globex] = [reader.newStream('acme'), reader.newStream('globex')];
      await reader.append(acme, 1, -2, 3);
      await reader.append(globex, -4);
      const { feed, context, storage, record } = reader;
      const name = 'filters';
      const options = { name, context, storage, handle: record(name), types: ['Negated'], tenant: 'acme' };
      const subscription = feed.subscribe<Said>(options);
      await subscription.caughtUp();
      assert.deepEqual(await reader.numbers('filters'), [-2]);
      await subscription.stop();
    });

    test('keeps the order of every stream while many are written at once', async () => {
      const streams = range(12).map((n) => reader.newStream(n % 2 === 0 ? 'acme' : 'globex'));
      const subscription = await reader.subscribe('orders', { batchSize: 7 });
      await Promise.all(
        streams.map(async (stream) => {
          for (const n of range(15)) await reader.append(stream, n);
        }),
      );
      await subscription.caughtUp();
      const handled = await reader.handled('orders');
      for (const stream of streams) {
        assert.deepEqual(
          handled.filter((row) => row.stream === stream).map(({ n }) => n),
          range(15),
        );
      }
      await subscription.stop();
    });

    test('replicas of a subscription share the work and handle each event once', async () => {
      const streams = range(8).map(() => reader.newStream());
      const errors: unknown[] = [];
      const startAfter = (await reader.store.readAll({ limit: 1 })).ceiling;
      const replicas = [reader.openFeed(), reader.openFeed()].map((feed) =>
        feed.subscribe<Said>({
          name: 'replicas',
          context: reader.context,
          storage: reader.storage,
          startAfter,
          handle: reader.record('replicas'),
          batchSize: 3,
          pollIntervalMs: 50,
          onError: (error) => errors.push(error),
        }),
      );
      for (const n of range(10)) for (const stream of streams) await reader.append(stream, n);
      await Promise.all(replicas.map((replica) => replica.caughtUp()));
      await replicas[0]!.stop();
      // Whoever remains takes over the share of the other.
      for (const stream of streams) await reader.append(stream, 10);
      await replicas[1]!.caughtUp();
      await replicas[1]!.stop();
      assert.deepEqual(errors, []);
      const handled = await reader.handled('replicas');
      for (const stream of streams) {
        assert.deepEqual(
          handled.filter((row) => row.stream === stream).map(({ n }) => n),
          range(11),
        );
      }
    });

    test('a context that the feed does not have is refused at once', () => {
      const { feed, storage } = reader;
      const options = { name: 'nowhere', context: 'nowhere', storage, handle: async () => undefined };
      assert.throws(() => feed.subscribe(options), TypeError);
    });
  });
}
