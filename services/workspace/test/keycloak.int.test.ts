import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { type KeycloakServer, keycloakSkipReason, startKeycloak } from '@ameide/operator-kit/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { refusedWith } from '@ameide/service-kit/testing';
import { freePort } from '@ameide/test-kit';
import { Code, createClient, type HandlerContext } from '@connectrpc/connect';
import {
  createWorkspaceService,
  DEFAULT_PROVIDER,
  DEFAULT_WORKSPACE_CONFIG,
  type ProviderConfig,
} from '../src/service.ts';
import { type Browser, createBrowser } from './browser.ts';
import { CLIENT, type KeycloakRealm, logIn, makeRealm } from './keycloak-realm.ts';
import { authenticatorOf, ID, type Services, startServices } from './services.ts';
import { startWebServer, type WebServer } from './web-server.ts';
import { SECRET, transportOf, whoAmI } from './world.ts';

const over = refusedWith(Code.Unauthenticated, 'session_ended');
/** Of Keycloak's access tokens, unless a realm says otherwise. */
const TOKEN_LIFE_MS = 300_000;

async function* generate(_request: unknown, { signal }: HandlerContext) {
  yield { frame: { runId: ID, index: 1 } };
  if (!signal.aborted) await once(signal, 'abort');
}

describe('signing in by Keycloak', { skip: keycloakSkipReason() }, () => {
  let keycloak: KeycloakServer;
  let realm: KeycloakRealm;
  let services: Services;
  let server: WebServer;
  let url: string;
  let aheadMs = 0;
  let clientAuthentication: ProviderConfig['clientAuthentication'] = 'client_secret_post';
  before(async () => {
    keycloak = await startKeycloak();
    url = `http://localhost:${await freePort()}`;
    realm = await makeRealm(keycloak.url, url);
    const logger = createLogger({ service: 'workspace', level: 'silent' });
    const authenticator = authenticatorOf(realm.issuer);
    services = await startServices({ authenticator, logger, inference: { generate } });
    const workspaceWith = (authentication: ProviderConfig['clientAuthentication']) =>
      createWorkspaceService({
        config: {
          ...DEFAULT_WORKSPACE_CONFIG,
          providers: [
            { ...DEFAULT_PROVIDER, ...CLIENT, issuer: realm.issuer, clientAuthentication: authentication },
            // Keycloak names itself in its answers, as one of several has to.
            { ...DEFAULT_PROVIDER, id: 'other', issuer: `${keycloak.url}/realms/master` },
          ].slice(0, authentication === 'client_secret_post' ? 1 : 2),
          publicUrl: url,
          secrets: [SECRET],
        },
        authenticator,
        upstream: (request) => services.server.exchange(request),
        logger,
        webFolder: '/nowhere',
        now: () => Date.now() + aheadMs,
      });
    const workspaces = {
      client_secret_post: workspaceWith('client_secret_post'),
      client_secret_basic: workspaceWith('client_secret_basic'),
    };
    server = await startWebServer(
      (request, response) => void workspaces[clientAuthentication!].handle(request, response),
      Number(new URL(url).port),
    );
  });
  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await services?.server.stop();
    await keycloak?.stop();
  });
  afterEach(() => {
    aheadMs = 0;
    clientAuthentication = 'client_secret_post';
  });
  const world = { transport: (browser: Browser) => transportOf(url, browser) };
  const signedIn = async () => {
    const browser = createBrowser();
    assert.equal(
      await logIn(browser, `${url}/auth/sign-in?provider=default&return_to=/artifact/42`),
      `${url}/artifact/42`,
    );
    return browser;
  };
  const expectAlice = async (browser: Browser) => {
    assert.match(await whoAmI(world, browser), /^[\w-]{36} of acme as .*graph\.editor/);
  };

  it('shows who somebody is as the realm knows them', async () => {
    const browser = await signedIn();
    const answer = await (await browser.fetch(`${url}/auth/session`)).json();
    const { user } = answer as { user: { name: string; email: string; tenantId: string; roles: string[] } };
    assert.deepEqual([user.name, user.email, user.tenantId], ['Alice Adams', 'alice@example.com', 'acme']);
    assert.ok(user.roles.includes('graph.editor'));
    await expectAlice(browser);
  });

  it('proves the client either way; of twenty calls one renews, each time with the token of the time before', async () => {
    for (clientAuthentication of ['client_secret_post', 'client_secret_basic'] as const) {
      const browser = await signedIn();
      for (let time = 1; time <= 2; time += 1) {
        aheadMs += TOKEN_LIFE_MS;
        await Promise.all(Array.from({ length: 20 }, () => expectAlice(browser)));
      }
      aheadMs = 0;
      const { headers } = await browser.send(`${url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
      assert.match(headers.get('location')!, /openid-connect\/logout\?/);
    }
  });

  it('signs out at Keycloak, too, and asks for the password again', async () => {
    const browser = await signedIn();
    const left = await browser.open(`${url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.equal(left.url, `${url}/`);
    const { response } = await browser.open(`${url}/auth/sign-in`);
    assert.match(await response.text(), /<form\b[^>]*id="kc-form-login"/);
  });

  it('asks for no password while Keycloak still knows who somebody is', async () => {
    const browser = await signedIn();
    browser.cookies().clear();
    assert.equal((await browser.open(`${url}/auth/sign-in?return_to=/x`)).url, `${url}/x`);
    await expectAlice(browser);
  });

  it('ends sessions and their streams when an administrator signs somebody out', async () => {
    const browsers = [await signedIn(), await signedIn()];
    const streams = browsers.map((browser) =>
      createClient(InferenceService, world.transport(browser))
        .generate({ threadId: ID, idempotencyKey: 'k' })
        [Symbol.asyncIterator](),
    );
    for (const stream of streams) assert.equal((await stream.next()).value?.frame?.index, 1);
    const ended = streams.map((stream) => assert.rejects(stream.next(), over));
    await realm.logOut();
    await Promise.all(ended);
    for (const browser of browsers) await assert.rejects(whoAmI(world, browser), over);
  });

  it('ends the session of whom the realm does not let in any more, when the token is renewed', async () => {
    const browser = await signedIn();
    await realm.setEnabled(false);
    await expectAlice(browser);
    aheadMs = TOKEN_LIFE_MS;
    await assert.rejects(whoAmI(world, browser), over);
    await realm.setEnabled(true);
  });

  it('lets those go on who are signed in while Keycloak is away, as long as their tokens last', async () => {
    const browser = await signedIn();
    await keycloak.process.kill();
    await expectAlice(browser);
    aheadMs = TOKEN_LIFE_MS;
    await assert.rejects(whoAmI(world, browser), refusedWith(Code.Unavailable, 'sign_in_unavailable'));
    const left = await browser.send(`${url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.ok(left.headers.get('location'));
    await assert.rejects(whoAmI(world, browser), refusedWith(Code.Unauthenticated, 'session_missing'));
  });
});
