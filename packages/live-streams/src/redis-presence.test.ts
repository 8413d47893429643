import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openRedisPresence } from './redis-presence.ts';
import { presenceConformance } from './testing/presence-conformance.ts';
import { redisSkipReason, startRedis, type TestRedis } from './testing/redis-server.ts';

describe('presence in Redis', { skip: redisSkipReason(), timeout: 120_000 }, () => {
  let server: TestRedis;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.kill());

  presenceConformance('redis', (options) =>
    openRedisPresence({ ...options, url: server.url, prefix: `{${randomUUID()}}:` }),
  );

  it('is one for all processes, and comes back after Redis was lost', async () => {
    const prefix = `{${randomUUID()}}:`;
    const [one, other] = await Promise.all([1, 2].map(() => openRedisPresence({ url: server.url, prefix })));
    const leaving = new AbortController();
    const seen = Promise.withResolvers<void>();
    const again = Promise.withResolvers<void>();
    const watching = (async () => {
      for await (const members of other!.watch('model', leaving.signal)) {
        if (members.has('ada')) seen.resolve();
        if (members.has('ada again')) again.resolve();
      }
    })();
    await one!.announce('model', 'ada', new Uint8Array([1]));
    await seen.promise;
    await server.kill();
    await server.start();
    const announcing = setInterval(
      () => void one!.announce('model', 'ada again', new Uint8Array([1])).catch(() => {}),
      50,
    );
    await again.promise.finally(() => clearInterval(announcing));
    leaving.abort();
    await watching;
    await Promise.all([one!.close(), other!.close()]);
    assert.ok(true);
  });
});
