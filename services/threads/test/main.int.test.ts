import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import { createTestIssuer, type TestIssuer } from '@ameide/service-kit/testing';
import { createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestDatabase;
let issuer: TestIssuer;
let folder: string;
before(async () => {
  database = await createTestDatabase({ name: 'threads', roles: [declaration.databaseRole] });
  issuer = await createTestIssuer();
  folder = await mkdtemp(join(tmpdir(), 'ameide-threads-'));
});
after(async () => {
  await issuer[Symbol.asyncDispose]();
  await database.drop();
  await rm(folder, { recursive: true });
});

test('runs alone: migrates, serves over HTTP, stops cleanly', async () => {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.appUrl,
    DATABASE_ADMIN_URL: database.adminUrl,
    INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    OIDC_ISSUER: issuer.issuer,
    PORT: '0',
    METRICS_PORT: '0',
    OBJECT_STORE_FOLDER: folder,
  };
  const service = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(service, 'exit');
  try {
    const baseUrl = `http://127.0.0.1:${await listeningPort(service.stdout)}`;
    assert.equal((await fetch(`${baseUrl}/readyz`)).status, 200);
    const chats = createClient(ChatQueryService, createServiceTransport(baseUrl));
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    assert.deepEqual((await chats.listChats({}, { headers })).chats, []);
  } finally {
    service.kill('SIGTERM');
  }
  assert.deepEqual(await exited, [0, null]);
});

test('says what is wrong with its environment, all at once', async () => {
  const env = { PATH: process.env.PATH, DATABASE_URL: 'mysql://nowhere', INTERNAL_SECRET: 'short' };
  const service = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([service.stderr.toArray(), once(service, 'exit')]);
  assert.equal(code, 1);
  for (const name of ['DATABASE_URL', 'INTERNAL_SECRET', 'OIDC_ISSUER']) assert.match(said.join(''), new RegExp(name));
});

async function listeningPort(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const { msg, port } = JSON.parse(line) as { msg: string; port?: number };
    if (msg === 'listening' && port !== undefined) return port;
  }
  throw new Error('the service ended before it listened');
}
