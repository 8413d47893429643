import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  ArtifactQueryService,
  ListArtifactsResponseSchema,
} from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { encodedAnswer } from '@ameide/service-kit/rpc';
import { create, toBinary } from '@bufbuild/protobuf';
import { bearer, ID, startFixture } from './fixture.ts';

type Fixture = Awaited<ReturnType<typeof startFixture>>;

const TITLES = 2_000;
const answer = create(ListArtifactsResponseSchema, {
  artifacts: Array.from({ length: TITLES }, (_, n) => ({ id: ID, title: `Artifact number ${n}`, kind: 'bpmn' })),
});

describe('large messages', () => {
  let fixture: Fixture;
  let headers: Record<string, string>;
  let received: number;
  before(async () => {
    fixture = await startFixture({
      artifacts: {
        listArtifacts(request) {
          received = JSON.stringify(request).length;
          const few = { ...answer, artifacts: answer.artifacts.slice(0, request.pageSize || TITLES) };
          return encodedAnswer(ListArtifactsResponseSchema, toBinary(ListArtifactsResponseSchema, few));
        },
      },
    });
    headers = { ...bearer(await fixture.issuer.token()), 'content-type': 'application/json' };
  });
  after(() => fixture[Symbol.asyncDispose]());

  const url = () => `${fixture.url}/${ArtifactQueryService.typeName}/ListArtifacts`;
  const call = (body: string | Buffer<ArrayBuffer>, more: Record<string, string> = {}) =>
    fetch(url(), { method: 'POST', headers: { ...headers, ...more }, body });
  /** White space is no part of the message. */
  const padded = (json: string) => json + ' '.repeat(100_000);

  test('are answered in the format and with the compression that the caller takes, whatever size they have', async () => {
    for (const body of ['{}', padded('{}')]) {
      for (const encoding of ['gzip', 'identity']) {
        const response = await call(body, { 'accept-encoding': encoding });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), 'application/json');
        assert.equal(response.headers.get('content-encoding'), encoding === 'gzip' ? 'gzip' : null);
        const { artifacts } = (await response.json()) as { artifacts: { title: string }[] };
        assert.deepEqual([artifacts.length, artifacts.at(-1)?.title], [TITLES, `Artifact number ${TITLES - 1}`]);
      }
      const few = (await (await call(body.replace('{}', '{"pageSize":3}'))).json()) as { artifacts: unknown[] };
      assert.equal(few.artifacts.length, 3);
    }
    const client = fixture.artifacts(bearer(await fixture.issuer.token()));
    assert.equal((await client.listArtifacts({})).artifacts.length, TITLES);
  });

  test('are read compressed as well', async () => {
    const compressed = Buffer.from(await promisify(gzip)(padded('{"pageSize":2}')));
    const response = await call(compressed, { 'content-encoding': 'gzip' });
    assert.equal(((await response.json()) as { artifacts: unknown[] }).artifacts.length, 2);
  });

  test('are refused as small ones are, and never reach the handler', async () => {
    const reasonOf = async (response: Response) => {
      const { details } = (await response.json()) as { details: { debug: { reason: string } }[] };
      return [response.status, details[0]?.debug.reason];
    };
    const faults: readonly [json: string, status: number, reason: string][] = [
      ['{"pageSizes":3}', 400, 'unknown_field'],
      ['{"pageSize":', 400, 'message_malformed'],
      ['{"pageSize":100000}', 400, 'invalid_request'],
    ];
    received = 0;
    for (const [json, ...expected] of faults) {
      assert.deepEqual(await reasonOf(await call(json)), expected);
      assert.deepEqual(await reasonOf(await call(padded(json))), expected);
    }
    const binary = { 'content-type': 'application/proto' };
    assert.deepEqual(await reasonOf(await call(Buffer.alloc(100_000, 0xff), binary)), [400, 'message_malformed']);
    const anonymous = await call(padded('{}'), { authorization: 'Bearer none' });
    assert.equal(anonymous.status, 401);
    assert.equal(received, 0);
  });
});
