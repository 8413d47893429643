import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '@ameide/postgres/testing';
import { root } from '../workspace.ts';
import { newRpc } from './new-rpc.ts';

const BIOME = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** A copy of what is in the working tree; packages resolve each other in it. */
let copy: string;
let database: TestDatabase;
before(async () => {
  copy = copyOfTheWorkspace();
  database = await createTestDatabase({ name: 'scaffold' });
});
after(async () => {
  rmSync(copy, { recursive: true, force: true });
  await database.drop();
});

test('services and RPCs compile, obey the house and pass their tests as they are scaffolded', async () => {
  succeeds('scripts/house/new.ts', 'service', 'purchase-orders');
  // What an installation would link.
  cpSync(join(copy, 'services/threads/node_modules'), join(copy, 'services/purchase-orders/node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  // In services that have been here for long, of aggregates with names of their own in the contract, and of none.
  await newRpc(copy, { name: 'ameide.threads.v1.ChatCommandService.PinChat', event: 'ChatPinned' });
  await newRpc(copy, { name: 'ChatQueryService.GetChatStatus' });
  await newRpc(copy, { name: 'InferenceService.RateRun', event: 'RunRated', aggregate: 'run' });
  await newRpc(copy, { name: 'GraphPatchService.StarPatch', event: 'PatchStarred', aggregate: 'patch' });
  await newRpc(copy, { name: 'ProjectionService.GetLag' });
  const rename = 'PurchaseOrderCommandService.RenamePurchaseOrder';
  succeeds('scripts/house/new.ts', 'rpc', rename, '--event', 'PurchaseOrderRenamed');

  const old = ['services/threads', 'services/gateway', 'services/graphpatch', 'services/projection'];
  const services = ['services/purchase-orders', ...old];
  succeeds(BIOME, 'check', '--vcs-enabled=false', '--write', ...old);
  succeeds(BIOME, 'ci', '--vcs-enabled=false', '--error-on-warnings', ...services);
  succeeds(join(root, 'node_modules/typescript/bin/tsc'), '-b', ...services);
  assert.doesNotMatch(node('scripts/house/check.ts').stdout, new RegExp(services.join('|')));
  const exclude = (path: string) => path.includes('node_modules');
  const orders = globSync('services/purchase-orders/**/*.test.ts', { cwd: copy, exclude });
  assert.equal(orders.length, 5);
  const files = 'services/*/**/{pin-chat,get-chat-status,rate-run,star-patch,get-lag}*.test.ts';
  const others = globSync(files, { cwd: copy, exclude });
  assert.equal(others.length, 8);
  succeeds('--test', '--test-concurrency=2', ...orders, ...others);

  const codec = join(copy, 'services/purchase-orders/src/wire/events.ts');
  const written = readFileSync(codec, 'utf8');
  const forgetful = written.replace('Schema, { purchaseOrderId, title, ', 'Schema, { purchaseOrderId, ');
  assert.notEqual(forgetful, written);
  writeFileSync(codec, forgetful);
  const compiled = node(join(root, 'node_modules/typescript/bin/tsc'), '-b', 'services/purchase-orders');
  assert.match(compiled.stdout, /events\.ts.*TS2345/, 'an event does not get into the log without one of its fields');
});

test('operators compile, obey the house and pass their tests as they are scaffolded', () => {
  succeeds('scripts/house/new.ts', 'operator', 'BigGadget');
  cpSync(join(copy, 'operators/uisurface/node_modules'), join(copy, 'operators/biggadget/node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  succeeds(
    BIOME,
    'ci',
    '--vcs-enabled=false',
    '--error-on-warnings',
    'operators/biggadget',
    'scripts/crds',
    'package.json',
  );
  succeeds(join(root, 'node_modules/typescript/bin/tsc'), '-b', 'operators/biggadget');
  assert.doesNotMatch(node('scripts/house/check.ts').stdout, /biggadget/);
  succeeds('--test', ...globSync('operators/biggadget/src/*.test.ts', { cwd: copy }));
});

test('nothing is overwritten', () => {
  const again = node('scripts/house/new.ts', 'service', 'threads', '--aggregate', 'chat');
  assert.equal(again.status, 1);
  assert.match(again.stderr, /Nothing was written: .*services\/threads\/README\.md/);
});

test('what cannot be is said', () => {
  const refused = (...args: readonly string[]) => node('scripts/house/new.ts', ...args).stderr;
  assert.match(refused('service', 'Orders'), /kebab-case/);
  assert.match(refused('rpc', 'GetOrder'), /<Service>\.<Rpc>/);
  assert.match(refused('rpc', 'NobodyService.GetNothing'), /No contract proto\/ameide\/\*\/v1\/nobody_service\.proto/);
});

function node(...args: readonly string[]) {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const env = { ...process.env, PATH, TEST_DATABASE_URL: database.adminUrl, NODE_TEST_CONTEXT: undefined };
  return spawnSync(process.execPath, args, { cwd: copy, env, encoding: 'utf8' });
}

function succeeds(...args: readonly string[]): void {
  const { status, stdout, stderr } = node(...args);
  assert.equal(status, 0, `${args.join(' ')}\n${stdout}${stderr}`);
}

function copyOfTheWorkspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ameide-scaffold-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter((path) => path !== '')) {
    cpSync(join(root, file), join(folder, file), { recursive: true, verbatimSymlinks: true });
  }
  for (const modules of globSync('{packages,services,operators,test}/*/node_modules', { cwd: root })) {
    cpSync(join(root, modules), join(folder, modules), { recursive: true, verbatimSymlinks: true });
  }
  // Packages of others are those of this checkout, our own those of the copy.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@ameide') continue;
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const ours = 'node_modules/@ameide';
  cpSync(join(root, ours), join(folder, ours), { recursive: true, verbatimSymlinks: true });
  return folder;
}
