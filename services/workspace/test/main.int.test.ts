import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { createLogger } from '@ameide/service-kit/telemetry';
import { refusedWith, type ServiceUnderTest, startServiceProcess } from '@ameide/service-kit/testing';
import { freePort } from '@ameide/test-kit';
import { Code, createClient } from '@connectrpc/connect';
import { createBrowser } from './browser.ts';
import { startIdentityProvider, type TestProvider } from './identity-provider.ts';
import { authenticatorOf, ID, type Services, startServices } from './services.ts';
import { createSteppedStream, type SteppedStream } from './stepped-stream.ts';
import { SECRET, transportOf, whoAmI } from './world.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const request = { threadId: ID, idempotencyKey: 'k' };

describe('the workspace as a process', { skip: redisSkipReason() }, () => {
  let redis: TestRedis;
  let provider: TestProvider;
  let services: Services;
  let workspace: ServiceUnderTest;
  let stream: SteppedStream;
  let url: string;
  let start: () => Promise<ServiceUnderTest>;
  before(async () => {
    redis = await startRedis();
    url = `http://localhost:${await freePort()}`;
    provider = await startIdentityProvider(url);
    services = await startServices({
      authenticator: authenticatorOf(provider.issuer),
      logger: createLogger({ service: 'fixture', level: 'silent' }),
      inference: {
        generate: (given, context) => {
          stream = createSteppedStream();
          return stream.generate(given, context);
        },
      },
    });
    start = () =>
      startServiceProcess(MAIN, {
        PORT: new URL(url).port,
        PUBLIC_URL: url,
        OIDC_ISSUER: provider.issuer,
        SESSION_SECRET: SECRET,
        REDIS_URL: redis.url,
        // Only what is named goes elsewhere.
        GATEWAY_URL: 'http://localhost:1',
        UPSTREAMS: JSON.stringify({ 'ameide.artifacts.v1': services.url, 'ameide.inference.v1': services.url }),
      });
    workspace = await start();
  });
  after(async () => {
    await workspace?.stop();
    await services.server.stop();
    await provider[Symbol.asyncDispose]();
    await redis.kill();
  });
  const signedIn = async () => {
    const browser = createBrowser();
    await browser.open(`${url}/auth/sign-in`);
    return browser;
  };
  const world = { transport: (browser: ReturnType<typeof createBrowser>) => transportOf(url, browser) };

  it('signs people in, hands their calls on over the network, and keeps sessions over a restart', async () => {
    const browser = await signedIn();
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
    assert.deepEqual(
      [...services.received.at(-1)!.keys()].filter((name) => /cookie|csrf|origin|sec-/.test(name)),
      [],
    );
    const { status } = await fetch(`${url}/readyz`);
    assert.equal(status, 200);
    assert.match(await (await fetch(workspace.metricsUrl)).text(), /auth_sessions_active\S* 1\b/);
    await workspace.stop();
    workspace = await start();
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
  });

  it('hands streams on piece by piece, and tells services when nobody listens any more', async () => {
    const client = createClient(InferenceService, world.transport(await signedIn()));
    const gone = new AbortController();
    const frames = client.generate(request, { signal: gone.signal })[Symbol.asyncIterator]();
    for (let index = 1; index <= 3; index += 1) {
      assert.equal((await frames.next()).value?.frame?.index, index);
      stream.step();
    }
    gone.abort();
    await stream.ended;
  });

  it('says so when services do not answer', async () => {
    const browser = await signedIn();
    const response = await browser.fetch(`${url}/api/ameide.threads.v1.ChatQueryService/GetChat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(response.status, 503);
    assert.equal(((await response.json()) as { code: string }).code, 'unavailable');
  });

  it('ends streams with a typed refusal when the provider says that somebody has signed out', async () => {
    const browser = await signedIn();
    const frames = createClient(InferenceService, world.transport(browser)).generate(request)[Symbol.asyncIterator]();
    await frames.next();
    const ended = assert.rejects(frames.next(), refusedWith(Code.Unauthenticated, 'session_ended'));
    await provider.signOut(browser);
    await ended;
    await stream.ended;
  });

  it('ends streams so that they can be resumed when it stops', async () => {
    const browser = await signedIn();
    const frames = createClient(InferenceService, world.transport(browser)).generate(request)[Symbol.asyncIterator]();
    await frames.next();
    const ended = assert.rejects(frames.next(), refusedWith(Code.Unavailable, 'server_stopping'));
    const [{ code }] = await Promise.all([workspace.stop(), ended]);
    assert.equal(code, 0);
    await stream.ended;
    workspace = await start();
  });

  it('does not start with a configuration that would let people down, and says why', async () => {
    const env = {
      PUBLIC_URL: 'http://platform.example',
      SESSION_SECRET: 'short',
      OIDC_SCOPES: 'profile',
      UPSTREAMS: '{',
    };
    await assert.rejects(startServiceProcess(MAIN, env), ({ message }: Error) => {
      assert.match(message, /PUBLIC_URL: must be https, except on localhost/);
      assert.match(message, /SESSION_SECRET: needs 32 characters each/);
      assert.match(message, /GATEWAY_URL: must be set/);
      assert.match(message, /OIDC_ISSUER: must be set, or OIDC_ISSUERS/);
      assert.match(message, /OIDC_SCOPES: must have openid/);
      assert.match(message, /UPSTREAMS: is no JSON/);
      return true;
    });
  });
});
