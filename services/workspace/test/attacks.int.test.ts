import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refusedWith } from '@ameide/service-kit/testing';
import { Code } from '@connectrpc/connect';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { createBrowser } from './browser.ts';
import { startWorld, type World, whoAmI } from './world.ts';

const ALICE = 'alice of acme as graph.editor';

describe('attacks on signing in', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());
  const begin = (browser: ReturnType<typeof createBrowser>, returnTo = '/') =>
    browser.openUntil(
      `${world.url}/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`,
      `${world.url}/auth/callback`,
    );
  const isRefused = async (browser: ReturnType<typeof createBrowser>, callback: string, reason: string) => {
    const { url } = await browser.open(callback);
    assert.match(url, new RegExp(`/auth/error\\?reason=${reason}&`));
    assert.equal(browser.cookies().get('ameide'), undefined);
  };

  it('an id that an attacker has set in the browser before is not the one after', async () => {
    const attacker = await world.signedIn();
    for (const planted of [attacker.cookies().get('ameide')!, 'a'.repeat(43), 'short']) {
      const victim = createBrowser();
      victim.cookies().set('ameide', planted);
      await victim.open(await begin(victim));
      assert.notEqual(victim.cookies().get('ameide'), planted);
      assert.equal(await whoAmI(world, victim), ALICE);
    }
  });

  it('nobody is sent to another host after signing in', async () => {
    const elsewhere = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/.//evil.example',
      '\t//evil.example',
    ];
    for (const returnTo of [...elsewhere, 'javascript:alert(1)', '/auth/sign-out', `${world.url}@evil.example/`]) {
      const browser = createBrowser();
      const response = await browser.send(await begin(browser, returnTo));
      assert.equal(response.headers.get('location'), `${world.url}/`, returnTo);
    }
  });

  it('an answer of the provider for one browser signs nobody in with another one', async () => {
    const callback = await begin(createBrowser());
    await isRefused(createBrowser(), callback, 'attempt_unknown');
  });

  it('an answer counts once', async () => {
    const browser = createBrowser();
    const callback = await begin(browser);
    const attempts = new Map(browser.cookies());
    await browser.open(callback);
    const again = createBrowser();
    await isRefused(again, callback, 'attempt_unknown');
    for (const [name, value] of attempts) again.cookies().set(name, value);
    await isRefused(again, callback, 'sign_in_refused');
  });

  it('a code of another sign-in is not taken, with the state of this one', async () => {
    world.provider.person = 'mallory';
    const attackersCode = new URL(await begin(createBrowser())).searchParams.get('code')!;
    world.provider.person = 'alice';
    const victim = createBrowser();
    const callback = new URL(await begin(victim));
    callback.searchParams.set('code', attackersCode);
    await isRefused(victim, callback.href, 'sign_in_refused');
  });

  it('an answer without its state, or with another issuer, is not taken', async () => {
    for (const change of [
      (url: URL) => url.searchParams.delete('state'),
      (url: URL) => url.searchParams.set('state', 'another'),
    ]) {
      const browser = createBrowser();
      const callback = new URL(await begin(browser));
      change(callback);
      await isRefused(browser, callback.href, 'attempt_unknown');
    }
    const browser = createBrowser();
    const callback = new URL(await begin(browser));
    callback.searchParams.set('iss', 'https://evil.example');
    await isRefused(browser, callback.href, 'sign_in_refused');
  });

  it('what a browser keeps of an attempt cannot be changed, nor used for another one', async () => {
    const flip = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    for (const change of [(value: string) => flip(value, 30), (value: string) => flip(value, value.length - 3)]) {
      const browser = createBrowser();
      const callback = await begin(browser);
      const [name, value] = [...browser.cookies()].find(([one]) => one.startsWith('ameide-attempt-'))!;
      browser.cookies().set(name, change(value));
      await isRefused(browser, callback, 'attempt_unknown');
    }
    const browser = createBrowser();
    const callback = await begin(browser);
    const [name, value] = [...browser.cookies()].find(([one]) => one.startsWith('ameide-attempt-'))!;
    await begin(browser);
    const [, another] = [...browser.cookies()].find(([one]) => one.startsWith('ameide-attempt-') && one !== name)!;
    browser.cookies().set(name, `${value.split('.')[0]}.${another.split('.')[1]}`);
    await isRefused(browser, callback, 'attempt_unknown');
  });

  it('a cookie that was changed, guessed, or is the key of the store is no session', async () => {
    const id = (await world.signedIn()).cookies().get('ameide')!;
    for (const value of [
      `${id.slice(0, -1)}_`,
      hash('sha256', id, 'base64url'),
      id.slice(1),
      `${id}a`,
      '',
      '{}',
      '*',
    ]) {
      const browser = createBrowser();
      browser.cookies().set('ameide', value);
      if (value === id) continue;
      await assert.rejects(whoAmI(world, browser), refusedWith(Code.Unauthenticated, 'session_missing'), value);
    }
  });

  it('nobody is signed out by a page of another origin, nor by a picture in one of our own', async () => {
    const browser = await world.signedIn();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'same-origin', 'sec-purpose': 'prefetch' },
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' },
      { referer: 'https://evil.example/' },
      { referer: `${world.url}.evil.example/` },
      {},
    ]) {
      const response = await browser.send(`${world.url}/auth/sign-out`, { headers: headers as Record<string, string> });
      assert.equal(response.status, 200);
      assert.match(await response.text(), /Sign out\?/);
    }
    assert.equal((await browser.send(`${world.url}/auth/sign-out`, { method: 'POST' })).status, 403);
    assert.equal(await whoAmI(world, browser), ALICE);
  });

  it('only the provider says who has signed out, of this client, just now', async () => {
    const browser = await world.signedIn();
    const { provider } = world;
    const now = Math.floor(Date.now() / 1_000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const good: Record<string, unknown> = {
      iss: provider.issuer,
      aud: 'platform-app',
      sub: 'alice',
      iat: now,
      jti: 'one',
      events,
    };
    const typ = { typ: 'logout+jwt' };
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const signedBy = (header: JWTHeaderParameters, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(good as JWTPayload).setProtectedHeader(header).sign(key);
    const publicBytes = Buffer.from(JSON.stringify(await exportJWK(publicKey)));
    const forged: Record<string, string> = {
      'signed by somebody else': await signedBy({ alg: 'ES256', kid: 'signing', ...typ }, privateKey),
      'with a key of its own': await signedBy({ alg: 'ES256', jwk: await exportJWK(publicKey), ...typ }, privateKey),
      'signed with what is public': await signedBy({ alg: 'HS256', kid: 'signing', ...typ }, publicBytes),
      unsigned: new UnsecuredJWT(good as JWTPayload).encode(),
      'for another client': await provider.sign({ ...good, aud: 'another' }, typ),
      'of another issuer': await provider.sign({ ...good, iss: 'https://evil.example' }, typ),
      'about something else': await provider.sign({ ...good, events: { other: {} } }, typ),
      'without events': await provider.sign({ ...good, events: undefined }, typ),
      'with events that are no object': await provider.sign({ ...good, events: 'backchannel-logout' }, typ),
      'with a nonce, as id tokens have': await provider.sign({ ...good, nonce: 'n' }, typ),
      'an access token': await provider.sign(good, { typ: 'at+jwt' }),
      'of an hour ago': await provider.sign({ ...good, iat: now - 3_600 }, typ),
      'of the future': await provider.sign({ ...good, iat: now + 3_600 }, typ),
      'about nobody': await provider.sign({ ...good, sub: undefined }, typ),
      'without an id': await provider.sign({ ...good, jti: undefined }, typ),
      'no token': 'x.y.z',
      nothing: '',
    };
    for (const [what, token] of Object.entries(forged)) {
      const body = new URLSearchParams({ logout_token: token });
      const response = await fetch(`${world.url}/auth/back-channel-logout`, { method: 'POST', body });
      assert.equal(response.status, 400, what);
    }
    const large = await fetch(`${world.url}/auth/back-channel-logout`, { method: 'POST', body: 'x'.repeat(100_000) });
    assert.equal(large.status, 400);
    assert.equal(await whoAmI(world, browser), ALICE);
  });

  it('nothing that a browser can read tells a token', async () => {
    const browser = await world.signedIn();
    const session = await (await browser.fetch(`${world.url}/auth/session`)).text();
    for (const text of [session, browser.cookies().get('ameide')!]) assert.doesNotMatch(text, /ey[JI]|refresh|token/i);
    const logged = JSON.stringify(world.lines);
    assert.doesNotMatch(logged, /eyJ/);
  });
});
