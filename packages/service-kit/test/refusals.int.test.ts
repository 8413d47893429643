import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { createRefusals, errorDetail, errorReason, ServiceError } from '@ameide/service-kit/errors';
import { requestContext, requireInternal, requireRole } from '@ameide/service-kit/rpc';
import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { Code, ConnectError, createClient, type HandlerContext } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-node';
import { bearer, ID, refusal, startFixture } from './fixture.ts';

const GET_ARTIFACT = '/ameide.artifacts.v1.ArtifactQueryService/GetArtifact';

describe('refusals', () => {
  it('arrive with their code, reason, facts and request id', async () => {
    const getArtifact = () => {
      throw new ServiceError('aborted', 'version_mismatch', 'Read it again.', { metadata: { actual_version: '7' } });
    };
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const client = fixture.artifacts({ ...bearer(await fixture.issuer.token()), 'x-request-id': 'req-1' });
    const error = ConnectError.from(await client.getArtifact({ artifactId: ID }).catch((reason: unknown) => reason));
    const detail = errorDetail(error);
    assert.equal(error.code, Code.Aborted);
    assert.equal(error.rawMessage, 'Read it again.');
    assert.equal(error.metadata.get('x-request-id'), 'req-1');
    assert.deepEqual(
      [detail?.reason, detail?.metadata, detail?.requestId],
      ['version_mismatch', { actual_version: '7' }, 'req-1'],
    );
  });

  it('tell what a change collides with', async () => {
    const refusals = createRefusals({ patch_conflict: ['aborted', 'The model has changed.'] });
    const conflict = { serverVersion: 7, operationIds: ['a', 'b'], elementIds: ['Task_1'] };
    const getArtifact = () => refusals.accept({ refused: { reason: 'patch_conflict' as const, conflict } });
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const client = fixture.artifacts(bearer(await fixture.issuer.token()));
    const error = await client.getArtifact({ artifactId: ID }).catch((reason: unknown) => reason);
    const { serverVersion, operationIds, elementIds } = errorDetail(error)!.conflict!;
    assert.equal(ConnectError.from(error).code, Code.Aborted);
    assert.deepEqual({ serverVersion, operationIds, elementIds }, conflict);
  });

  it('name every violated rule of the contract, for unary calls and for streams', async () => {
    await using fixture = await startFixture();
    const headers = bearer(await fixture.issuer.token());
    const unary = fixture.artifacts(headers).getArtifactChats({ artifactId: 'x', pageSize: 101 });
    const error = await unary.catch((reason: unknown) => reason);
    assert.equal(ConnectError.from(error).code, Code.InvalidArgument);
    assert.equal(errorReason(error), 'invalid_request');
    assert.deepEqual(
      errorDetail(error)?.violations.map(({ field, rule }) => [field, rule]),
      [
        ['artifact_id', 'string.uuid'],
        ['page_size', 'uint32.lte'],
      ],
    );
    const stream = fixture.inference(headers).generate({ threadId: ID });
    assert.deepEqual(await refusal(stream[Symbol.asyncIterator]().next()), [Code.InvalidArgument, 'invalid_request']);
  });

  it('never tell what went wrong inside, but the log does', async () => {
    const getArtifact = () => {
      throw new TypeError('password hunter2 at db.internal');
    };
    async function* generate() {
      yield {};
      throw new ConnectError('upstream hunter2', Code.Unknown);
    }
    await using fixture = await startFixture({ artifacts: { getArtifact }, inference: { generate } });
    const token = await fixture.issuer.token();
    const call = fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID });
    const error = ConnectError.from(await call.catch((reason: unknown) => reason));
    assert.deepEqual([error.code, errorReason(error)], [Code.Internal, 'internal']);
    assert.doesNotMatch(
      JSON.stringify([error.rawMessage, ...error.metadata, errorDetail(error)]),
      /hunter2|db\.internal/,
    );
    const stream = fixture.inference(bearer(token)).generate({ threadId: ID, idempotencyKey: 'k' });
    const messages = stream[Symbol.asyncIterator]();
    await messages.next();
    assert.deepEqual(await refusal(messages.next()), [Code.Internal, 'internal']);
    const [unaryLine, streamLine] = fixture.lines.filter(({ level }) => level === 'error');
    assert.match(JSON.stringify(unaryLine), /password hunter2/);
    assert.match(JSON.stringify(streamLine), /upstream hunter2/);
    assert.equal(unaryLine?.request_id, errorDetail(error)?.requestId);
    assert.ok(!JSON.stringify(fixture.lines).includes(token));
  });

  it('pass on what another service refuses, but not what concerns the calling service itself', async () => {
    const answers: ServiceError[] = [
      new ServiceError('not_found', 'thread_not_found', 'No such chat.'),
      new ServiceError('unauthenticated', 'token_missing', 'Send a token.'),
    ];
    const downstream = await startFixture({
      artifacts: {
        getArtifact: () => {
          throw answers.shift();
        },
      },
    });
    const getArtifact = (_request: unknown, context: HandlerContext) => {
      const { tenantId, actorId } = requestContext(context);
      const options = downstream.caller.options({ tenantId, actorId, roles: [] });
      return downstream.artifacts({}).getArtifact({ artifactId: ID }, options);
    };
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const client = fixture.artifacts(bearer(await fixture.issuer.token()));
    assert.deepEqual(await refusal(client.getArtifact({ artifactId: ID })), [Code.NotFound, 'thread_not_found']);
    assert.deepEqual(await refusal(client.getArtifact({ artifactId: ID })), [Code.Internal, 'internal']);
    await downstream[Symbol.asyncDispose]();
    assert.deepEqual(await refusal(client.getArtifact({ artifactId: ID })), [
      Code.Unavailable,
      'dependency_unavailable',
    ]);
  });

  it('of roles and callers say which one is needed', async () => {
    const artifacts = {
      getArtifact: (_request: unknown, context: HandlerContext) => {
        requireRole(requestContext(context), 'graph.editor');
        return {};
      },
      listArtifacts: (_request: unknown, context: HandlerContext) => {
        requireInternal(requestContext(context));
        return {};
      },
    };
    await using fixture = await startFixture({ artifacts });
    const as = async (...roles: string[]) => fixture.artifacts(bearer(await fixture.issuer.token({ roles })));
    for (const role of ['graph.editor', 'graph.owner', 'graph.admin']) {
      await (await as(role)).getArtifact({ artifactId: ID });
    }
    for (const roles of [[], ['graph.viewer'], ['graph.contributor'], ['graph.editors']]) {
      const call = (await as(...roles)).getArtifact({ artifactId: ID });
      assert.deepEqual(await refusal(call), [Code.PermissionDenied, 'role_required'], roles.join());
    }
    assert.deepEqual(await refusal((await as('graph.admin')).listArtifacts({})), [
      Code.PermissionDenied,
      'internal_only',
    ]);
    await fixture.artifacts({}).listArtifacts({}, fixture.caller.options({ tenantId: 'a', actorId: 'b', roles: [] }));
  });
});

describe('limits', () => {
  it('refuse a large request by its Content-Length, while it is sent, and when it is decompressed', async () => {
    await using fixture = await startFixture({
      artifacts: { listArtifacts: () => ({}) },
      pipeline: { maxBodyBytes: 100_000 },
    });
    const token = await fixture.issuer.token();
    const bodies: [string, Buffer, Record<string, string>][] = [
      ['content-length', Buffer.alloc(5_000_000, 'a'), { 'content-length': '5000000' }],
      ['chunked', Buffer.alloc(5_000_000, 'a'), { 'transfer-encoding': 'chunked' }],
      ['compressed', gzipSync(Buffer.alloc(5_000_000, 'a')), { 'content-encoding': 'gzip' }],
    ];
    for (const [name, body, headers] of bodies) {
      const { status, text } = await post(
        `${fixture.url}/ameide.artifacts.v1.ArtifactQueryService/ListArtifacts`,
        body,
        {
          ...bearer(token),
          ...headers,
        },
      );
      const { code, details } = JSON.parse(text);
      assert.deepEqual([status, code], [429, 'resource_exhausted'], name);
      assert.equal(fromBinary(ErrorDetailSchema, base64Decode(details[0].value)).reason, 'message_too_large', name);
    }
    await fixture.artifacts(bearer(token)).listArtifacts({});
  });

  it('refuse a message of a stream by the length that it claims, before any of it is read', async () => {
    await using fixture = await startFixture({ inference: { generate: endless }, pipeline: { maxBodyBytes: 100_000 } });
    const headers = { ...bearer(await fixture.issuer.token()), 'content-type': 'application/connect+json' };
    const claimed = Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0x7b]);
    const { text } = await post(`${fixture.url}/ameide.inference.v1.InferenceService/Generate`, claimed, headers);
    const { error } = JSON.parse(text.slice(5));
    const detail = fromBinary(ErrorDetailSchema, base64Decode(error.details[0].value));
    assert.deepEqual([error.code, detail.reason], ['resource_exhausted', 'message_too_large']);
  });

  it('refuse what is no message as invalid', async () => {
    await using fixture = await startFixture();
    const headers = bearer(await fixture.issuer.token());
    for (const body of ['{', '[]', '{"artifactId":7}']) {
      const { status, text } = await post(fixture.url + GET_ARTIFACT, Buffer.from(body), headers);
      assert.deepEqual([status, JSON.parse(text).code], [400, 'invalid_argument'], body);
    }
  });

  it('refuse a JSON field that the contract does not know, of a call and of a stream', async () => {
    const called: string[] = [];
    const getArtifact = () => {
      called.push('unary');
      return {};
    };
    async function* generate() {
      called.push('stream');
      yield {};
    }
    await using fixture = await startFixture({ artifacts: { getArtifact }, inference: { generate } });
    const headers = bearer(await fixture.issuer.token());
    const { status, text } = await post(
      fixture.url + GET_ARTIFACT,
      Buffer.from(JSON.stringify({ artifactId: ID, artefactId: ID })),
      headers,
    );
    const { code, details } = JSON.parse(text);
    const detail = fromBinary(ErrorDetailSchema, base64Decode(details[0].value));
    assert.deepEqual(
      [status, code, detail.reason, detail.metadata],
      [
        400,
        'invalid_argument',
        'unknown_field',
        { field: 'artefactId', message: 'ameide.artifacts.v1.GetArtifactRequest' },
      ],
    );

    const message = JSON.stringify({ threadId: ID, idempotencyKey: 'k', retain: true });
    const envelope = Buffer.alloc(5 + message.length);
    envelope.writeUInt32BE(message.length, 1);
    envelope.write(message, 5);
    const stream = await post(`${fixture.url}/ameide.inference.v1.InferenceService/Generate`, envelope, {
      ...headers,
      'content-type': 'application/connect+json',
    });
    const ending = JSON.parse(stream.text.slice(5));
    assert.equal(ending.error.code, 'invalid_argument');
    assert.equal(fromBinary(ErrorDetailSchema, base64Decode(ending.error.details[0].value)).metadata.field, 'retain');

    assert.deepEqual(called, []);
  });

  it('end a unary call at its deadline, also when the handler does not listen', async () => {
    const signals: AbortSignal[] = [];
    const getArtifact = (_request: unknown, context: HandlerContext) => {
      signals.push(requestContext(context).signal);
      return new Promise<never>(() => {});
    };
    await using fixture = await startFixture({ artifacts: { getArtifact }, pipeline: { timeoutMs: 20 } });
    const client = fixture.artifacts(bearer(await fixture.issuer.token()));
    assert.deepEqual(await refusal(client.getArtifact({ artifactId: ID })), [
      Code.DeadlineExceeded,
      'deadline_exceeded',
    ]);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
    const header = { ...bearer(await fixture.issuer.token()), 'connect-timeout-ms': '5' };
    const { status } = await post(fixture.url + GET_ARTIFACT, Buffer.from(`{"artifactId":"${ID}"}`), header);
    assert.equal(status, 504);
  });

  it('take a deadline that no timer reaches for a far one', async () => {
    const getArtifact = async ({ artifactId }: { artifactId: string }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { artifact: { id: artifactId } };
    };
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const token = bearer(await fixture.issuer.token());
    for (const deadline of ['2147483648', '9999999999']) {
      const header = { ...token, 'connect-timeout-ms': deadline };
      const { status, text } = await post(fixture.url + GET_ARTIFACT, Buffer.from(`{"artifactId":"${ID}"}`), header);
      assert.equal(status, 200, text);
    }
    const client = createClient(
      ArtifactQueryService,
      createGrpcWebTransport({ baseUrl: fixture.url, httpVersion: '1.1' }),
    );
    for (const deadline of ['99999999H', '99999999S']) {
      const headers = { ...token, 'grpc-timeout': deadline };
      assert.equal((await client.getArtifact({ artifactId: ID }, { headers })).artifact?.id, ID);
    }
  });

  it('count the deadline from when the request has arrived', async () => {
    const getArtifact = ({ artifactId }: { artifactId: string }) =>
      artifactId === ID ? new Promise<never>(() => {}) : { artifact: { id: artifactId } };
    await using fixture = await startFixture({ artifacts: { getArtifact }, pipeline: { timeoutMs: 20 } });
    const headers = bearer(await fixture.issuer.token());
    const body = JSON.stringify({ artifactId: ID.replace('1', '2') });
    const slow = httpRequest(fixture.url + GET_ARTIFACT, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
    });
    const answered = once(slow, 'response');
    slow.write(body.slice(0, 5));
    const late = fixture.artifacts(headers).getArtifact({ artifactId: ID });
    assert.deepEqual(await refusal(late), [Code.DeadlineExceeded, 'deadline_exceeded']);
    slow.end(body.slice(5));
    const [response] = (await answered) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    response.resume();
  });
});

function post(url: string, body: Buffer, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const request = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
  request.on('error', reject);
  request.on('response', async (response) => {
    const text = (await response.toArray()).join('');
    resolve({ status: response.statusCode ?? 0, text });
  });
  request.end(body);
  return promise;
}

async function* endless(): AsyncGenerator<never> {
  await new Promise(() => {});
}
