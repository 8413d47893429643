import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ImportModelRequestSchema } from '@ameide/contracts/graph/v1/model_service';
import { signIn } from '@ameide/demo-login';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import type { AmeideError } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { create, toBinary } from '@bufbuild/protobuf';
import { createConnectTransport } from '@connectrpc/connect-node';
import { badDocuments } from './bad-input/documents.ts';
import { badClaims, forgedHeaders, forgeries } from './bad-input/forged-tokens.ts';
import { caseNamesOf, idCases } from './bad-input/id-cases.ts';
import { badBytes, badMessages } from './bad-input/messages.ts';
import { allServices, call, post, refusalOfJson } from './bad-input/rpc.ts';
import {
  type Belongings,
  confidential,
  document,
  enter,
  everythingOf,
  nothing,
  type Person,
  rename,
  settle,
} from './bad-input/world.ts';
import { createTokenForge, type TokenForge } from './token-forge.ts';

const mebibyte = 1024 * 1024;
const wrongPassword = 'wrong-password-c5b1f3';

let data: string;
let platform: PlatformProcess;
let alice: Person;
let carol: Person;
let own: Belongings;
let carols: Belongings;
/** An artifact of alice without content. */
let emptyArtifactId: string;
let forge: TokenForge;
let untouched: unknown;
const forgedTokens: string[] = [];

const everything = async () => [
  await everythingOf(alice, [own.runId]),
  await everythingOf(carol, [carols.runId]),
  emptyArtifactId,
];

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'ameide-bad-input-'));
  const args = ['--data', data, '--no-samples'];
  platform = await startPlatformProcess(await freePort(), args, { LOG_LEVEL: 'debug' });
  alice = await enter(platform.url, platform.issuer, 'alice');
  carol = await enter(platform.url, platform.issuer, 'carol');
  [own, carols] = [await settle(alice), await settle(carol)];
  const request = { title: 'Empty', kind: 'bpmn::collaboration', idempotencyKey: 'empty' };
  emptyArtifactId = (await alice.client.artifactCommands.createArtifact(request)).artifact!.id;
  forge = await createTokenForge(data, platform.issuer);
  untouched = await everything();
});
after(async () => {
  await platform?.end('SIGINT');
  await rm(data, { recursive: true, force: true });
});

/** What the SDK throws, as code and reason. */
async function refused(promise: Promise<unknown>, code: string, reason: string): Promise<void> {
  await assert.rejects(promise, (error: AmeideError) => {
    assert.deepEqual({ code: error.code, reason: error.reason }, { code, reason });
    assert.notEqual(error.message, '');
    return true;
  });
}

const importTo = (artifactId: string, bytes: Uint8Array | string) =>
  alice.client.models.importModel({ artifactId, document: Buffer.from(bytes) });

suite('documents', () => {
  for (const [name, [bytes, code, reason]] of Object.entries(badDocuments)) {
    test(name, () => refused(importTo(emptyArtifactId, bytes), code, reason));
  }
  test('a model that is there already', () =>
    refused(importTo(own.artifactId, document), 'already_exists', 'model_exists'));
  test('another kind than the registry knows', () =>
    refused(
      alice.client.artifactCommands.createArtifact({ title: 'X', kind: 'dmn::decision', idempotencyKey: 'dmn' }),
      'invalid_argument',
      'kind_unknown',
    ));
});

suite('an upload of 50 MB', () => {
  const tooLarge = { code: 'resource_exhausted', reason: 'message_too_large' };
  const procedure = 'graph.v1.ModelService/ImportModel';
  const bearer = () => ({ authorization: `Bearer ${alice.session.accessToken}` });
  const binary = { 'content-type': 'application/proto' };
  const bytes = Buffer.alloc(50_000_000, 0x20);
  const message = () =>
    toBinary(
      ImportModelRequestSchema,
      create(ImportModelRequestSchema, { artifactId: emptyArtifactId, document: bytes }),
    );

  test('as JSON', async () => {
    const body = JSON.stringify({ artifactId: emptyArtifactId, document: bytes.toString('base64') });
    const { refusal } = await post(platform.url, procedure, body, bearer());
    assert.deepEqual(refusal, tooLarge);
  });
  test('as a binary message', async () => {
    const { refusal } = await post(platform.url, procedure, Buffer.from(message()), { ...binary, ...bearer() });
    assert.deepEqual(refusal, tooLarge);
  });
  test('in pieces, without saying how long it is', async () => {
    const body = pieces(message());
    const { refusal } = await post(platform.url, procedure, body, { ...binary, ...bearer() });
    assert.deepEqual(refusal, tooLarge);
  });
  test('compressed to a few bytes', async () => {
    const headers = { ...binary, ...bearer(), 'content-encoding': 'gzip' };
    const { refusal } = await post(platform.url, procedure, gzipSync(message()), headers);
    assert.deepEqual(refusal, tooLarge);
  });
  test('through the SDK', () => refused(importTo(emptyArtifactId, bytes), tooLarge.code, tooLarge.reason));
  test('without a token, which is refused without reading it', async () => {
    const { refusal } = await post(platform.url, procedure, Buffer.from(message().subarray(0, mebibyte)), binary);
    assert.deepEqual(refusal, { code: 'unauthenticated', reason: 'token_missing' });
  });

  const skip = process.platform === 'linux' ? false : 'memory is read from /proc';
  test('does not stay in memory', { skip }, async (t) => {
    const residentBefore = await residentBytes(platform.pid);
    for (let n = 0; n < 8; n++) {
      const body = pieces(message());
      await post(platform.url, procedure, body, { ...binary, ...bearer() });
    }
    const grown = (await residentBytes(platform.pid)) - residentBefore;
    const told = `the platform grew by ${Math.round(grown / mebibyte)} MiB while 400 MB were sent`;
    t.diagnostic(told);
    assert.ok(grown < 200 * mebibyte, told);
  });
});

suite('ids', async () => {
  const services = await allServices();
  const methods = services.flatMap((service) => service.methods.map((method) => ({ service, method })));
  const transport = () => createConnectTransport({ baseUrl: platform.url, httpVersion: '1.1' });

  test('every RPC that takes an id has a case', () => {
    assert.ok(services.length >= 10);
    const needed = methods.flatMap(({ service, method }) => caseNamesOf(service, method));
    assert.deepEqual(Object.keys(idCases).sort(), needed.sort());
  });
  for (const [name, { request, expected }] of Object.entries(idCases)) {
    const { service, method } = methods.find((one) => name.startsWith(`${one.service.name}.${one.method.name}.`))!;
    const answer = async (others: Belongings, mine: Belongings, person: Person) => {
      const answered = await call(transport(), service, method, request(others, mine), person.session.accessToken);
      if (answered !== undefined && '$typeName' in answered) {
        const { $typeName: _, ...fields } = answered;
        return fields;
      }
      return answered;
    };
    test(`${name} of nothing`, async () =>
      assert.deepEqual(await answer(nothing(own.resumeToken), own, alice), expected));
    test(`${name} of another tenant`, async () => assert.deepEqual(await answer(own, carols, carol), expected));
  }
  test('a ref of another form', () =>
    refused(alice.client.models.getModel({ ref: 'not a ref' }), 'invalid_argument', 'ref_invalid'));
  test('a version that was never made', () =>
    refused(alice.client.models.getModel({ ref: `${own.ref}@99` }), 'not_found', 'version_not_found'));
  test('an id of another form', () =>
    refused(alice.client.chatQueries.getChat({ threadId: '1 or 1=1' }), 'invalid_argument', 'invalid_request'));
  test('a resume token of another form', () =>
    refused(alice.client.resume('????').next(), 'invalid_argument', 'resume_token_invalid'));
  test("another tenant's key cancels nothing", async () => {
    const run = await carol.client.cancel({ idempotencyKey: crypto.randomUUID() });
    assert.equal(run, undefined);
  });
});

suite('tokens', () => {
  const asking = async (token: string, headers: Record<string, string> = {}) => {
    forgedTokens.push(token);
    const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
    const all = { ...authorization, ...headers };
    return (await post(platform.url, 'artifacts.v1.ArtifactQueryService/ListArtifacts', '{}', all)).refusal;
  };
  const invalid = { code: 'unauthenticated', reason: 'token_invalid' };
  const missing = { code: 'unauthenticated', reason: 'token_missing' };

  test('one made with the key of the provider is accepted, so that the others fail for what they say', async () => {
    assert.equal(await asking(await forge.token()), undefined);
  });
  test('expired', async () => {
    const expired = { code: 'unauthenticated', reason: 'token_expired' };
    assert.deepEqual(await asking(await forge.token({ exp: Math.floor(Date.now() / 1000) - 60 })), expired);
  });
  for (const [name, claims] of Object.entries(badClaims)) {
    test(name, async () => assert.deepEqual(await asking(await forge.token(claims())), invalid));
  }
  for (const [name, make] of Object.entries(forgeries)) {
    test(name, async () => assert.deepEqual(await asking(await make(alice.session.accessToken, forge)), invalid));
  }
  test('no token', async () => assert.deepEqual(await asking(''), missing));
  test('a password in its place', async () => {
    const authorization = `Basic ${Buffer.from('alice:alice').toString('base64')}`;
    assert.deepEqual(await asking('', { authorization }), missing);
  });
  test('a wrong password gives none', () =>
    assert.rejects(signIn({ issuer: platform.issuer, username: 'alice', password: wrongPassword }), {
      reason: 'sign_in_refused',
    }));

  const forged = { code: 'unauthenticated', reason: 'identity_header_forged' };
  for (const [name, headers] of Object.entries(forgedHeaders)) {
    test(`${name}, without a token`, async () => assert.deepEqual(await asking('', headers), forged));
    test(`${name}, beside a good token`, async () =>
      assert.deepEqual(await asking(alice.session.accessToken, headers), forged));
  }
});

suite('repeats and versions', () => {
  const send = (text: string, idempotencyKey: string) =>
    alice.client.chatArtifact.sendMessageFromArtifact(own.artifactId, text, { idempotencyKey });

  test('a key with another payload, and with the same', async () => {
    const { artifactCommands, graphPatches } = alice.client;
    const repeat = await artifactCommands.createArtifact({
      title: 'Empty',
      kind: 'bpmn::collaboration',
      idempotencyKey: 'empty',
    });
    assert.equal(repeat.artifact!.id, emptyArtifactId);
    const other = artifactCommands.createArtifact({
      title: 'Other',
      kind: 'bpmn::collaboration',
      idempotencyKey: 'empty',
    });
    await refused(other, 'already_exists', 'idempotency_key_reused');
    const first = await send('First', 'key');
    assert.deepEqual(await send('First', 'key'), first);
    await refused(send('Second', 'key'), 'already_exists', 'idempotency_key_reused');
    const propose = (name: string) =>
      graphPatches.proposePatch({ ref: own.ref, operations: [rename(name)], correlationId: 'correlation' });
    const { patch } = await propose('One');
    assert.equal((await propose('One')).patch!.id, patch!.id);
    await refused(propose('Two'), 'already_exists', 'correlation_id_reused');
    const answer = async (threadId: string) => {
      const runIds = new Set<string>();
      for await (const { runId } of alice.client.generate({ threadId, idempotencyKey: 'run' })) runIds.add(runId);
      return [...runIds];
    };
    const run = await answer(own.threadId);
    assert.equal(run.length, 1);
    assert.deepEqual(await answer(own.threadId), run);
    await refused(answer(first.threadId), 'already_exists', 'idempotency_key_reused');
    untouched = await everything();
  });
  test('a stale version', async () => {
    const { graphPatches, models } = alice.client;
    const mismatch = ['aborted', 'version_mismatch'] as const;
    await refused(graphPatches.applyPatch({ patchId: own.patchId, expectedVersion: 7 }), ...mismatch);
    const bytes = new TextEncoder().encode(document);
    await refused(models.importModel({ artifactId: own.artifactId, document: bytes, expectedVersion: 7 }), ...mismatch);
  });
});

suite('requests', () => {
  const bearer = () => ({ authorization: `Bearer ${alice.session.accessToken}` });
  const list = 'artifacts.v1.ArtifactQueryService/ListArtifacts';
  const invalid = (reason: string) => ({ code: 'invalid_argument', reason });
  for (const [name, [procedure, body, reason]] of Object.entries(badMessages)) {
    test(name, async () => {
      const { refusal } = await post(platform.url, procedure, body, bearer());
      assert.deepEqual(refusal, invalid(reason));
    });
  }
  for (const [name, body] of Object.entries(badBytes)) {
    test(name, async () => {
      const headers = { ...bearer(), 'content-type': 'application/proto' };
      const { refusal } = await post(platform.url, 'threads.v1.ChatQueryService/GetChat', body, headers);
      assert.deepEqual(refusal, invalid('message_malformed'));
    });
  }
  test('a stream that asks with a malformed message', async () => {
    const headers = { ...bearer(), 'content-type': 'application/connect+proto' };
    const envelope = Buffer.from([0, 0, 0, 0, 4, 0x0a, 0x02, 0xff, 0xfe]);
    const { text } = await post(platform.url, 'projection.v1.ProjectionService/WatchProjection', envelope, headers);
    const { error } = JSON.parse(text.slice(text.indexOf('{')));
    assert.deepEqual(refusalOfJson(error), invalid('message_malformed'));
  });
  test('a page token of another list', async () => {
    const { nextPageToken } = await alice.client.artifactQueries.listArtifacts({ pageSize: 1 });
    assert.notEqual(nextPageToken, '');
    const elsewhere = alice.client.chatQueries.listChats({ pageToken: nextPageToken });
    await refused(elsewhere, 'invalid_argument', 'page_token_invalid');
  });
  test('a body of another type', async () => {
    const { status } = await post(platform.url, list, 'pageSize=1', { ...bearer(), 'content-type': 'text/plain' });
    assert.equal(status, 415);
  });
  test('an RPC that does not exist', async () => {
    assert.equal(
      (await post(platform.url, 'artifacts.v1.ArtifactQueryService/DropArtifacts', '{}', bearer())).status,
      404,
    );
  });
});

suite('afterwards', () => {
  test('nothing is lost or changed', async () => assert.deepEqual(await everything(), untouched));

  test('the platform is ready', async () => {
    const response = await fetch(`${platform.url}/readyz`);
    assert.equal(response.status, 200, await response.text());
  });

  test('it answers what it answered before', async () => {
    const newcomer = await enter(platform.url, platform.issuer, 'alice');
    assert.notEqual((await settle(newcomer)).runId, '');
  });

  test('the log knows no token, no password and no document', async () => {
    const log = await readFile(join(data, 'platform.log'), 'utf8');
    assert.match(log, /ImportModel/, 'it is the log of what happened');
    const printed = log + platform.output();
    const sessions = [alice.session, carol.session];
    const secrets = [
      ...sessions.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? '']),
      ...forgedTokens.filter((token) => token !== '' && token !== 'garbage'),
    ];
    // The last part proves a token; without it, it opens nothing, but it does not belong there either.
    for (const secret of secrets) {
      for (const part of secret.split('.').filter((one) => one.length > 20))
        assert.ok(!printed.includes(part), 'a part of a token');
    }
    for (const text of [wrongPassword, confidential, '<definitions', 'sequenceFlow'])
      assert.ok(!printed.includes(text), text);
  });
});

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
}
