import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiError } from './api-error.ts';
import { createTransport, type Transport } from './transport.ts';

/** A server for answers that the real one gives only by accident. */
async function serve(t: TestContext, listener: RequestListener): Promise<Transport> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const kubeConfig = new KubeConfig();
  const { port } = server.address() as AddressInfo;
  kubeConfig.loadFromClusterAndUser(
    { name: 'test', server: `http://127.0.0.1:${port}/base`, skipTLSVerify: true },
    { name: 'me', token: 'secret' },
  );
  const transport = createTransport({ kubeConfig, connections: 2 });
  t.after(async () => {
    await transport.close();
    server.closeAllConnections();
    server.close();
  });
  return transport;
}
const rejectsWith = (promise: Promise<unknown>, expected: Partial<ApiError>) =>
  assert.rejects(promise, (error: ApiError) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual({ ...expected, ...pick(error, Object.keys(expected)) }, expected);
    return true;
  });
const pick = (from: object, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, (from as Record<string, unknown>)[name]]));
const get = { method: 'GET', path: '/api' } as const;

test('sends JSON as it is, below the path of the server, and authenticated', async (t) => {
  const seen: (Pick<IncomingMessage, 'url' | 'method' | 'headers'> & { body: string })[] = [];
  const transport = await serve(t, async (request, response) => {
    const { url, method, headers } = request;
    seen.push({ url, method, headers, body: await text(request) });
    response.end('{"ok":true}');
  });
  const body = { 'x-kubernetes-validations': [{ rule: 'self > 0' }] };
  const answer = await transport.request({
    method: 'POST',
    path: '/apis/x',
    query: { force: true, skip: undefined },
    body,
  });
  assert.deepEqual(answer, { ok: true });
  const [request] = seen;
  assert.deepEqual(
    [request?.method, request?.url, JSON.parse(request?.body ?? '')],
    ['POST', '/base/apis/x?force=true', body],
  );
  assert.deepEqual(
    [request?.headers.authorization, request?.headers['content-type']],
    ['Bearer secret', 'application/json'],
  );
});

test('repeats what was refused for now, when the server says so, and checks the guard every time', async (t) => {
  const answers = [429, 503, 200];
  const transport = await serve(t, (_request, response) => {
    response.writeHead(answers.shift() ?? 500, { 'retry-after': '0' }).end('{}');
  });
  let guarded = 0;
  await transport.request({ ...get, guard: () => void guarded++ });
  assert.deepEqual([answers, guarded], [[], 3]);
});

test('does not wait longer than its time-out for being let in', async (t) => {
  const transport = await serve(t, (_request, response) => {
    response.writeHead(429, { 'retry-after': '60' }).end('{"reason":"TooManyRequests","message":"slow down"}');
  });
  await rejectsWith(transport.request({ ...get, timeoutMs: 500 }), {
    status: 429,
    retryAfterMs: 60_000,
    message: 'GET /api was answered 429 TooManyRequests: slow down',
  });
});

test('asks for credentials again, once, when they are refused', async (t) => {
  let requests = 0;
  const transport = await serve(t, (_request, response) => {
    requests++;
    response.writeHead(401).end('no');
  });
  await rejectsWith(transport.request(get), { status: 401, reason: 'Unauthorized' });
  assert.equal(requests, 2);
});

test('tells garbage, a broken connection, silence and a caller who gives up from each other', async (t) => {
  const transport = await serve(t, (request, response) => {
    if (request.url === '/base/garbage') response.end('<html>');
    if (request.url === '/base/broken') request.socket.destroy();
    if (request.url === '/base/half') response.writeHead(200, { 'content-length': '10' }).write('{');
  });
  await rejectsWith(transport.request({ ...get, path: '/garbage' }), { status: 0, reason: 'InvalidResponse' });
  await rejectsWith(transport.request({ ...get, path: '/broken' }), { status: 0, reason: 'ConnectionFailed' });
  for (const path of ['/silent', '/half']) {
    await rejectsWith(transport.request({ ...get, path, timeoutMs: 50 }), { status: 0, reason: 'Timeout' });
  }
  const reason = new Error('enough');
  const controller = new AbortController();
  const abandoned = transport.request({ ...get, path: '/silent', signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(abandoned, reason);
});

test('does not use a connection again that is as old as one that went silent', async (t) => {
  const sockets = new Set<unknown>();
  const transport = await serve(t, (request, response) => {
    sockets.add(request.socket);
    if (request.url !== '/base/silent') response.end('{}');
  });
  await Promise.all([transport.request(get), transport.request(get)]);
  await rejectsWith(transport.request({ ...get, path: '/silent', timeoutMs: 50 }), { reason: 'Timeout' });
  assert.equal(sockets.size, 2);
  await transport.request(get);
  assert.equal(sockets.size, 3);
});

test('sends nothing that the guard does not let pass', async (t) => {
  let requests = 0;
  const transport = await serve(t, (_request, response) => {
    requests++;
    response.end('{}');
  });
  const guard = () => {
    throw new Error('not the leader');
  };
  await assert.rejects(transport.request({ ...get, guard }), /not the leader/);
  assert.equal(requests, 0);
});

test('shares a few connections among many requests', async (t) => {
  const transport = await serve(t, (_request, response) => void response.end('{}'));
  await Promise.all(Array.from({ length: 200 }, () => transport.request(get)));
  assert.deepEqual(transport.stats, { requests: 200, connectionsOpened: 2 });
});

test('says what is wrong with a kubeconfig', () => {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({ clusters: [], users: [], contexts: [] });
  assert.throws(() => createTransport({ kubeConfig }), /no current cluster/);
});
