import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createBrowser } from './browser.ts';
import { startWorld, type World, whoAmI } from './world.ts';

interface SessionAnswer {
  readonly user: object;
  readonly expiresAt: string;
}

describe('signing in', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  it('leads through the provider back to where the person was, with an opaque cookie and nothing else', async () => {
    const browser = createBrowser();
    const { url } = await browser.open(
      `${world.url}/auth/sign-in?return_to=${encodeURIComponent('/artifact/42?element=a')}`,
    );
    assert.equal(url, `${world.url}/artifact/42?element=a`);
    const ours = [...browser.cookies()].filter(([name]) => name.startsWith('ameide'));
    assert.deepEqual(
      ours.map(([name, value]) => [name, value.length]),
      [['ameide', 43]],
    );
    const session = (await (await browser.fetch(`${world.url}/auth/session`)).json()) as SessionAnswer;
    assert.deepEqual(Object.keys(session), ['signedIn', 'user', 'expiresAt']);
    assert.deepEqual(session.user, {
      id: 'alice',
      name: 'Alice Adams',
      email: 'alice@example.com',
      tenantId: 'acme',
      roles: ['graph.editor'],
    });
    assert.ok(Date.parse(session.expiresAt) > Date.now());
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
  });

  it('sends who follows a link with another word for models to where they are', async () => {
    const { status, headers } = await fetch(`${world.url}/artifacts/42?element=a`, { redirect: 'manual' });
    assert.deepEqual([status, headers.get('location')], [308, '/artifact/42?element=a']);
  });

  it('hands the name of another provider on, and nothing that is none', async () => {
    const hintOf = async (hint: string) => {
      const address = `${world.url}/auth/sign-in?kc_idp_hint=${encodeURIComponent(hint)}`;
      const { headers } = await fetch(address, { redirect: 'manual' });
      return new URL(headers.get('location')!).searchParams.get('kc_idp_hint');
    };
    assert.equal(await hintOf('azure-ad'), 'azure-ad');
    for (const hint of ['', 'a b', 'x&prompt=none', 'a'.repeat(65)]) assert.equal(await hintOf(hint), null, hint);
  });

  it('begins by itself where somebody opens a page, and not for what a page loads', async () => {
    const opens = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };
    // `fetch` says of itself that it loads something.
    const get = async (path: string, headers: Record<string, string>) => {
      const sent = request(`${world.url}${path}`, { headers }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return [response.statusCode, response.headers.location];
    };
    const location = `/auth/sign-in?return_to=${encodeURIComponent('/artifact/42?element=a')}`;
    assert.deepEqual(await get('/artifact/42?element=a', opens), [303, location]);
    assert.deepEqual(await get(`/${'a'.repeat(10_000)}`, opens), [303, '/auth/sign-in?return_to=%2F']);
    const cookie = `ameide=${(await world.signedIn()).cookies().get('ameide')}`;
    assert.deepEqual(await get('/artifact/42', { ...opens, cookie }), [503, undefined]);
    assert.deepEqual(await get('/artifact/42', { ...opens, 'sec-fetch-mode': 'cors' }), [503, undefined]);
    assert.deepEqual(await get('/assets/a.js', opens), [404, undefined]);
    assert.deepEqual(await get('/auth/error', opens), [200, undefined]);
  });

  it('asks the provider with PKCE, state and nonce', async () => {
    const response = await createBrowser().send(`${world.url}/auth/sign-in`);
    const { searchParams } = new URL(response.headers.get('location')!);
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(searchParams.get(name)!.length >= 22, name);
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(searchParams.get('redirect_uri'), `${world.url}/auth/callback`);
    const [cookie = ''] = response.headers.getSetCookie();
    assert.match(cookie, /^ameide-attempt-[\w-]{16}=.+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  });

  it('says who is signed in only where somebody is', async () => {
    const response = await createBrowser().fetch(`${world.url}/auth/session`);
    assert.deepEqual(await response.json(), { signedIn: false, reason: 'session_missing' });
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('goes on in several tabs at once, in any order; of many attempts the last five are kept', async () => {
    const browser = createBrowser();
    const callback = `${world.url}/auth/callback`;
    const begin = (page: string) => browser.openUntil(`${world.url}/auth/sign-in?return_to=/${page}`, callback);
    const callbacks: string[] = [];
    for (let tab = 1; tab <= 7; tab += 1) callbacks.push(await begin(`artifact/${tab}`));
    const attempts = [...browser.cookies()].filter(([name]) => name.startsWith('ameide-attempt-'));
    assert.equal(attempts.length, 5);
    const bytes = [...browser.cookies()].reduce((sum, [name, value]) => sum + name.length + value.length + 3, 0);
    assert.ok(bytes < 4_096, `${bytes} bytes of cookies`);
    assert.match((await browser.open(callbacks[0]!)).url, /\/auth\/error\?reason=attempt_unknown/);
    assert.equal((await browser.open(callbacks[6]!)).url, `${world.url}/artifact/7`);
    assert.equal((await browser.open(callbacks[3]!)).url, `${world.url}/artifact/4`);
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
  });

  it('takes the longest way back that it keeps, five times, in less than the 4 KB that servers take', async () => {
    const browser = createBrowser();
    for (let tab = 0; tab < 5; tab += 1) {
      await browser.send(`${world.url}/auth/sign-in?return_to=/${'a'.repeat(298)}${tab}`);
    }
    const attempts = [...browser.cookies()].filter(([name]) => name.startsWith('ameide'));
    const bytes = attempts.reduce((sum, [name, value]) => sum + name.length + value.length + 3, 0);
    assert.equal(attempts.length, 5);
    assert.ok(bytes < 4_096, `${bytes} bytes of cookies`);
  });

  it('gives every sign-in an id of its own, and the one before is over', async () => {
    const browser = await world.signedIn();
    const first = browser.cookies().get('ameide')!;
    await browser.open(`${world.url}/auth/sign-in`);
    const second = browser.cookies().get('ameide')!;
    assert.notEqual(first, second);
    const stale = createBrowser();
    stale.cookies().set('ameide', first);
    assert.deepEqual(await (await stale.fetch(`${world.url}/auth/session`)).json(), {
      signedIn: false,
      reason: 'session_ended',
    });
  });

  it('gives cookies that nobody else can set, and asks for https for ever, where the public address is https', async () => {
    await using secure = await startWorld({ config: { publicUrl: 'https://platform.example' } });
    const headers = { host: 'platform.example' };
    const sent = request(`${secure.url}/auth/sign-in`, { headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    assert.equal(response.headers['strict-transport-security'], 'max-age=31536000');
    const [cookie = ''] = response.headers['set-cookie'] ?? [];
    assert.match(cookie, /^__Host-ameide-attempt-[\w-]{16}=.+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
    assert.doesNotMatch(cookie, /domain/i);
  });

  it('leads to the public address from any other name of this host', async () => {
    const port = new URL(world.url).port;
    const response = await fetch(`http://127.0.0.1:${port}/auth/sign-in?return_to=/x`, { redirect: 'manual' }).catch(
      () => fetch(`http://[::1]:${port}/auth/sign-in?return_to=/x`, { redirect: 'manual' }),
    );
    assert.equal(response.status, 307);
    assert.equal(response.headers.get('location'), `${world.url}/auth/sign-in?return_to=/x`);
  });

  it('signs nobody in whom services would not accept', async () => {
    world.provider.claims = { roles: [] };
    const { url, response } = await createBrowser().open(`${world.url}/auth/sign-in?return_to=/artifact/1`);
    world.provider.claims = { tenant_id: 'acme', roles: ['graph.editor'] };
    assert.match(url, /reason=account_not_accepted/);
    const html = await response.text();
    assert.match(html, /your account belongs to no tenant here/);
    const again = /href="(\/auth\/sign-in[^"]+)"/.exec(html)![1]!.replaceAll('&#38;', '&');
    assert.equal(again, '/auth/sign-in?return_to=%2Fartifact%2F1&prompt=login');
    const asked = await createBrowser().send(`${world.url}${again}`);
    assert.equal(new URL(asked.headers.get('location')!).searchParams.get('prompt'), 'login');
  });

  it('says in a sentence what went wrong, and nothing in the words of the provider', async () => {
    const browser = createBrowser();
    const callback = await browser.openUntil(
      `${world.url}/auth/sign-in?return_to=/artifact/9`,
      `${world.url}/auth/callback`,
    );
    const state = new URL(callback).searchParams.get('state')!;
    const answer = {
      state,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
      iss: world.provider.issuer,
    };
    const { url, response } = await browser.open(`${world.url}/auth/callback?${new URLSearchParams(answer)}`);
    const { searchParams } = new URL(url);
    assert.equal(searchParams.get('reason'), 'sign_in_cancelled');
    const html = await response.text();
    assert.match(html, /You have not signed in/);
    assert.ok(html.includes(searchParams.get('request_id')!));
    assert.ok(html.includes('return_to=%2Fartifact%2F9'));
    assert.doesNotMatch(html, /alert|access_denied/);
    assert.match(response.headers.get('content-security-policy')!, /default-src 'none'/);
  });

  it('shows nothing on the page about errors that an address has brought', async () => {
    const parameters = { reason: '<b>x</b>', request_id: '"><script>', return_to: 'https://evil.example' };
    const { response } = await createBrowser().open(`${world.url}/auth/error?${new URLSearchParams(parameters)}`);
    const html = await response.text();
    assert.doesNotMatch(html, /<b>|<script|evil/);
    assert.match(html, /return_to=%2F"/);
  });

  it('says so when the provider does not answer', async () => {
    const browser = createBrowser();
    const callback = await browser.openUntil(`${world.url}/auth/sign-in`, `${world.url}/auth/callback`);
    world.provider.tokenEndpoint = 'fails';
    const { url } = await browser.open(callback);
    world.provider.release();
    assert.match(url, /reason=provider_unreachable/);
  });
});
