import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { UsageService } from '@ameide/contracts/usage/v1/usage_service';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { until } from '@ameide/test-kit';
import { uiSurfaceRoute } from './edge/uisurface-route.ts';
import { DOMAIN, type EdgeWorld, edgeSkipReason, startEdge } from './edge/world.ts';

const READ = '/ameide.threads.v1.ChatQueryService/ListChats';
const COMMAND = '/ameide.threads.v1.ChatCommandService/SendMessage';
const STREAM = '/ameide.inference.v1.InferenceService/Generate';
/** Of contracts that people may call: what is answered by a stream. */
const STREAMS = new Set(
  [
    ...[ArtifactQueryService, AttachmentService, ChatQueryService, GraphPatchService, InferenceService],
    ...[ModelEditorService, ProjectionService, SubscriptionService, UsageService],
  ].flatMap(({ methods, typeName }) =>
    methods.filter(({ methodKind }) => methodKind !== 'unary').map(({ name }) => `/${typeName}/${name}`),
  ),
);
const json = { 'content-type': 'application/json' };
/** Large enough to be in nobody's way but that of who is to meet it. */
const MANY = 100_000;
const PER_USER = 5;

describe('the edge, as Envoy', { skip: edgeSkipReason(), timeout: 120_000 }, () => {
  let edge: EdgeWorld;
  before(async () => {
    edge = await startEdge(
      {
        limits: { apiBody: '64Ki', perUser: PER_USER, perTenant: MANY, perAddress: MANY, signIn: MANY },
        timeouts: { unary: '4s' },
      },
      [uiSurfaceRoute({ tenant: 'acme', host: `acme.${DOMAIN}` })],
    );
  });
  after(() => edge?.stop());

  let people = 0;
  /** Headers of somebody of whom nobody has heard yet, so that no limit is met. */
  const signedIn = async (claims = {}): Promise<Record<string, string>> => {
    people += 1;
    return { ...json, authorization: `Bearer ${await edge.token({ sub: `person-${people}`, ...claims })}` };
  };
  const api = (path: string) => edge.url('api') + path;
  const lastRequest = () => edge.backend.requests.at(-1)!;

  it('limits the time of every call but streams, whose breakers have room for all of them', () => {
    const hosts = edge.xds.routes.get('ameide-dev/ameide/https')!.virtualHosts;
    const clusters = new Map(edge.xds.clusters.map((cluster) => [cluster.name, cluster]));
    const seen = { streams: 0, reads: 0, others: 0 };
    for (const host of ['api', 'platform', 'auth']) {
      const { routes } = hosts.find(({ domains }: { domains: string[] }) => domains.includes(`${host}.${DOMAIN}`));
      for (const { match, route } of routes.filter((entry: { route?: object }) => entry.route !== undefined)) {
        const path = String(match.path ?? '').replace(/^\/api/, '');
        // Protocols of others answer by streams and otherwise on one path.
        const isOfOthers = host === 'api' && path === '' && !/^\/ameide\./.test(match.pathSeparatedPrefix);
        const isStream = STREAMS.has(path) || isOfOthers;
        assert.equal(route.timeout, isStream ? '0s' : '4s', path);
        const [{ maxRequests, maxConnections }] = clusters.get(route.cluster)!.circuitBreakers.thresholds;
        assert.deepEqual([maxRequests, maxConnections], isStream ? [20_000, 20_000] : [2_048, 2_048]);
        const { outlierDetection, healthChecks } = clusters.get(route.cluster)!;
        assert.deepEqual([outlierDetection.consecutive5xx, outlierDetection.maxEjectionPercent], [5, 50]);
        assert.deepEqual([healthChecks[0].timeout, healthChecks[0].interval], ['1s', '10s']);
        const isRepeated = /retriable-status-codes/.test(route.retryPolicy.retryOn);
        assert.equal(
          isRepeated,
          !isStream && host === 'api' && /\/(Get|List|Search|Export|BatchGet)\w+$/.test(path),
          path,
        );
        if (!isOfOthers) seen[isStream ? 'streams' : isRepeated ? 'reads' : 'others'] += 1;
      }
    }
    assert.equal(seen.streams, 2 * STREAMS.size);
    assert.ok(seen.reads > 20 && seen.others > 10);
  });

  it('sends whoever comes without TLS to the same address with it', async () => {
    const { port } = new URL(edge.url());
    for (const host of ['platform', 'api', 'auth', 'www', 'grafana', 'anything'].map((name) => `${name}.${DOMAIN}`)) {
      const { status, headers } = await edge.send(`http://${host}:${edge.envoy.ports.http}/a?b=c`);
      assert.deepEqual([status, headers.location], [301, `https://${host}:${port}/a?b=c`]);
    }
  });

  it('brings people to the UISurface of a tenant by a host below the domain, with TLS and without what they made up', async () => {
    const headers = { 'x-tenant-id': 'other', 'x-actor-roles': 'admin', 'x-ameide-edge-tenant': 'other' };
    const { status, text } = await edge.send(`${edge.url('acme')}/shop?b=c`, { headers });
    assert.deepEqual([status, text, lastRequest().url], [200, 'answered', '/shop?b=c']);
    for (const name of Object.keys(headers)) assert.equal(lastRequest().headers[name], undefined, name);
    const { port } = new URL(edge.url());
    const plain = await edge.send(`http://acme.${DOMAIN}:${edge.envoy.ports.http}/shop`);
    assert.deepEqual([plain.status, plain.headers.location], [301, `https://acme.${DOMAIN}:${port}/shop`]);
    assert.equal((await edge.send(`${edge.url('other')}/shop`)).status, 404);
  });

  it('sends www to the apex for good, and the apex to the platform for now', async () => {
    const www = await edge.send(`${edge.url('www')}/a?b=c`);
    assert.deepEqual([www.status, www.headers.location], [301, `${edge.url()}/a?b=c`]);
    const apex = await edge.send(`${edge.url()}/a`);
    assert.deepEqual([apex.status, apex.headers.location], [302, `${edge.url('platform')}/a`]);
  });

  it('lets nobody call an RPC without a token of the realm, and asks no service about it', async () => {
    const before = edge.backend.requests.length;
    for (const authorization of [
      undefined,
      'Bearer nonsense',
      `Bearer ${await edge.token({ expiresIn: -300 })}`,
      `Bearer ${await edge.token({ iss: 'https://elsewhere.example' })}`,
      `Bearer ${await edge.token({ aud: 'another-app' })}`,
    ]) {
      const headers = { ...json, ...(authorization && { authorization }) };
      for (const path of [READ, COMMAND, STREAM]) {
        const { status } = await edge.send(api(path), { method: 'POST', headers, body: '{}' });
        assert.ok(status === 401 || status === 403, `${authorization}: ${status}`);
      }
    }
    assert.equal(edge.backend.requests.length, before);
  });

  it('refuses RPCs as Connect and gRPC say it, and lets pages of the platform read why', async () => {
    const wrong = `Bearer ${await edge.token({ aud: 'another-app' })}`;
    for (const [authorization, status, code] of [
      [undefined, 401, 'unauthenticated'],
      [wrong, 403, 'permission_denied'],
    ] as const) {
      for (const origin of [edge.url(), edge.url('www'), edge.url('platform'), 'https://evil.example', undefined]) {
        for (const path of [READ, COMMAND, STREAM]) {
          const headers = { ...json, ...(authorization && { authorization }), ...(origin && { origin }) };
          const answer = await edge.send(api(path), { method: 'POST', headers, body: '{}' });
          assert.equal(answer.status, status);
          assert.equal(answer.headers['content-type'], 'application/json');
          const error = JSON.parse(answer.text) as { code: string; message: string };
          assert.equal(error.code, code);
          assert.notEqual(error.message, '');
          const isOurs = origin !== undefined && !origin.includes('evil');
          assert.equal(answer.headers['access-control-allow-origin'], isOurs ? origin : undefined);
          assert.equal(answer.headers['access-control-allow-credentials'], isOurs ? 'true' : undefined);
        }
      }
    }
    const connection = edge.connect('api');
    const headers = { 'content-type': 'application/grpc', te: 'trailers' };
    const refused = await connection.send(edge.url('api'), READ, headers, Buffer.alloc(5));
    connection.close();
    assert.deepEqual([refused[':status'], refused['grpc-status']], [200, '16']);
  });

  it('speaks HTTP/2 with browsers, also to the apex', async () => {
    for (const host of ['platform', 'api', undefined]) {
      const connection = edge.connect(host);
      assert.notEqual((await connection.send(edge.url(host), '/', {}))[':status'], undefined);
      connection.close();
    }
  });

  it('brings RPCs to services with the token, and leads to none that only services call', async () => {
    const headers = await signedIn();
    const { status, text } = await edge.send(api(READ), { method: 'POST', headers, body: '{}' });
    assert.deepEqual([status, text], [200, 'answered']);
    assert.equal(lastRequest().headers.authorization, headers.authorization);
    for (const path of ['/ameide.agents.v1.AgentRuntimeService/ExecuteRun', '/readyz', '/metrics', '/']) {
      assert.equal((await edge.send(api(path), { method: 'POST', headers, body: '{}' })).status, 404, path);
    }
  });

  it('takes a token of a header only, never of an address, where logs and histories would keep it', async () => {
    const before = edge.backend.requests.length;
    const token = await edge.token({ realm_access: { roles: ['platform.operator'] } });
    const call = { method: 'POST', headers: json, body: '{}' };
    for (const url of [api(READ), api(STREAM), edge.url('grafana')]) {
      assert.equal((await edge.send(`${url}?access_token=${token}`, call)).status, 401, url);
    }
    assert.equal(edge.backend.requests.length, before);
  });

  it('answers preflight requests itself, for exactly the pages of the platform', async () => {
    const before = edge.backend.requests.length;
    const preflight = (origin: string) =>
      edge.send(api(COMMAND), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,connect-protocol-version,content-type',
        },
      });
    for (const origin of [edge.url(), edge.url('www'), edge.url('platform')]) {
      const { headers } = await preflight(origin);
      assert.equal(headers['access-control-allow-origin'], origin);
      assert.equal(headers['access-control-allow-credentials'], 'true');
      assert.equal(headers['access-control-max-age'], '86400');
      assert.match(headers['access-control-allow-headers']!, /Connect-Protocol-Version.*Connect-Timeout-Ms/);
    }
    const { port } = new URL(edge.url());
    for (const origin of [`https://evil.${DOMAIN}:${port}`, `http://platform.${DOMAIN}:${port}`, 'null']) {
      assert.equal((await preflight(origin)).headers['access-control-allow-origin'], undefined, origin);
    }
    assert.equal(edge.backend.requests.length, before);
  });

  it('takes from nobody who they are or where they come from', async () => {
    const { headers: forged } = createInternalCaller('a secret that is not the one of the platform').options({
      tenantId: 'globex',
      actorId: 'eve',
      roles: [],
    });
    const spoofed: Record<string, string> = {
      ...Object.fromEntries(new Headers(forged)),
      'x-user-id': 'eve',
      'x-ameide-edge-tenant': 'globex',
      'x-ameide-edge-user': 'eve',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '1',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9;host=evil.example',
      'x-envoy-internal': 'true',
      'x-envoy-upstream-rq-timeout-ms': '1000000',
    };
    const { port } = new URL(edge.url());
    for (const host of ['api', 'platform', 'auth']) {
      const path = host === 'api' ? READ : '/realms/ameide/x';
      await edge.send(edge.url(host) + path, { method: 'POST', headers: { ...(await signedIn()), ...spoofed } });
      const { headers } = lastRequest();
      for (const [name, value] of Object.entries(spoofed)) assert.notEqual(headers[name], value, `${host} ${name}`);
      assert.equal(headers['x-tenant-id'] ?? headers['x-actor-id'] ?? headers['x-ameide-edge-tenant'], undefined);
      assert.match(String(headers['x-forwarded-for']), /^[\d.]+$/);
      assert.equal(headers['x-forwarded-proto'], 'https');
      assert.equal(headers['x-forwarded-host'], `${host}.${DOMAIN}`);
      assert.equal(headers['x-forwarded-port'], port);
    }
  });

  it('hands frames on one by one, and lets a stream live longer than any other call may take', async () => {
    edge.backend.on('/slow', () => undefined);
    const opened = [];
    for (const [host, path, headers] of [
      ['api', STREAM, await signedIn()],
      ['platform', `/api${STREAM}`, json],
    ] as const) {
      const answering = Promise.withResolvers<ServerResponse>();
      edge.backend.on(path, (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/connect+json' });
        response.write('first');
        answering.resolve(response);
      });
      const stream = await edge.open(edge.url(host) + path, { method: 'POST', headers, body: '{}' });
      assert.equal(String(await nextChunk(stream)), 'first');
      opened.push({ stream, response: await answering.promise });
    }
    // Meanwhile, another call takes all the time that it has.
    assert.equal((await edge.send(`${edge.url('platform')}/slow`)).status, 504);
    for (const { stream, response } of opened) {
      response.end('second');
      assert.equal(String(await nextChunk(stream)), 'second');
    }
  });

  it('slows down who asks too much, and nobody else', async () => {
    const [busy, other] = [await signedIn(), await signedIn()];
    const call = async (headers: Record<string, string>) =>
      (await edge.send(api(COMMAND), { method: 'POST', headers, body: '{}' })).status;
    assert.equal(await call(busy), 200);
    const burst = () => Promise.all(Array.from({ length: 4 * PER_USER }, () => call(busy)));
    // A slow machine may need several to get over the limit of a second.
    while (!(await burst()).includes(429));
    assert.equal(await call(other), 200);
  });

  it('refuses what is too large', async () => {
    const body = Buffer.alloc(65 * 1024, 'x');
    const before = edge.backend.requests.length;
    assert.equal((await edge.send(api(COMMAND), { method: 'POST', headers: await signedIn(), body })).status, 413);
    const headers = { ...(await signedIn()), 'x-large': 'x'.repeat(64 * 1024) };
    assert.equal((await edge.send(api(READ), { method: 'POST', headers, body: '{}' })).status, 431);
    assert.equal(edge.backend.requests.length, before);
  });

  it('tells browsers what a lane asks of them, also with its own answers, and lets services be stricter', async () => {
    edge.backend.on('/strict', (_request, response) => {
      response.setHeader('content-security-policy', "default-src 'none'");
      response.setHeader('x-powered-by', 'something');
      response.end();
    });
    const refused = await edge.send(api(READ), { method: 'POST', headers: json, body: '{}' });
    const page = await edge.send(`${edge.url('platform')}/strict`);
    for (const { headers } of [refused, page]) {
      assert.equal(headers['strict-transport-security'], 'max-age=86400');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
      assert.equal(headers['referrer-policy'], 'strict-origin-when-cross-origin');
      assert.equal(headers.server ?? headers['x-powered-by'], undefined);
    }
    assert.equal(page.headers['content-security-policy'], "default-src 'none'");
    assert.match(String(refused.headers['content-security-policy']), /frame-ancestors 'self'/);
  });

  it('leads to the realms of people, and not to the administration of the identity provider', async () => {
    assert.equal((await edge.send(`${edge.url('auth')}/realms/ameide/x`)).status, 200);
    const before = edge.backend.requests.length;
    for (const path of [
      '/realms/master',
      '/realms/master/protocol/openid-connect/token',
      '/realms//master/x',
      '/realms/%6Daster/x',
      '/realms/x/../master/x',
      '/realms%2Fmaster/x',
      '/admin/master/console/',
      '/metrics',
      '/',
    ]) {
      const { status } = await edge.send(edge.url('auth') + path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    }
    assert.equal(edge.backend.requests.length, before);
  });

  it('lets those to consoles who have the role, and gives the console no token', async () => {
    const get = async (headers: Record<string, string>) => (await edge.send(edge.url('grafana'), { headers })).status;
    assert.equal(await get({}), 401);
    assert.equal(await get(await signedIn({ realm_access: { roles: ['graph.admin'] } })), 403);
    assert.equal(await get(await signedIn({ realm_access: { roles: ['platform.operator'] } })), 200);
    assert.equal(lastRequest().headers.authorization, undefined);
  });

  it('writes down calls, without tokens and without what addresses carry', async () => {
    const { authorization = '' } = await signedIn();
    const headers = { authorization, cookie: '__Host-ameide=a-session', 'x-request-id': 'the-last-request' };
    await edge.send(`${edge.url('platform')}/auth/callback?code=a-code&state=a-state`, { headers });
    await until(async () => (await edge.envoy.log()).includes('the-last-request'));
    const log = await edge.envoy.log();
    const line = log.split('\n').find((text) => text.includes('the-last-request'))!;
    const { path, status, host } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual([path, status, host], ['/auth/callback', 200, new URL(edge.url('platform')).host]);
    assert.doesNotMatch(log, /a-code|a-state|a-session|eyJ/);
  });
});

async function nextChunk(stream: NodeJS.ReadableStream): Promise<unknown> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (chunk !== null) return chunk;
    await once(stream, 'readable');
  }
}
