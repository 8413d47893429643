import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { refusedWith } from '@ameide/service-kit/testing';
import { Code, createClient } from '@connectrpc/connect';
import { createBrowser } from './browser.ts';
import { ID } from './services.ts';
import { createSteppedStream, type SteppedStream } from './stepped-stream.ts';
import { startWorld, type World, whoAmI } from './world.ts';

const request = { threadId: ID, idempotencyKey: 'k' };
const GET_ARTIFACT = '/api/ameide.artifacts.v1.ArtifactQueryService/GetArtifact';

describe('RPCs of a browser', () => {
  let world: World;
  let stream: SteppedStream;
  before(async () => {
    world = await startWorld({
      inference: {
        generate: (given, context) => {
          stream = createSteppedStream();
          return stream.generate(given, context);
        },
      },
    });
  });
  after(() => world[Symbol.asyncDispose]());
  const call = (headers: Record<string, string>, path = GET_ARTIFACT) =>
    fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ artifactId: ID }),
    });

  it('arrive with the token of its session, and without anything else that would say who somebody is', async () => {
    const browser = await world.signedIn();
    const headers = {
      authorization: 'Bearer forged',
      'x-tenant-id': 'globex',
      'x-actor-id': 'carol',
      'x-actor-roles': 'graph.admin',
      'x-internal-signature': 'forged',
      'x-internal-timestamp': String(Date.now()),
      'x-ameide-tenant': 'globex',
      'x-forwarded-for': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
      'x-original-url': '/',
    };
    const response = await browser.fetch(`${world.url}${GET_ARTIFACT}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ artifactId: ID }),
    });
    assert.equal(((await response.json()) as Answer).artifact.title, 'alice of acme as graph.editor');
    const names = [...world.received.at(-1)!.keys()].filter((name) => name.startsWith('x-') || name === 'cookie');
    assert.deepEqual(names, ['x-request-id']);
    assert.match(world.received.at(-1)!.get('authorization')!, /^Bearer ey/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('set-cookie'), null);
  });

  it('are answered in JSON and in the binary format, refusals of services included', async () => {
    const browser = await world.signedIn();
    assert.equal(await whoAmI(world, browser), 'alice of acme as graph.editor');
    const unknown = createClient(InferenceService, world.transport(browser)).cancelRun({
      run: { case: 'runId', value: ID },
    });
    await assert.rejects(unknown, refusedWith(Code.Unimplemented, 'unimplemented'));
    const response = await browser.fetch(`${world.url}${GET_ARTIFACT}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"artifactId":"no id"}',
    });
    assert.equal(response.status, 400);
    assert.equal(((await response.json()) as { code: string }).code, 'invalid_argument');
  });

  it('are refused without a session, with what a client needs to know', async () => {
    const response = await createBrowser().fetch(`${world.url}${GET_ARTIFACT}`, { method: 'POST', body: '{}' });
    assert.equal(response.status, 401);
    assert.equal(((await response.json()) as { code: string }).code, 'unauthenticated');
    await assert.rejects(whoAmI(world, createBrowser()), refusedWith(Code.Unauthenticated, 'session_missing'));
    const client = createClient(InferenceService, world.transport(createBrowser()));
    const streaming = client.generate(request)[Symbol.asyncIterator]().next();
    await assert.rejects(streaming, (error: { code: Code }) => error.code === Code.Unauthenticated);
  });

  it('are refused from pages of other origins, whatever they send', async () => {
    const browser = await world.signedIn();
    const cookie = `ameide=${browser.cookies().get('ameide')}`;
    const own = { cookie, 'x-ameide-csrf': '1', origin: world.url, 'sec-fetch-site': 'same-origin' };
    assert.equal((await call(own)).status, 200);
    const { 'x-ameide-csrf': _header, ...form } = own;
    const attacks = [
      form,
      { ...form, 'content-type': 'application/x-www-form-urlencoded' },
      { ...form, 'content-type': 'text/plain' },
      { ...own, 'x-ameide-csrf': '0' },
      { ...own, origin: 'https://evil.example' },
      { ...own, origin: 'null' },
      { ...own, origin: world.url.replace('localhost', 'localhost.evil.example') },
      { ...own, origin: `${world.url.slice(0, -1)}` },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
      { ...own, 'sec-fetch-site': 'none' },
    ];
    for (const headers of attacks) {
      const response = await call(headers);
      assert.equal(response.status, 403, JSON.stringify(headers));
      assert.equal(((await response.json()) as { code: string }).code, 'permission_denied');
    }
    const preflight = await fetch(`${world.url}${GET_ARTIFACT}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-headers': 'x-ameide-csrf' },
    });
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
    assert.equal(preflight.headers.get('access-control-allow-headers'), null);
  });

  it('are not found where there is none', async () => {
    const browser = await world.signedIn();
    for (const path of [
      '/api/x.Y/Z',
      '/api/',
      '/api/healthz',
      '/api/../healthz',
      '/api/x.Y/../../readyz',
      '/api/a/b/c',
    ]) {
      const response = await browser.fetch(`${world.url}${path}`, { method: 'POST', body: '{}' });
      assert.ok([403, 404, 405].includes(response.status), `${path} ${response.status}`);
    }
  });

  it('speak Connect and nothing else', async () => {
    const browser = await world.signedIn();
    const headers = { 'content-type': 'application/grpc-web+proto' };
    const response = await browser.fetch(`${world.url}${GET_ARTIFACT}`, { method: 'POST', headers, body: '' });
    assert.equal(response.status, 404);
  });

  it('stream: each message arrives before the next one is sent', async () => {
    const client = createClient(InferenceService, world.transport(await world.signedIn()));
    const gone = new AbortController();
    const frames = client.generate(request, { signal: gone.signal })[Symbol.asyncIterator]();
    for (let index = 1; index <= 3; index += 1) {
      assert.equal((await frames.next()).value?.frame?.index, index);
      stream.step();
    }
    gone.abort();
    await stream.ended;
  });

  it('stream until their person signs out, wherever, and end with a typed refusal', async () => {
    const browser = await world.signedIn();
    const client = createClient(InferenceService, world.transport(browser));
    const frames = client.generate(request)[Symbol.asyncIterator]();
    assert.equal((await frames.next()).value?.frame?.index, 1);
    const ended = assert.rejects(frames.next(), refusedWith(Code.Unauthenticated, 'session_ended'));
    await browser.send(`${world.url}/auth/sign-out`, { headers: { 'sec-fetch-site': 'same-origin' } });
    await ended;
    await stream.ended;
  });
});

interface Answer {
  readonly artifact: { readonly title: string };
}
