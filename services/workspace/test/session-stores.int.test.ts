import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { until } from '@ameide/test-kit';
import { Redis } from 'ioredis';
import { createInProcessSessions } from '../src/adapters/in-process-sessions.ts';
import { openRedisSessions } from '../src/adapters/redis-sessions.ts';
import { createSealer } from '../src/adapters/sealer.ts';
import type { SessionStore } from '../src/app/ports.ts';
import type { Session } from '../src/domain/session.ts';

const HOUR_MS = 3_600_000;
const ISSUER = 'https://id.example';
const secrets = ['the secret of today, which seals'] as const;

function sessionOf(id: string, sid: string, more: Partial<Session> = {}): Session {
  const now = Date.now();
  return {
    issuer: ISSUER,
    person: { id, name: 'Alice', tenantId: 'acme', roles: ['graph.editor'] },
    sid,
    tokens: { accessToken: 'access-secret', refreshToken: 'refresh-secret', idToken: 'id-secret', expiresAtMs: now },
    createdAtMs: now,
    usedAtMs: now,
    ...more,
  };
}

/** What every store does. `open` gives two replicas of an empty one. */
function sessionStoreConformance(open: () => Promise<[SessionStore, SessionStore]>): void {
  const inAnHour = () => Date.now() + HOUR_MS;
  const fresh = () => randomUUID();

  it('keeps a session as it is', async () => {
    const [store, replica] = await open();
    const [key, session] = [fresh(), sessionOf('alice', 'a')];
    await store.create(key, session, inAnHour());
    assert.deepEqual(await replica.find(key), { kind: 'active', session, generation: 0 });
    assert.equal(await replica.find(fresh()), undefined);
    assert.equal(await replica.count(), 1);
  });

  it('takes new tokens from one of many that have the same old ones', async () => {
    const [store, replica] = await open();
    const [key, session] = [fresh(), sessionOf('alice', 'a')];
    await store.create(key, session, inAnHour());
    const renew = (by: SessionStore, accessToken: string) =>
      by.renew(key, { ...session, tokens: { ...session.tokens, accessToken } }, 0);
    assert.deepEqual((await Promise.all([renew(store, '1'), renew(replica, '2')])).sort(), [false, true]);
    const found = await store.find(key);
    assert.ok(found?.kind === 'active' && found.generation === 1);
  });

  it('keeps when it was used beside tokens that are renewed meanwhile', async () => {
    const [store, replica] = await open();
    const [key, session] = [fresh(), sessionOf('alice', 'a')];
    await store.create(key, session, inAnHour());
    await replica.touch(key, { ...session, usedAtMs: session.usedAtMs + 5 }, inAnHour());
    assert.equal(await store.renew(key, { ...session, tokens: { ...session.tokens, accessToken: 'new' } }, 0), true);
    const found = await store.find(key);
    assert.ok(found?.kind === 'active');
    assert.deepEqual([found.session.usedAtMs - session.usedAtMs, found.session.tokens.accessToken], [5, 'new']);
  });

  it('ends a session once, tells every replica, and takes nothing for it any more', async () => {
    const [store, replica] = await open();
    const [key, session] = [fresh(), sessionOf('alice', 'a')];
    const heard: unknown[] = [];
    const forget = replica.onEnded((ended, reason) => heard.push([ended, reason]));
    await store.create(key, session, inAnHour());
    const ended = await Promise.all([store.end(key, 'signed_out'), replica.end(key, 'signed_out')]);
    assert.deepEqual(ended.filter((one) => one !== undefined).length, 1);
    await until(() => heard.length > 0);
    assert.deepEqual(heard, [[key, 'signed_out']]);
    assert.deepEqual(await replica.find(key), { kind: 'ended', reason: 'signed_out' });
    assert.equal(await replica.renew(key, session, 0), false);
    await replica.touch(key, session, inAnHour());
    assert.deepEqual(await store.find(key), { kind: 'ended', reason: 'signed_out' });
    assert.equal(await store.count(), 0);
    forget();
  });

  it('finds sessions by what a logout token names, of its own issuer only', async () => {
    const [store, replica] = await open();
    const keys = [fresh(), fresh(), fresh(), fresh()];
    const sessions = [sessionOf('alice', 'a'), sessionOf('alice', 'b'), sessionOf('bob', 'c')];
    sessions.push(sessionOf('alice', 'a', { issuer: 'https://other.example' }));
    for (const [at, session] of sessions.entries()) await store.create(keys[at]!, session, inAnHour());
    assert.deepEqual([...(await replica.keysOf(ISSUER, { sid: 'a' }))], [keys[0]]);
    assert.deepEqual([...(await replica.keysOf(ISSUER, { subject: 'alice' }))].sort(), [keys[0], keys[1]].sort());
    await replica.end(keys[0]!, 'signed_out_elsewhere');
    assert.deepEqual([...(await store.keysOf(ISSUER, { sid: 'a' }))], []);
    assert.deepEqual([...(await store.keysOf(ISSUER, { subject: 'alice' }))], [keys[1]]);
  });

  it('forgets a session at its end', async () => {
    const [store] = await open();
    const key = fresh();
    await store.create(key, sessionOf('alice', 'a'), Date.now() + 30);
    await until(async () => (await store.find(key)) === undefined);
    assert.equal(await store.end(key, 'signed_out'), undefined);
    await until(async () => (await store.count()) === 0);
  });

  it('lets one holder through, until it lets go or its time is over', async () => {
    const [store, replica] = await open();
    const key = fresh();
    const unlock = await store.lock(key, HOUR_MS);
    assert.equal(await replica.lock(key, HOUR_MS), undefined);
    await unlock!();
    const late = await replica.lock(key, 20);
    await until(async () => (await store.lock(key, HOUR_MS)) !== undefined);
    // Whose time was over has nothing to give back.
    await late!();
    assert.equal(await replica.lock(key, HOUR_MS), undefined);
  });
}

describe('sessions in the memory of a process', () => {
  sessionStoreConformance(async () => {
    const store = createInProcessSessions();
    return [store, store];
  });
});

describe('sessions in Redis', { skip: redisSkipReason() }, () => {
  let server: TestRedis;
  const opened: SessionStore[] = [];
  before(async () => {
    server = await startRedis();
  });
  after(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.kill();
  });
  const open = async (prefix: string, ...keys: [string, ...string[]]) => {
    const store = await openRedisSessions({ url: server.url, prefix, sealer: createSealer(keys) });
    opened.push(store);
    return store;
  };

  sessionStoreConformance(async () => {
    const prefix = `${randomUUID()}:`;
    return [await open(prefix, ...secrets), await open(prefix, ...secrets)];
  });

  it('are worth nothing to who reads Redis, and no key stays for ever', async () => {
    const prefix = `${randomUUID()}:`;
    const store = await open(prefix, ...secrets);
    for (const key of ['a', 'b']) await store.create(key, sessionOf('alice', 'a'), Date.now() + HOUR_MS);
    await store.end('b', 'signed_out');
    await store.lock('a', HOUR_MS);
    const redis = new Redis(server.url);
    const keys = await redis.keys(`${prefix}*`);
    assert.ok(keys.length >= 5);
    for (const key of keys) {
      if (!key.endsWith(':active')) assert.ok((await redis.pttl(key)) > 0, key);
      const kept = await redis.dump(key);
      assert.doesNotMatch(String(kept), /secret|alice|acme/i, key);
    }
    redis.disconnect();
  });

  it('open under a secret that has been replaced, and not without it', async () => {
    const prefix = `${randomUUID()}:`;
    const [old, newer] = [secrets[0], 'the secret of tomorrow, which seals'];
    const session = sessionOf('alice', 'a');
    await (await open(prefix, old)).create('a', session, Date.now() + HOUR_MS);
    const both = await open(prefix, newer, old);
    assert.deepEqual(await both.find('a'), { kind: 'active', session, generation: 0 });
    assert.equal(await (await open(prefix, newer)).find('a'), undefined);
    assert.equal(await both.renew('a', session, 0), true);
    const renewed = await (await open(prefix, newer)).find('a');
    assert.deepEqual(renewed, { kind: 'active', session, generation: 1 });
  });

  it('are there again after the connection was lost', async () => {
    const own = await startRedis();
    const store = await openRedisSessions({ url: own.url, prefix: 'x:', sealer: createSealer([...secrets]) });
    await own.kill();
    await assert.rejects(store.ready());
    await own.start();
    await until(() =>
      store.ready().then(
        () => true,
        () => false,
      ),
    );
    await store.create('a', sessionOf('alice', 'a'), Date.now() + HOUR_MS);
    const heard: string[] = [];
    store.onEnded((key) => heard.push(key));
    await until(async () => {
      await store.create('a', sessionOf('alice', 'a'), Date.now() + HOUR_MS);
      await store.end('a', 'signed_out');
      return heard.length > 0;
    });
    await store.close();
    await own.kill();
  });

  it('are not opened where nobody answers', async () => {
    await assert.rejects(openRedisSessions({ url: 'redis://127.0.0.1:1', sealer: createSealer([...secrets]) }));
  });
});
