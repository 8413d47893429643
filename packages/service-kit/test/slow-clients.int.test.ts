import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import type { ConnectionLimits } from '@ameide/service-kit/rpc';
import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { ID, startFixture } from './fixture.ts';

const GET_ARTIFACT = '/ameide.artifacts.v1.ArtifactQueryService/GetArtifact';
const GENERATE = '/ameide.inference.v1.InferenceService/Generate';
const LONG_MS = 60_000;

/** All that is not under test is far away. */
const patient = { headMs: LONG_MS, bodyPauseMs: LONG_MS, requestMs: LONG_MS, unreadMs: LONG_MS };

async function start(limits: Partial<ConnectionLimits>, more: Parameters<typeof startFixture>[0] = {}) {
  const fixture = await startFixture({ ...more, server: { limits: { ...patient, ...limits } } });
  const token = await fixture.issuer.token();
  const sockets: Socket[] = [];
  return {
    ...fixture,
    /** A connection on which something was written. */
    async open(...pieces: readonly (string | Buffer)[]): Promise<Socket> {
      const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1');
      sockets.push(socket.on('error', () => {}));
      await once(socket, 'connect');
      for (const piece of pieces) socket.write(piece);
      return socket;
    },
    head: (path: string, length: number | string, type = 'application/json') =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await fixture[Symbol.asyncDispose]();
    },
  };
}

/** All that a server sends until it closes the connection. */
async function answerOn(socket: Socket): Promise<{ status: number; text: string }> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}

/** The code and the reason in an answer, which may be a part of a stream. */
function refusalIn(text: string): [code: unknown, reason: string | undefined] {
  const json = /\{"(?:code|error)".*\}/.exec(text)?.[0];
  if (json === undefined) return [undefined, undefined];
  const { error, ...own } = JSON.parse(json);
  const { code, details } = error ?? own;
  return [code, fromBinary(ErrorDetailSchema, base64Decode(details[0].value)).reason];
}

const tooSlow = ['deadline_exceeded', 'request_too_slow'];

describe('a slow client', { timeout: 60_000 }, () => {
  it('is told when its body stops, and left, whatever kind of RPC it calls', async () => {
    await using server = await start({ bodyPauseMs: 30 });
    for (const [path, status, type] of [
      [GET_ARTIFACT, 504, 'application/json'],
      [GENERATE, 200, 'application/connect+json'],
    ] as const) {
      const { text, ...answer } = await answerOn(await server.open(server.head(path, 100, type), '{'));
      assert.deepEqual([answer.status, refusalIn(text)], [status, tooSlow], path);
    }
    const codes = server.lines.filter(({ msg }) => msg === 'rpc').map(({ code }) => code);
    assert.deepEqual(codes, ['deadline_exceeded', 'deadline_exceeded']);
  });

  it('is told when its stream is never ended, though the message is whole', async () => {
    await using server = await start({ bodyPauseMs: 30 });
    const message = Buffer.from(JSON.stringify({ threadId: ID, idempotencyKey: 'k' }));
    const envelope = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
    const socket = await server.open(server.head(GENERATE, 1_000, 'application/connect+json'), envelope);
    assert.deepEqual(refusalIn((await answerOn(socket)).text), tooSlow);
  });

  it('is told when its body comes on, but takes too long as a whole', async () => {
    await using server = await start({ requestMs: 100, bodyPauseMs: 1_000 });
    const socket = await server.open(server.head(GET_ARTIFACT, 1_000_000));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    while (!text.includes('}')) {
      socket.write(' ');
      await delay(5);
    }
    assert.deepEqual(refusalIn(text), tooSlow);
  });

  it('is told when its head does not end, and one that says nothing is left', async () => {
    await using server = await start({ headMs: 30 });
    const dribble = await server.open(`POST ${GET_ARTIFACT} HTTP/1.1\r\nx-a: 1\r\n`);
    const { status, text } = await answerOn(dribble);
    assert.deepEqual([status, refusalIn(text)], [408, tooSlow]);
    await answerOn(await server.open());
  });

  it('that is refused before its body is read has time to see that, and no more', async () => {
    await using server = await start({ bodyPauseMs: 30 });
    const head = server.head(GET_ARTIFACT, 100).replace('Bearer', 'Nobody');
    assert.equal((await answerOn(await server.open(head, '{'))).status, 401);
  });

  it('that does not read its stream is left', async () => {
    const ended = Promise.withResolvers<void>();
    async function* generate() {
      try {
        for (let index = 1; ; index += 1) {
          yield {
            frame: { runId: ID, index, payload: { case: 'token' as const, value: { text: 'x'.repeat(100_000) } } },
          };
        }
      } finally {
        ended.resolve();
      }
    }
    await using server = await start({ unreadMs: 100 }, { inference: { generate } });
    const message = Buffer.from(JSON.stringify({ threadId: ID, idempotencyKey: 'k' }));
    const envelope = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
    const socket = await server.open(server.head(GENERATE, envelope.length, 'application/connect+json'), envelope);
    socket.pause();
    await ended.promise;
  });
});

it('a stream may say nothing for longer than anybody may leave it unread', { timeout: 60_000 }, async () => {
  const unreadMs = 30;
  async function* generate() {
    yield { frame: { runId: ID, index: 1 } };
    // As long as a model that thinks.
    await delay(5 * unreadMs);
    yield { frame: { runId: ID, index: 2 } };
  }
  await using server = await start({ unreadMs }, { inference: { generate } });
  const client = server.inference({ authorization: `Bearer ${await server.issuer.token()}` });
  const indexes: (number | undefined)[] = [];
  for await (const { frame } of client.generate({ threadId: ID, idempotencyKey: 'k' })) indexes.push(frame?.index);
  assert.deepEqual(indexes, [1, 2]);
});

describe('what is no request', () => {
  it('is told so, in the form of an error', async () => {
    await using server = await start({});
    for (const [text, status, code, reason] of [
      ['hello\r\n\r\n', 400, 'invalid_argument', 'message_malformed'],
      [`GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'resource_exhausted', 'headers_too_large'],
    ] as const) {
      const answer = await answerOn(await server.open(text));
      assert.deepEqual([answer.status, refusalIn(answer.text)], [status, [code, reason]]);
    }
  });
});

describe('more connections than are sensible', { timeout: 60_000 }, () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

  it('are refused, while those that are there go on and whoever watches is answered', async () => {
    await using server = await start({ connections: 2 });
    const busy = [await server.open('GET'), await server.open('GET')];
    const surplus = await server.open(get('/healthz'));
    await once(surplus, 'data');
    surplus.write(`${server.head(GET_ARTIFACT, 2)}{}`);
    const { text } = await answerOn(surplus);
    assert.match(text, /HTTP\/1\.1 503/);
    assert.deepEqual(refusalIn(text), ['unavailable', 'too_many_connections']);
    for (const socket of busy) {
      socket.write(get('/healthz').slice(3));
      await once(socket, 'data');
    }
  });

  it('take the place of those that do nothing', async () => {
    await using server = await start({ connections: 1 });
    const idle = await server.open(get('/healthz'));
    await once(idle, 'data');
    const closed = once(idle, 'close');
    const next = await server.open();
    await closed;
    next.write(get('/'));
    const [answer] = await once(next, 'data');
    assert.match(String(answer), /HTTP\/1\.1 404/);
  });
});
