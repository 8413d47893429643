import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { errorDetail, ServiceError } from '@ameide/service-kit/errors';
import {
  eventStream,
  eventText,
  type HttpApi,
  type HttpRoute,
  jsonAnswer,
  readJson,
  readQuery,
} from '@ameide/service-kit/http-api';
import type { RequestContext } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import { bearer, startFixture } from './fixture.ts';

const viewer = 'graph.viewer';
const left: string[] = [];

async function* told(path: string, { signal }: RequestContext) {
  yield eventText({ event: 'said', id: '1', data: { path } });
  if (path === 'refused') throw new ServiceError('resource_exhausted', 'budget_exceeded', 'Nothing is left.');
  if (path === 'long') yield 'x'.repeat(4_000_000);
  if (path === 'silent') {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    left.push(path);
  }
}

const routes: readonly HttpRoute[] = [
  {
    method: 'GET',
    path: '/x/things/{id}',
    access: viewer,
    answer: async ({ params, query }, { actorId, tenantId, requestId }) =>
      jsonAnswer({
        ...params,
        ...readQuery(z.object({ n: z.coerce.number() }), { query }),
        actorId,
        tenantId,
        requestId,
      }),
  },
  {
    method: 'POST',
    path: '/x/things',
    access: 'graph.editor',
    maxBytes: 1_000,
    answer: async (request) => jsonAnswer(readJson(z.object({ name: z.string() }), request), 201),
  },
  { method: 'GET', path: '/x/never', access: viewer, answer: () => new Promise(() => {}) },
  {
    method: 'GET',
    path: '/x/streams/{id}',
    access: viewer,
    lasting: true,
    answer: async ({ params }, caller) => eventStream(told(params.id!, caller)),
  },
];

const api: HttpApi = {
  prefix: '/x',
  routes,
  refusal: (error) => jsonAnswer({ refused: errorDetail(error)?.reason }, 400),
  lastWords: (error) => eventText({ event: 'error', data: errorDetail(error)?.reason }),
};

describe('addresses that are no RPCs', () => {
  let fixture: Awaited<ReturnType<typeof startFixture>>;
  let headers: Record<string, string>;
  before(async () => {
    fixture = await startFixture({ http: [api], pipeline: { timeoutMs: 500, streams: { perUser: 1 } } });
    headers = bearer(await fixture.issuer.token({ sub: 'alice', tenant_id: 'acme', roles: [viewer] }));
  });
  after(() => fixture[Symbol.asyncDispose]());

  const get = (path: string, init: RequestInit = {}) => fetch(`${fixture.url}${path}`, { headers, ...init });
  const refused = async (answer: Promise<Response>) => ((await (await answer).json()) as { refused: string }).refused;

  it('are answered for who has proved who they are, and logged and traced like RPCs', async () => {
    const answer = await get('/x/things/a%2Fb?n=3', { headers: { ...headers, 'x-request-id': 'mine' } });
    assert.deepEqual(await answer.json(), { id: 'a/b', n: 3, actorId: 'alice', tenantId: 'acme', requestId: 'mine' });
    assert.equal(answer.headers.get('x-request-id'), 'mine');
    const line = () => fixture.lines.find(({ request_id: id }) => id === 'mine');
    while (line() === undefined) await new Promise(setImmediate);
    assert.equal(line()!.procedure, 'GET /x/things/{id}');
    assert.deepEqual([line()!.code, line()!.tenant_id], ['ok', 'acme']);
  });

  it('are refused in their own words: without a token, a role, sense, room or time', async () => {
    assert.equal(await refused(get('/x/things/1', { headers: {} })), 'token_missing');
    assert.equal(await refused(get('/x/things/1?n=three')), 'invalid_request');
    assert.equal(await refused(get('/x/else')), 'route_not_found');
    assert.equal(await refused(get('/x/things', { method: 'POST', body: '{"name":"n"}' })), 'role_required');
    assert.equal(await refused(get('/x/never')), 'deadline_exceeded');
    const editor = bearer(await fixture.issuer.token({ sub: 'eve', tenant_id: 'acme', roles: ['graph.editor'] }));
    const post = (body: string, more = {}) =>
      fetch(`${fixture.url}/x/things`, { method: 'POST', headers: { ...editor, ...more }, body });
    assert.equal((await post('{"name":"n"}')).status, 201);
    assert.equal(await refused(post('{"name":1}')), 'invalid_request');
    assert.equal(await refused(post('{"name":')), 'message_malformed');
    assert.equal(await refused(post(JSON.stringify({ name: 'n'.repeat(1_000) }))), 'message_too_large');
    assert.equal(await refused(post('{}', { 'content-encoding': 'gzip' })), 'body_compressed');
    assert.equal((await get('/y')).status, 404);
  });

  it('stream, and say in mid-stream why they end', async () => {
    assert.equal(await (await get('/x/streams/a')).text(), 'event: said\nid: 1\ndata: {"path":"a"}\n\n');
    assert.match(
      await (await get('/x/streams/refused')).text(),
      /"refused"}\n\nevent: error\ndata: budget_exceeded\n\n$/,
    );
    assert.equal((await (await get('/x/streams/long')).text()).match(/x{4000000}$/)?.index, 41);
  });

  it('take one of the places for streams, and give it back when the client goes', async () => {
    const client = new AbortController();
    const open = await get('/x/streams/silent', { signal: client.signal });
    assert.equal(open.status, 200);
    assert.equal(await refused(get('/x/streams/b')), 'rate_limited');
    client.abort();
    while (left.length === 0) await new Promise(setImmediate);
    assert.equal((await get('/x/streams/c')).status, 200);
  });
});
