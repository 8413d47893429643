import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { refusedWith } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { Code, createClient, type HandlerContext } from '@connectrpc/connect';
import { type Browser, createBrowser } from './browser.ts';
import { ID } from './services.ts';
import { startWorld, type World, whoAmI } from './world.ts';

const ALICE = 'alice of acme as graph.editor';
const IDLE_MS = 600_000;
const MAX_MS = 3_000_000;
const limits = { idleMs: IDLE_MS, maxMs: MAX_MS };
const expectAlice = async (world: World, browser: Browser) => assert.equal(await whoAmI(world, browser), ALICE);
const over = refusedWith(Code.Unauthenticated, 'session_ended');

/** Sends one frame, and then nothing until it is told to end. */
async function* generate(_request: unknown, { signal }: HandlerContext) {
  yield { frame: { runId: ID, index: 1 } };
  if (!signal.aborted) await once(signal, 'abort');
}

/** What holds for one process as for several that share a store. */
function sessionLife(start: () => Promise<World>): void {
  let world: World;
  before(async () => {
    world = await start();
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => {
    world.aheadMs = 0;
    world.provider.release();
  });
  const refreshes = () => world.provider.asked.refresh_token ?? 0;
  /** So far in the future that the access token has to be renewed. */
  const makeStale = () => {
    world.aheadMs += world.provider.accessTokenSeconds * 1_000;
  };
  const expect = (browser: Browser) => expectAlice(world, browser);

  it('a sign-in that was begun at one replica ends at another', async () => {
    const browser = createBrowser();
    const callback = await browser.openUntil(`${world.url}/auth/sign-in?return_to=/x`, `${world.url}/auth/callback`);
    assert.equal((await browser.open(callback)).url, `${world.url}/x`);
    await expect(browser);
  });

  it('twenty calls at once with a token that is about to end are one refresh, and all are answered', async () => {
    const browser = await world.signedIn();
    const before = refreshes();
    makeStale();
    world.provider.tokenEndpoint = 'hangs';
    const calls = Array.from({ length: 20 }, () => expect(browser));
    await world.provider.held();
    world.provider.release();
    await Promise.all(calls);
    assert.equal(refreshes() - before, 1);
  });

  it('each refresh is made with the token of the one before', async () => {
    const browser = await world.signedIn();
    const before = refreshes();
    for (let time = 1; time <= 3; time += 1) {
      makeStale();
      await expect(browser);
    }
    assert.equal(refreshes() - before, 3);
  });

  it('roles that were given or taken at the provider are seen after the next refresh', async () => {
    const browser = await world.signedIn();
    world.provider.claims = { tenant_id: 'acme', roles: ['graph.owner'] };
    makeStale();
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.owner');
    const session = (await (await browser.fetch(`${world.url}/auth/session`)).json()) as { user: { roles: string[] } };
    assert.deepEqual(session.user.roles, ['graph.owner']);
    world.provider.claims = { tenant_id: 'acme', roles: ['graph.editor'] };
  });

  it('a refresh that the provider refuses ends the session; signing in leads back to the same place', async () => {
    const browser = await world.signedIn();
    makeStale();
    world.provider.tokenEndpoint = 'revokes';
    await Promise.all([1, 2, 3].map(() => assert.rejects(whoAmI(world, browser), over)));
    world.provider.release();
    await assert.rejects(whoAmI(world, browser), over);
    const { url } = await browser.open(
      `${world.url}/auth/sign-in?return_to=${encodeURIComponent('/artifact/7?element=a')}`,
    );
    assert.equal(url, `${world.url}/artifact/7?element=a`);
    await expect(browser);
  });

  it('while the provider does not answer, a token is used until its end, and then nobody is signed out', async () => {
    const browser = await world.signedIn();
    world.provider.tokenEndpoint = 'fails';
    world.aheadMs = world.provider.accessTokenSeconds * 1_000 - 5_000;
    await expect(browser);
    makeStale();
    await assert.rejects(whoAmI(world, browser), refusedWith(Code.Unavailable, 'sign_in_unavailable'));
    const response = await browser.fetch(`${world.url}/auth/session`);
    assert.deepEqual(
      [response.status, await response.json()],
      [503, { signedIn: false, reason: 'sign_in_unavailable' }],
    );
    world.provider.release();
    await expect(browser);
  });

  it('who signs out while a token is renewed stays signed out', async () => {
    const browser = await world.signedIn();
    makeStale();
    world.provider.tokenEndpoint = 'hangs';
    const call = assert.rejects(whoAmI(world, browser), over);
    await world.provider.held();
    const copy = createBrowser();
    copy.cookies().set('ameide', browser.cookies().get('ameide')!);
    await browser.send(`${world.url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
    world.provider.release();
    await call;
    await assert.rejects(whoAmI(world, copy), over);
  });

  it('signing out is told to the provider, and its cookie is worth nothing any more', async () => {
    const browser = await world.signedIn();
    const stolen = createBrowser();
    stolen.cookies().set('ameide', browser.cookies().get('ameide')!);
    const response = await browser.send(`${world.url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
    const location = new URL(response.headers.get('location')!);
    assert.equal(location.origin + location.pathname, `${world.provider.issuer}/session/end`);
    assert.equal(location.searchParams.get('post_logout_redirect_uri'), `${world.url}/`);
    assert.ok(location.searchParams.get('id_token_hint'));
    assert.equal(browser.cookies().get('ameide'), undefined);
    await assert.rejects(whoAmI(world, stolen), over);
    // Without a session there is nothing to end.
    const again = await browser.send(`${world.url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'none' } });
    assert.equal(again.headers.get('location'), `${world.url}/`);
  });

  it('streams go on with the new session of who signs in again, and end for somebody else', async () => {
    const browser = await world.signedIn();
    const open = async () => {
      const client = createClient(InferenceService, world.transport(browser));
      const stream = client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]();
      await stream.next();
      return stream;
    };
    const again = assert.rejects((await open()).next(), refusedWith(Code.Unavailable, 'session_replaced'));
    await browser.open(`${world.url}/auth/sign-in`);
    await again;
    const other = assert.rejects((await open()).next(), over);
    world.provider.person = 'bob';
    browser.cookies().delete('_session');
    await browser.open(`${world.url}/auth/sign-in`);
    world.provider.person = 'alice';
    await other;
    assert.equal(await whoAmI(world, browser), 'bob of acme as graph.editor');
  });

  it('a session that nobody uses ends, and one that is used goes on until it is too old', async () => {
    const browser = await world.signedIn();
    for (const part of [0.9, 1.8, 2.7]) {
      world.aheadMs = part * IDLE_MS;
      await expect(browser);
    }
    world.aheadMs = 3.8 * IDLE_MS;
    await assert.rejects(whoAmI(world, browser), over);
    world.aheadMs = 0;
    const other = await world.signedIn();
    for (world.aheadMs = 0; world.aheadMs < MAX_MS; world.aheadMs += 0.9 * IDLE_MS) await expect(other);
    await assert.rejects(whoAmI(world, other), over);
  });

  it('asking who is signed in, and streams that pages keep open, do not put off that end', async () => {
    const browser = await world.signedIn();
    world.aheadMs = 0.9 * IDLE_MS;
    const client = createClient(InferenceService, world.transport(browser));
    const gone = new AbortController();
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' }, { signal: gone.signal });
    await stream[Symbol.asyncIterator]().next();
    gone.abort();
    const { expiresAt } = (await (await browser.fetch(`${world.url}/auth/session`)).json()) as { expiresAt: string };
    assert.ok(Date.parse(expiresAt) < Date.now() + world.aheadMs + 0.2 * IDLE_MS);
    world.aheadMs = 1.1 * IDLE_MS;
    await assert.rejects(whoAmI(world, browser), over);
  });

  it('signing out at the provider ends the session of that browser here, and its streams, wherever they are', async () => {
    const [browser, other] = [await world.signedIn(), await world.signedIn()];
    const client = createClient(InferenceService, world.transport(browser));
    const streams = [1, 2].map(() => client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]());
    for (const stream of streams) assert.equal((await stream.next()).value?.frame?.index, 1);
    const ended = streams.map((stream) => assert.rejects(stream.next(), over));
    await world.provider.signOut(browser);
    await Promise.all(ended);
    await assert.rejects(whoAmI(world, browser), over);
    await expect(other);
  });

  it("a logout token that names a person ends all of their sessions, and nobody else's", async () => {
    const browsers = [await world.signedIn(), await world.signedIn()];
    world.provider.person = 'bob';
    const bob = await world.signedIn();
    world.provider.person = 'alice';
    const claims = {
      sub: 'alice',
      // The provider's clock is a little ahead.
      iat: Math.floor(Date.now() / 1_000) + 3,
      jti: 'one',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    };
    const logout = async () => {
      const body = new URLSearchParams({ logout_token: await world.provider.sign(claims, { typ: 'logout+jwt' }) });
      return (await fetch(`${world.url}/auth/back-channel-logout`, { method: 'POST', body })).status;
    };
    assert.equal(await logout(), 200);
    for (const browser of browsers) await assert.rejects(whoAmI(world, browser), over);
    assert.equal(await whoAmI(world, bob), 'bob of acme as graph.editor');
    assert.equal(await logout(), 204);
  });
}

describe('a session in one process', () => {
  it('ends by itself, and its streams with it, when its time is over', async () => {
    const soon = { idleMs: 2_000, maxMs: MAX_MS };
    await using world = await startWorld({ inference: { generate }, config: { limits: soon } });
    const client = createClient(InferenceService, world.transport(await world.signedIn()));
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]();
    assert.equal((await stream.next()).value?.frame?.index, 1);
    world.aheadMs = soon.idleMs;
    await assert.rejects(stream.next(), over);
  });

  sessionLife(() => startWorld({ inference: { generate }, config: { limits } }));
});

describe('a session of two replicas with Redis', { skip: redisSkipReason() }, () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.kill());

  it("is nobody's while Redis is away, and gone when Redis has lost it", async () => {
    const own = await startRedis();
    await using world = await startWorld({ redisUrl: own.url });
    const browser = await world.signedIn();
    await own.kill();
    await assert.rejects(whoAmI(world, browser), refusedWith(Code.Unavailable, 'sign_in_unavailable'));
    await own.start();
    const missing = refusedWith(Code.Unauthenticated, 'session_missing');
    const isMissing = () =>
      assert.rejects(whoAmI(world, browser), missing).then(
        () => true,
        () => false,
      );
    await until(isMissing);
    await until(async () => (await browser.open(`${world.url}/auth/sign-in`)).response.status === 503);
    await expectAlice(world, browser);
    await own.kill();
  });

  sessionLife(() => startWorld({ inference: { generate }, config: { limits }, redisUrl: redis.url }));
});
