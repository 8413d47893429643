import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { ArtifactQueryService, GetArtifactResponseSchema } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { GenerateResponseSchema, InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { encodeAnswer, encodedMessage, requestContext, serverStopping } from '@ameide/service-kit/rpc';
import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { Code, createClient, type HandlerContext } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { bearer, ID, refusal, startFixture } from './fixture.ts';

const frame = (index: number) => ({ frame: { runId: ID, index } });

/** A stream that sends one frame and then waits. */
function endlessStream() {
  const stopping = new AbortController();
  const ended = Promise.withResolvers<void>();
  async function* generate(_request: unknown, context: HandlerContext) {
    try {
      yield frame(1);
      const signal = AbortSignal.any([stopping.signal, context.signal]);
      if (!signal.aborted) await once(signal, 'abort');
      if (stopping.signal.aborted) throw serverStopping();
    } finally {
      ended.resolve();
    }
  }
  return { generate, drain: async () => stopping.abort(), ended: ended.promise };
}

describe('streams', () => {
  it('are told when their client goes away, over HTTP as in process', async () => {
    for (const inProcess of [false, true]) {
      const { generate, ended } = endlessStream();
      await using fixture = await startFixture({ inference: { generate } });
      const client = inProcess ? createClient(InferenceService, fixture.inProcess) : fixture.inference({});
      const gone = new AbortController();
      const options = fixture.caller.options({ tenantId: 'acme', actorId: 'a', roles: [] }, { signal: gone.signal });
      const stream = client.generate({ threadId: ID, idempotencyKey: 'k' }, options)[Symbol.asyncIterator]();
      assert.equal((await stream.next()).value?.frame?.index, 1);
      gone.abort();
      await ended;
    }
  });

  it('end with token_expired when the time of their token is over', { timeout: 20_000 }, async () => {
    const { generate, ended } = endlessStream();
    await using fixture = await startFixture({ inference: { generate } });
    // 5 s of difference between clocks are allowed, so this token is good for 1 to 2 s more.
    const client = fixture.inference(bearer(await fixture.issuer.token({ expiresIn: -3 })));
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]();
    assert.equal((await stream.next()).value?.frame?.index, 1);
    assert.deepEqual(await refusal(stream.next()), [Code.Unauthenticated, 'token_expired']);
    await ended;
    assert.deepEqual(
      fixture.lines.filter(({ msg }) => msg === 'rpc').map(({ code }) => code),
      ['unauthenticated'],
    );
  });

  it('are served by the gRPC-Web protocol too', async () => {
    const { generate, drain } = endlessStream();
    await using fixture = await startFixture({ inference: { generate }, drain });
    const transport = createGrpcWebTransport({ baseUrl: fixture.url, httpVersion: '1.1' });
    const options = fixture.caller.options({ tenantId: 'acme', actorId: 'a', roles: [] });
    const client = createClient(InferenceService, transport);
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' }, options)[Symbol.asyncIterator]();
    assert.equal((await stream.next()).value?.frame?.index, 1);
    const refused = refusal(stream.next());
    await fixture.server.stop();
    assert.deepEqual(await refused, [Code.Unavailable, 'server_stopping']);
  });

  it('end with server_stopping when the server stops, and the server does not wait for the grace time', async () => {
    const { generate, drain } = endlessStream();
    await using fixture = await startFixture({ inference: { generate }, drain, server: { graceMs: 60_000 } });
    const client = fixture.inference(bearer(await fixture.issuer.token()));
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]();
    assert.equal((await stream.next()).value?.frame?.index, 1);
    const stopped = fixture.server.stop();
    assert.deepEqual(await refusal(stream.next()), [Code.Unavailable, 'server_stopping']);
    await stopped;
    const late = fixture.artifacts({}).getArtifact({ artifactId: ID });
    assert.deepEqual(await refusal(late), [Code.Unavailable, undefined]);
  });

  it('that do not end are aborted after the grace time, and do not look complete', async () => {
    const { generate } = endlessStream();
    await using fixture = await startFixture({ inference: { generate }, server: { graceMs: 20 } });
    const client = fixture.inference(bearer(await fixture.issuer.token()));
    const stream = client.generate({ threadId: ID, idempotencyKey: 'k' })[Symbol.asyncIterator]();
    await stream.next();
    const rest = refusal(stream.next());
    await fixture.server.stop();
    assert.deepEqual(await rest, [Code.Unavailable, 'server_stopping']);
  });
});

describe('server', () => {
  it('finishes a running call before it stops, and idle connections do not hold it up', async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const getArtifact = async () => {
      begun.resolve();
      await release.promise;
      return { artifact: { id: ID } };
    };
    await using fixture = await startFixture({ artifacts: { getArtifact }, server: { graceMs: 60_000 } });
    const idle = connect(Number(new URL(fixture.url).port), '127.0.0.1');
    await once(idle, 'connect');
    const call = fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });
    await begun.promise;
    const stopped = fixture.server.stop();
    release.resolve();
    assert.equal((await call).artifact?.id, ID);
    await stopped;
    idle.destroy();
  });

  it('stops its services when running calls are answered, and ends their streams before', async () => {
    const begun = Promise.withResolvers<void>();
    const drained = Promise.withResolvers<void>();
    const events: string[] = [];
    const getArtifact = async () => {
      begun.resolve();
      await drained.promise;
      events.push('answered');
      return { artifact: { id: ID } };
    };
    const drain = async () => {
      events.push('drained');
      drained.resolve();
    };
    const stop = async () => void events.push('stopped');
    await using fixture = await startFixture({ artifacts: { getArtifact }, drain, stop, server: { graceMs: 60_000 } });
    const call = fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });
    await begun.promise;
    await fixture.server.stop();
    assert.equal((await call).artifact?.id, ID);
    assert.deepEqual(events, ['drained', 'answered', 'stopped']);
  });

  it('takes leave of its connections before it closes them', async () => {
    const getArtifact = async () => ({ artifact: { id: ID } });
    await using fixture = await startFixture({ artifacts: { getArtifact }, server: { lingerMs: 60_000 } });
    const port = Number(new URL(fixture.url).port);
    const [used, other] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all([once(used, 'connect'), once(other, 'connect')]);
    const ask = (socket: Socket, path: string) => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: fixture\r\n\r\n`);
      return once(socket, 'data').then(([data]) => String(data));
    };
    const healthy = await ask(used, '/healthz');
    assert.match(healthy, /^HTTP\/1.1 200 [\s\S]*connection: keep-alive/i);
    const stopped = fixture.server.stop();
    const call = fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });
    assert.equal((await call).artifact?.id, ID, 'a new connection is accepted');
    const closed = once(used, 'close');
    assert.match(await ask(used, '/readyz'), /^HTTP\/1.1 503 [\s\S]*connection: close/i);
    await closed;
    assert.match(await ask(other, '/healthz'), /^HTTP\/1.1 200 [\s\S]*connection: close/i);
    // Nobody is left, so that it does not linger any longer.
    await stopped;
  });

  it('says how an RPC is called to who calls it otherwise, a unary one as a stream', async () => {
    await using fixture = await startFixture();
    for (const path of [
      '/ameide.artifacts.v1.ArtifactQueryService/GetArtifact',
      `/${InferenceService.typeName}/Generate`,
    ]) {
      const wrongType = await fetch(fixture.url + path, { method: 'POST', body: '{}' });
      assert.equal(wrongType.status, 415);
      assert.match(await wrongType.text(), /Content-Type: application\/json/);
      const wrongMethod = await fetch(fixture.url + path, { method: 'PUT', body: '{}' });
      assert.equal(wrongMethod.status, 405);
      assert.match(await wrongMethod.text(), /POST/);
    }
  });

  it('says that it is alive without asking, and that it is ready only when everything is', async () => {
    let broken = false;
    const ready = async () => {
      if (broken) throw new Error('connection refused: secret-host');
    };
    await using fixture = await startFixture({ ready, server: { checks: { issuer: async () => {} } } });
    const get = async (path: string) => {
      const response = await fetch(fixture.url + path);
      return [response.status, await response.json()];
    };
    assert.deepEqual(await get('/readyz'), [
      200,
      { status: 'ready', checks: { server: 'ok', fixture: 'ok', issuer: 'ok' } },
    ]);
    broken = true;
    assert.deepEqual(await get('/readyz'), [
      503,
      { status: 'not_ready', checks: { server: 'ok', fixture: 'failing', issuer: 'ok' } },
    ]);
    assert.deepEqual(await get('/healthz'), [200, { status: 'alive' }]);
    assert.ok(fixture.lines.some(({ check, msg }) => check === 'fixture' && msg === 'not ready'));
  });

  it('tells the status of its services to anybody, and nothing when that cannot be found out', async () => {
    let broken = false;
    const status = async () => {
      if (broken) throw new Error('a database that only the log may know of');
      return { lagSeconds: 0.5 };
    };
    await using fixture = await startFixture({ status });
    const get = async () => {
      const response = await fetch(`${fixture.url}/status`);
      return [response.status, await response.json()];
    };
    assert.deepEqual(await get(), [200, { lagSeconds: 0.5 }]);
    broken = true;
    assert.deepEqual(await get(), [503, {}]);
    assert.ok(fixture.lines.some(({ msg }) => msg === 'no status'));
    await using plain = await startFixture();
    assert.equal((await fetch(`${plain.url}/status`)).status, 404);
  });

  it('gives an answer that was encoded once to every client, in its own format', async () => {
    const answer = create(GetArtifactResponseSchema, { artifact: { id: ID, title: 'Häuser' } });
    assert.equal(
      encodeAnswer(GetArtifactResponseSchema, answer),
      toBinary(GetArtifactResponseSchema, answer).byteLength,
    );
    await using fixture = await startFixture({ artifacts: { getArtifact: () => answer } });
    const options = fixture.caller.options({ tenantId: 'acme', actorId: 'a', roles: [] });
    const transports = [true, false].map((useBinaryFormat) =>
      createConnectTransport({ baseUrl: fixture.url, httpVersion: '1.1', useBinaryFormat }),
    );
    const grpcWeb = createGrpcWebTransport({ baseUrl: fixture.url, httpVersion: '1.1' });
    for (const transport of [...transports, grpcWeb, fixture.inProcess]) {
      const client = createClient(ArtifactQueryService, transport);
      for (let calls = 0; calls < 2; calls += 1) {
        assert.deepEqual(await client.getArtifact({ artifactId: ID }, options), answer);
      }
    }
  });

  it('sends messages of a stream that were encoded elsewhere to every client, in its own format', async () => {
    const formats: string[] = [];
    const plain = (index: number) => create(GenerateResponseSchema, frame(index));
    async function* generate() {
      yield plain(1);
      for (const index of [2, 3]) {
        yield encodedMessage(GenerateResponseSchema, async (format) => {
          formats.push(format);
          const message = plain(index);
          if (format === 'binary') return toBinary(GenerateResponseSchema, message);
          return new TextEncoder().encode(toJsonString(GenerateResponseSchema, message));
        });
      }
      yield create(GenerateResponseSchema);
      yield plain(4);
    }
    await using fixture = await startFixture({ inference: { generate } });
    const options = fixture.caller.options({ tenantId: 'acme', actorId: 'a', roles: [] });
    const over = { baseUrl: fixture.url, httpVersion: '1.1' } as const;
    for (const [transport, format] of [
      [createConnectTransport({ ...over, useBinaryFormat: true }), 'binary'],
      [createConnectTransport({ ...over, useBinaryFormat: false }), 'json'],
      [createGrpcWebTransport({ ...over, useBinaryFormat: true }), 'binary'],
      [createGrpcWebTransport({ ...over, useBinaryFormat: false }), 'json'],
      [fixture.inProcess, 'binary'],
    ] as const) {
      const indexes: (number | undefined)[] = [];
      const client = createClient(InferenceService, transport);
      for await (const message of client.generate({ threadId: ID, idempotencyKey: 'k' }, options)) {
        indexes.push(message.frame?.index);
      }
      assert.deepEqual(indexes, [1, 2, 3, undefined, 4]);
      assert.deepEqual(formats.splice(0), [format, format]);
    }
  });

  it('answers RPCs that a proxy of the same process has received, as those that come over HTTP', async () => {
    const { generate, ended } = endlessStream();
    await using fixture = await startFixture({
      inference: { generate },
      artifacts: { getArtifact: (_request, context) => ({ artifact: { title: requestContext(context).actorId } }) },
    });
    const authorization = `Bearer ${await fixture.issuer.token()}`;
    const ask = (path: string, type: string, message: Uint8Array, signal = new AbortController().signal) =>
      fixture.server.exchange({
        method: 'POST',
        path,
        headers: { authorization, 'content-type': type, 'connect-timeout-ms': String(2 ** 40) },
        body: ReadableStream.from([message]),
        signal,
      });
    const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    const path = '/ameide.artifacts.v1.ArtifactQueryService/GetArtifact';
    const answer = (await ask(path, 'application/json', json({ artifactId: ID })))!;
    let body = '';
    for await (const chunk of answer.body) body += Buffer.from(chunk).toString();
    assert.deepEqual([answer.status, String(answer.headers.get('content-type'))], [200, 'application/json']);
    assert.deepEqual(JSON.parse(body), { artifact: { title: 'alice' } });
    assert.equal((await ask(path, 'application/json', json({ artifactId: 'none' })))!.status, 400);
    assert.equal((await ask(path, 'text/plain', json({})))!.status, 415);
    assert.equal(ask('/healthz', 'application/json', json({})), undefined);

    const gone = new AbortController();
    const message = json({ threadId: ID, idempotencyKey: 'k' });
    const envelope = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
    const run = '/ameide.inference.v1.InferenceService/Generate';
    const stream = (await ask(run, 'application/connect+json', envelope, gone.signal))!;
    const frames = stream.body[Symbol.asyncIterator]();
    const first = await frames.next();
    assert.match(Buffer.from(first.value!).toString(), /"index":/);
    const rest = frames.next();
    gone.abort();
    await Promise.all([rest, ended]);
  });

  it('hands other paths to the fallback', async () => {
    const fallback = (_request: unknown, response: { end(text: string): void }) => response.end('a page');
    await using fixture = await startFixture({ server: { fallback } });
    assert.equal(await (await fetch(`${fixture.url}/`)).text(), 'a page');
    await using plain = await startFixture();
    assert.equal((await fetch(`${plain.url}/`)).status, 404);
  });

  it('lets pages call from the origins that it was given, and from no others', async () => {
    await using fixture = await startFixture({ server: { corsOrigins: ['https://app.example.com'] } });
    const preflight = (origin: string) =>
      fetch(`${fixture.url}/ameide.artifacts.v1.ArtifactQueryService/GetArtifact`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://app.example.com');
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example.com');
    assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /Authorization/);
    const refused = await preflight('https://app.example.com.evil.example');
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
  });

  it('logs one line for each request, whatever becomes of it', async () => {
    const getArtifact = (_request: unknown, context: HandlerContext) => {
      requestContext(context).logger.info('inside');
      return {};
    };
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const headers = { ...bearer(await fixture.issuer.token()), 'x-request-id': 'r-1', traceparent };
    await fixture.artifacts(headers).getArtifact({ artifactId: ID });
    await refusal(fixture.artifacts({ 'x-request-id': 'r-2\u00e9' }).getArtifact({ artifactId: ID }));
    await refusal(fixture.artifacts(headers).getArtifact({ artifactId: 'x' }));
    await fetch(`${fixture.url}/ameide.artifacts.v1.ArtifactQueryService/GetArtifact`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{',
    });
    const rpc = fixture.lines.filter(({ msg }) => msg === 'rpc');
    assert.deepEqual(
      rpc.map(({ procedure, code, tenant_id }) => [procedure, code, tenant_id]),
      ['ok', 'unauthenticated', 'invalid_argument', 'invalid_argument'].map((code) => [
        'ameide.artifacts.v1.ArtifactQueryService/GetArtifact',
        code,
        code === 'unauthenticated' ? '' : 'acme',
      ]),
    );
    assert.deepEqual(
      fixture.lines.filter(({ msg }) => msg === 'inside').map(({ request_id, trace_id }) => [request_id, trace_id]),
      [['r-1', '0af7651916cd43dd8448eb211c80319c']],
    );
    assert.match(String(rpc[1]?.request_id), /^[0-9a-f-]{36}$/);
    assert.match(String(rpc[1]?.trace_id), /^[0-9a-f]{32}$/);
  });
});
