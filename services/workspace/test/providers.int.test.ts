import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refusedWith } from '@ameide/service-kit/testing';
import { Code } from '@connectrpc/connect';
import { type Browser, createBrowser } from './browser.ts';
import type { TestProvider } from './identity-provider.ts';
import { startWorld, type World, whoAmI } from './world.ts';

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
const own = { headers: { 'sec-fetch-site': 'same-origin' } };

describe('several identity providers', () => {
  let world: World;
  let acme: TestProvider;
  let globex: TestProvider;
  before(async () => {
    world = await startWorld({ others: ['Globex-Co'] });
    acme = world.provider;
    globex = world.others[0]!;
    globex.claims = { tenant_id: 'globex', roles: ['graph.viewer'] };
    globex.person = 'carol';
  });
  after(() => world[Symbol.asyncDispose]());

  const signIn = (browser: Browser, provider: string) =>
    browser.open(`${world.url}/auth/sign-in?return_to=/artifact/42&provider=${provider}`);
  async function signedIn(provider: string): Promise<Browser> {
    const browser = createBrowser();
    assert.equal((await signIn(browser, provider)).url, `${world.url}/artifact/42`);
    return browser;
  }
  const isAlice = async (browser: Browser) =>
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
  const isCarol = async (browser: Browser) =>
    assert.equal(await whoAmI(world, browser), 'carol of globex as graph.viewer');
  const logOut = async (token: string) => {
    const body = new URLSearchParams({ logout_token: token });
    return (await fetch(`${world.url}/auth/back-channel-logout`, { method: 'POST', body })).status;
  };

  it('are chosen from, and the choice is remembered until somebody signs out', async () => {
    const browser = createBrowser();
    const asked = await browser.open(`${world.url}/auth/sign-in?return_to=/artifact/42`);
    const page = await asked.response.text();
    const links = [...page.matchAll(/href="([^"]+)">([^<]+)</g)].map(([, href = '', name]) => [
      name,
      href.replaceAll('&#38;', '&'),
    ]);
    assert.deepEqual(links, [
      ['Sign in', '/auth/sign-in?return_to=%2Fartifact%2F42&provider=default'],
      ['Globex-Co', '/auth/sign-in?return_to=%2Fartifact%2F42&provider=globex-co'],
    ]);
    assert.equal((await browser.open(`${world.url}${links[1]![1]}`)).url, `${world.url}/artifact/42`);
    await isCarol(browser);
    browser.cookies().delete('ameide');
    assert.equal((await browser.open(`${world.url}/auth/sign-in?return_to=/x`)).url, `${world.url}/x`);
    await isCarol(browser);

    const isAsked = async (query: string) => {
      const { response } = await browser.open(`${world.url}/auth/sign-in${query}`);
      assert.match(await response.text(), /Where do you have your account/);
    };
    await isAsked('?prompt=choose');
    await isAsked('?provider=nobody');
    await browser.send(`${world.url}/auth/sign-out`, own);
    await isAsked('');
    const refused = await browser.open(`${world.url}/auth/error?reason=account_not_accepted&return_to=/x`);
    assert.match(await refused.response.text(), /Sign in somewhere else/);
    const german = { headers: { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' } };
    const choice = await browser.open(`${world.url}/auth/sign-in`, german);
    assert.match(await choice.response.text(), /lang="de".*Wo hast du dein Konto/s);
    const inGerman = await browser.open(refused.url, german);
    assert.match(await inGerman.response.text(), /lang="de".*zu keiner Organisation.*Woanders anmelden/s);
  });

  it('renew and end the sessions that are theirs', async () => {
    const [alice, carol] = [await signedIn('default'), await signedIn('globex-co')];
    await isAlice(alice);
    await isCarol(carol);
    const renewed = () => [acme.asked.refresh_token ?? 0, globex.asked.refresh_token ?? 0];
    const [atAcme = 0, atGlobex = 0] = renewed();
    world.aheadMs = 300_000;
    await isCarol(carol);
    assert.deepEqual(renewed(), [atAcme, atGlobex + 1]);
    await isAlice(alice);
    assert.deepEqual(renewed(), [atAcme + 1, atGlobex + 1]);
    world.aheadMs = 0;
    const left = await carol.send(`${world.url}/auth/sign-out`, own);
    assert.ok(left.headers.get('location')!.startsWith(`${globex.issuer}/session/end?`));
    await isAlice(alice);
  });

  it('end nobody’s session by a logout token of another one', async () => {
    const carol = await signedIn('globex-co');
    const now = Math.trunc(Date.now() / 1_000);
    const token = () => ({ sub: 'carol', iat: now, exp: now + 60, jti: randomUUID(), events: { [LOGOUT]: {} } });
    const typ = { typ: 'logout+jwt' };
    // Of the same person, by the key of another provider, under either name.
    assert.equal(await logOut(await acme.sign(token(), typ)), 204);
    assert.equal(await logOut(await acme.sign({ ...token(), iss: globex.issuer }, typ)), 400);
    await isCarol(carol);
    assert.equal(await logOut(await globex.sign(token(), typ)), 200);
    await assert.rejects(whoAmI(world, carol), refusedWith(Code.Unauthenticated, 'session_ended'));
  });

  it('do not get each other’s codes: an answer is taken from whom it was asked of only', async () => {
    const codes = () => globex.asked.authorization_code ?? 0;
    const before = codes();
    for (const change of [
      (url: URL) => url.searchParams.set('iss', globex.issuer),
      (url: URL) => url.searchParams.delete('iss'),
    ]) {
      const browser = createBrowser();
      const address = `${world.url}/auth/sign-in?provider=default`;
      const callback = new URL(await browser.openUntil(address, `${world.url}/auth/callback`));
      assert.equal(callback.searchParams.get('iss'), acme.issuer);
      change(callback);
      const { url } = await browser.open(callback.href);
      assert.equal(new URL(url).searchParams.get('reason'), 'sign_in_refused');
      assert.equal(browser.cookies().has('ameide'), false);
    }
    assert.equal(codes(), before);
  });
});
