import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { ServiceError } from '@ameide/service-kit/errors';
import { Code, ConnectError, createClient, type HandlerContext } from '@connectrpc/connect';
import { bearer, ID, refusal, startFixture } from './fixture.ts';

const said = (idempotencyKey: string) => ({ threadId: ID, idempotencyKey });
const REFUSED = [Code.ResourceExhausted, 'rate_limited'];
const ENDS = ['waits', 'returns', 'refuses', 'breaks'] as const;
type End = (typeof ENDS)[number];

/** Streams that send a frame and then end as their idempotency key says. */
async function start(streams: { perUser?: number; perTenant?: number }) {
  const stopping = new AbortController();
  async function* generate({ idempotencyKey }: { idempotencyKey: string }, context: HandlerContext) {
    yield { frame: { runId: ID, index: 1 } };
    const end = idempotencyKey as End;
    if (end === 'refuses') throw new ServiceError('not_found', 'thread_not_found', 'There is no such thread.');
    if (end === 'breaks') throw new Error('a broken invariant');
    const signal = AbortSignal.any([context.signal, stopping.signal]);
    if (end === 'waits' && !signal.aborted) await once(signal, 'abort');
  }
  const drain = async () => stopping.abort();
  const fixture = await startFixture({ inference: { generate }, pipeline: { streams }, drain });
  const headersOf = async (subject: string, tenant = 'acme') =>
    bearer(await fixture.issuer.token({ sub: subject, tenant_id: tenant }));
  /** Opens a stream and reads its first frame. */
  const open = (client: ReturnType<typeof fixture.inference>, end: End = 'waits') => {
    const gone = new AbortController();
    const stream = client.generate(said(end), { signal: gone.signal })[Symbol.asyncIterator]();
    const drained = async () => {
      while (!(await stream.next()).done);
    };
    return { first: stream.next(), drained, close: () => gone.abort() };
  };
  return { fixture, headersOf, open, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

/** Until a stream can be opened again: a server hears that a client has gone some moments after it went. */
async function opened<Stream extends { first: Promise<unknown> }>(tryOpen: () => Stream): Promise<Stream> {
  for (;;) {
    const stream = tryOpen();
    try {
      await stream.first;
      return stream;
    } catch (error) {
      if (ConnectError.from(error).code !== Code.ResourceExhausted) throw error;
    }
  }
}

describe('the limit of streams', () => {
  it('is of one person, and says so before anything is done', async () => {
    await using server = await start({ perUser: 2 });
    const { fixture, headersOf, open } = server;
    const [alice, bob] = [fixture.inference(await headersOf('alice')), fixture.inference(await headersOf('bob'))];
    await Promise.all([open(alice).first, open(alice).first]);
    const error = await open(alice).first.then(
      () => assert.fail('the third one was opened'),
      (reason: unknown) => ConnectError.from(reason),
    );
    assert.deepEqual(await refusal(Promise.reject(error)), REFUSED);
    assert.match(error.message, /2 streams open, which is the limit/);
    await open(bob).first;
    await open(fixture.inference(await headersOf('alice', 'globex'))).first;
  });

  it('is of all the people of a tenant', async () => {
    await using server = await start({ perTenant: 2 });
    const { fixture, headersOf, open } = server;
    for (const person of ['alice', 'bob']) await open(fixture.inference(await headersOf(person))).first;
    assert.deepEqual(await refusal(open(fixture.inference(await headersOf('carol'))).first), REFUSED);
    await open(fixture.inference(await headersOf('carol', 'globex'))).first;
  });

  it('is over all RPCs, also in process, but not of services that call for a person', async () => {
    await using server = await start({ perUser: 1 });
    const { fixture, headersOf, open } = server;
    await open(fixture.inference(await headersOf('alice'))).first;
    const inProcess = createClient(InferenceService, fixture.inProcess);
    const headers = await headersOf('alice');
    const stream = inProcess.generate(said('waits'), { headers })[Symbol.asyncIterator]();
    assert.deepEqual(await refusal(stream.next()), REFUSED);
    for (let n = 0; n < 3; n++) {
      const call = fixture.caller.options({ tenantId: 'acme', actorId: 'alice', roles: [] });
      await inProcess.generate(said('waits'), call)[Symbol.asyncIterator]().next();
    }
  });

  it('counts a stream until it ends, however it ends', { timeout: 60_000 }, async () => {
    await using server = await start({ perUser: 1 });
    const { fixture, headersOf, open } = server;
    const headers = await headersOf('alice');
    const alice = fixture.inference(headers);
    for (const end of ENDS) {
      const stream = await opened(() => open(alice, end));
      if (end === 'waits') stream.close();
      else await stream.drained().catch(() => undefined);
    }
    // A client that never sends its request, and one that hangs up in the middle of it.
    for (const body of ['', '\0\0\0']) {
      const call = request(`${fixture.url}/${InferenceService.typeName}/Generate`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/connect+json', 'content-length': 100 },
      });
      call.on('error', () => undefined);
      if (body) call.write(body);
      else call.flushHeaders();
      const [socket] = await once(call, 'socket');
      if (socket.connecting) await once(socket, 'connect');
      call.destroy();
    }
    // A request that is none.
    await fetch(`${fixture.url}/${InferenceService.typeName}/Generate`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/connect+json' },
      body: '\0\0\0\0\x02{]',
    }).then((response) => response.text());
    (await opened(() => open(alice))).close();
    for (let n = 0; n < 50; n++) (await opened(() => open(alice, ENDS[n % ENDS.length]))).close();
  });
});
