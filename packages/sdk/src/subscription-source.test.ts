import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { createConnection } from './connection.ts';
import { createSubscriptionSource, type TopicInit } from './subscription-source.ts';

const chat = (value: string): TopicInit => ({ topic: { case: 'threadId', value } });

test('a change that never arrives holds up nothing of the next connection', { timeout: 20_000 }, async () => {
  const changes: string[][] = [];
  const hangs = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const transport = createRouterTransport((router) =>
    router.service(SubscriptionService, {
      async *subscribe(_request, { signal }) {
        yield { event: { case: 'heartbeat' as const, value: {} } };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
      async changeTopics({ follow }, { signal }) {
        changes.push(follow.map(({ topic }) => String(topic?.topic.value)));
        if (changes.length === 1) {
          hangs.resolve();
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return {};
        }
        arrived.resolve();
        return {};
      },
    }),
  );
  const connection = createConnection({ transport, retry: { baseMs: 1, maxMs: 1 } });
  const source = createSubscriptionSource(createClient(SubscriptionService, transport));
  const leaving = new AbortController();
  let heard = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const _ of connection.follow(source, { signal: leaving.signal, attempts: 100 })) heard.resolve();
  })().catch(() => undefined);
  await heard.promise;
  source.follow(chat('one'), '');
  await hangs.promise;
  heard = Promise.withResolvers();
  source.reconnect();
  await heard.promise;
  source.follow(chat('two'), '');
  await arrived.promise;
  assert.deepEqual(changes, [['one'], ['two']]);
  leaving.abort();
  await reading;
});
