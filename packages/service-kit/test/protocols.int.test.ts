import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { errorReason } from '@ameide/service-kit/errors';
import { serverStopping } from '@ameide/service-kit/rpc';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { serverReflection } from '../src/rpc/reflection/contract.ts';
import { bearer, ID, startFixture } from './fixture.ts';

const getArtifact = async () => ({ artifact: { id: ID, title: 'x'.repeat(50_000) } });

/** Every way in which an RPC may be called on one port. */
const protocols: Readonly<Record<string, (baseUrl: string) => Transport>> = {
  'Connect over HTTP/1.1': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1' }),
  'Connect over HTTP/2': (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2' }),
  'Connect over HTTP/2 in binary': (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: true }),
  'gRPC over HTTP/2': (baseUrl) => createGrpcTransport({ baseUrl }),
  'gRPC over HTTP/2 in JSON': (baseUrl) => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
  'gRPC-Web over HTTP/1.1': (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-Web over HTTP/2': (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '2' }),
};

describe('on one port', { timeout: 60_000 }, () => {
  it('RPCs are answered, streamed and refused alike in every protocol', async () => {
    async function* generate() {
      for (const index of [1, 2, 3]) yield { frame: { runId: ID, index } };
    }
    await using fixture = await startFixture({ artifacts: { getArtifact }, inference: { generate } });
    const headers = bearer(await fixture.issuer.token());
    for (const [name, open] of Object.entries(protocols)) {
      const transport = open(fixture.url);
      const artifacts = createClient(ArtifactQueryService, transport);
      const { artifact } = await artifacts.getArtifact({ artifactId: ID }, { headers });
      assert.deepEqual([artifact?.id, artifact?.title.length], [ID, 50_000], name);
      const indexes: (number | undefined)[] = [];
      const stream = createClient(InferenceService, transport).generate(
        { threadId: ID, idempotencyKey: 'k' },
        { headers },
      );
      for await (const { frame } of stream) indexes.push(frame?.index);
      assert.deepEqual(indexes, [1, 2, 3], name);
      for (const [request, options, code, reason] of [
        [{ artifactId: ID }, {}, Code.Unauthenticated, 'token_missing'],
        [{ artifactId: 'none' }, { headers }, Code.InvalidArgument, 'invalid_request'],
      ] as const) {
        const error = await artifacts.getArtifact(request, options).catch(ConnectError.from);
        assert.ok(error instanceof ConnectError, name);
        assert.deepEqual([error.code, errorReason(error)], [code, reason], name);
      }
    }
  });

  it('a question may be asked with GET, which nobody keeps the answer of; who asks is in no address', async () => {
    async function* generate() {}
    await using fixture = await startFixture({ artifacts: { getArtifact }, inference: { generate } });
    const token = await fixture.issuer.token();
    const ask = (method: string, headers: Record<string, string>, more = '') => {
      const message = encodeURIComponent(JSON.stringify({ artifactId: ID }));
      return fetch(`${fixture.url}/${method}?connect=v1&encoding=json&message=${message}${more}`, { headers });
    };
    const query = `${ArtifactQueryService.typeName}/GetArtifact`;
    const answer = await ask(query, bearer(token));
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store']);
    assert.equal(((await answer.json()) as { artifact: { id: string } }).artifact.id, ID);
    const refused = await ask(
      query,
      {},
      `&authorization=${encodeURIComponent(`Bearer ${token}`)}&access_token=${token}`,
    );
    assert.deepEqual([refused.status, refused.headers.get('cache-control')], [401, 'no-store']);
    assert.equal((await ask(`${InferenceService.typeName}/Generate`, bearer(token))).status, 405);
    for (const httpVersion of ['1.1', '2'] as const) {
      const transport = createConnectTransport({ baseUrl: fixture.url, httpVersion, useHttpGet: true });
      const { artifact } = await createClient(ArtifactQueryService, transport).getArtifact(
        { artifactId: ID },
        { headers: bearer(token) },
      );
      assert.equal(artifact?.id, ID);
    }
    assert.ok(!JSON.stringify(fixture.lines).includes(token));
  });

  it('tools of gRPC are told the contracts of what is served, as far as they may call', async () => {
    await using fixture = await startFixture();
    const client = createClient(serverReflection, createGrpcTransport({ baseUrl: fixture.url }));
    type Told = { readonly messageResponse: { readonly case: string; readonly value: Record<string, never[]> } };
    type Reflection = (requests: AsyncIterable<object>, options?: object) => AsyncIterable<Told>;
    const ask = async (messageRequest: object, headers: object = bearer(token)) => {
      const requests = (async function* () {
        yield { messageRequest };
      })();
      const told: Told[] = [];
      const { serverReflectionInfo } = client as unknown as { serverReflectionInfo: Reflection };
      for await (const one of serverReflectionInfo(requests, { headers })) told.push(one);
      return told[0]!.messageResponse;
    };
    const token = await fixture.issuer.token();
    const { value } = await ask({ case: 'listServices', value: '' });
    assert.deepEqual(
      value.service!.map(({ name }) => name),
      [ArtifactQueryService.typeName, InferenceService.typeName, 'grpc.reflection.v1.ServerReflection'],
    );
    const method = `${ArtifactQueryService.typeName}.GetArtifact`;
    for (const request of [
      { case: 'fileContainingSymbol', value: method },
      { case: 'fileContainingSymbol', value: ArtifactQueryService.typeName },
      { case: 'fileByFilename', value: ArtifactQueryService.file.proto.name },
    ]) {
      const told = (await ask(request)).value.fileDescriptorProto!;
      const files = told.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
      const registry = createFileRegistry(files[0]!, (name) => files.find((file) => file.name === name));
      assert.equal(
        registry.getService(ArtifactQueryService.typeName)?.methods.length,
        ArtifactQueryService.methods.length,
      );
    }
    assert.equal((await ask({ case: 'fileContainingSymbol', value: 'nothing.Here' })).case, 'errorResponse');
    const refused = await ask({ case: 'listServices', value: '' }, {}).catch(ConnectError.from);
    assert.ok(refused instanceof ConnectError && refused.code === Code.Unauthenticated);
  });

  it('gRPC is refused over HTTP/1.1, which loses how its calls have ended', async () => {
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const { status } = await fetch(`${fixture.url}/${ArtifactQueryService.typeName}/GetArtifact`, {
      method: 'POST',
      headers: { 'content-type': 'application/grpc', ...bearer(await fixture.issuer.token()) },
      body: new Uint8Array(5),
    });
    assert.equal(status, 415);
  });

  it('probes and other paths are answered over HTTP/2 too', async () => {
    await using fixture = await startFixture();
    const session = connectHttp2(fixture.url);
    const statusOf = async (path: string) => {
      const stream = session.request({ ':path': path });
      const [headers] = await once(stream, 'response');
      stream.resume();
      return headers[':status'];
    };
    assert.deepEqual(await Promise.all([statusOf('/healthz'), statusOf('/elsewhere')]), [200, 505]);
    session.close();
  });

  it('what begins like HTTP/2 and is not is taken for HTTP/1.1, byte by byte', async () => {
    await using fixture = await startFixture();
    const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1').setNoDelay();
    await once(socket, 'connect');
    for (const piece of ['P', 'R', 'OPFIND / HT', 'TP/1.1\r\nhost: x\r\n', '\r\n']) {
      await new Promise((resolve) => socket.write(piece, resolve));
    }
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 404/);
    socket.destroy();
  });

  it('a stream of gRPC ends with server_stopping, and its connection does not hold the server up', async () => {
    const draining = Promise.withResolvers<never>();
    async function* generate() {
      yield { frame: { runId: ID, index: 1 } };
      await draining.promise;
    }
    const drain = async () => draining.reject(serverStopping());
    await using fixture = await startFixture({ inference: { generate }, drain, server: { graceMs: 60_000 } });
    const client = createClient(InferenceService, createGrpcTransport({ baseUrl: fixture.url }));
    const headers = bearer(await fixture.issuer.token());
    const frames = client.generate({ threadId: ID, idempotencyKey: 'k' }, { headers })[Symbol.asyncIterator]();
    assert.equal((await frames.next()).value?.frame?.index, 1);
    const ended = frames.next().catch(ConnectError.from);
    await fixture.server.stop();
    const error = await ended;
    assert.ok(error instanceof ConnectError);
    assert.deepEqual([error.code, errorReason(error)], [Code.Unavailable, 'server_stopping']);
  });
});
