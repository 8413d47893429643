import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { logIn, signIn } from '@ameide/demo-login';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { AmeideClient } from '@ameide/sdk';
import { freePort, until } from '@ameide/test-kit';
import { type BuildResult, build, type Metafile } from 'esbuild';
import { chromium } from 'playwright-core';
import { tell } from '../../scripts/release/smoke/story.ts';
import { type Consumer, createConsumer } from './sdk/consumer.ts';
import { startOwnProvider } from './sdk/own-provider.ts';

const { NODE_RELEASES, CHROMIUM_PATH } = process.env;
const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
const sample = join(import.meta.dirname, '../../services/platform/samples/order-to-cash.bpmn');
const alice = { username: 'alice', password: 'alice' };

suite('the packed SDK in an empty project', { timeout: 600_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let consumer: Consumer;
  let token: string;
  const run = (file: string, accessToken = token, url = platform.url, node = process.execPath) =>
    consumer.run(node, file, { AMEIDE_URL: url, AMEIDE_TOKEN: accessToken });

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-sdk-'));
    consumer = await createConsumer();
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    token = (await signIn({ issuer: platform.issuer, ...alice })).accessToken;
  });
  after(async () => {
    await platform?.end('SIGINT');
    await consumer?.remove();
    await rm(data, { recursive: true, force: true });
  });

  const nodes: [name: string, program: string | undefined][] = [
    ['20', NODE_RELEASES && join(NODE_RELEASES, '20/bin/node')],
    ['22', NODE_RELEASES && join(NODE_RELEASES, '22/bin/node')],
    ['24', process.execPath],
  ];
  for (const [version, program] of nodes) {
    const skip = program === undefined && 'this machine has no older releases of Node (NODE_RELEASES)';
    test(`the samples of the README run on Node ${version}`, { skip }, async () => {
      assert.match(await run('quick-start.js', token, platform.url, program), /task "Check stock"/);
      assert.match(await run('one-service.js', token, platform.url, program), /Order to cash/);
    });
  }

  test('a smoke of a lane leaves nothing behind, also when it fails', async () => {
    const client = new AmeideClient({ baseUrl: platform.url, token });
    const document = await readFile(sample, 'utf8');
    const titles = async () => {
      const [{ artifacts }, { chats }] = await Promise.all([
        client.artifactQueries.listArtifacts({}),
        client.chatQueries.listChats({}),
      ]);
      return [artifacts, chats].map((all) => all.map(({ title }) => title));
    };
    const before = await titles();
    assert.match(await tell(client, document, AbortSignal.timeout(60_000)), /one delta/);
    await until(async () => JSON.stringify(await titles()) === JSON.stringify(before));
    await assert.rejects(tell(client, document, AbortSignal.abort(new Error('enough'))));
    await until(async () => JSON.stringify(await titles()) === JSON.stringify(before));
  });

  test('its types hold for a program that is checked strictly', async () => {
    await writeFile(
      join(consumer.folder, 'typed.ts'),
      `import { AmeideClient, AmeideError, createConnection, createRuns } from '@ameide/sdk';
       import { type Frame, RunState } from '@ameide/sdk/contracts/inference/v1/run';
       const client = new AmeideClient({ baseUrl: 'http://localhost', token: async (expired) => expired ?? '' });
       export const last: Promise<string> = client.chatQueries.getChat({ threadId: '' }).then(({ chat }) => chat?.title ?? '');
       export const frames: AsyncGenerator<Frame, void> = createRuns(createConnection({ baseUrl: '', token: '' })).resume('');
       export const isOver = (frame: Frame) => frame.payload.case === 'status' && frame.payload.value.state === RunState.COMPLETED;
       export const reason = (error: unknown) => (error instanceof AmeideError ? error.reason : undefined);
       // @ts-expect-error there is no such service
       client.nothing;`,
    );
    for (const module of ['nodenext', 'preserve']) {
      const options = [
        '--strict',
        '--noEmit',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
        '--types',
        '',
        '--module',
        module,
      ];
      execFileSync(tsc, [...options, 'typed.ts'], { cwd: consumer.folder, stdio: 'pipe' });
    }
  });

  test('a bundle runs in a browser', {
    skip: !CHROMIUM_PATH && 'this machine has no Chromium (CHROMIUM_PATH)',
  }, async () => {
    const { outputFiles } = await bundle(
      consumer,
      `import { AmeideClient } from '@ameide/sdk';
       globalThis.ask = async (token) => {
         const client = new AmeideClient({ baseUrl: location.origin, token });
         await client.artifactCommands.createArtifact({ title: 'From a browser', kind: 'bpmn::collaboration', idempotencyKey: 'browser' });
         const { artifacts } = await client.artifactQueries.listArtifacts({});
         return artifacts.map(({ title }) => title);
       };`,
    );
    const browser = await chromium.launch({ executablePath: CHROMIUM_PATH!, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage({ bypassCSP: true });
      await page.goto(platform.url);
      await page.addScriptTag({ content: outputFiles![0]!.text });
      const titles = await page.evaluate((given) => (globalThis as unknown as Asking).ask(given), token);
      assert.ok(titles.includes('From a browser'));
    } finally {
      await browser.close();
    }
  });

  test('a bundle with one service carries nothing of the others', async (t) => {
    const everything = await bundle(
      consumer,
      `import { AmeideClient } from '@ameide/sdk'; globalThis.it = AmeideClient;`,
    );
    const artifacts = await bundle(
      consumer,
      `import { createArtifacts, createConnection } from '@ameide/sdk';
       globalThis.it = createArtifacts(createConnection({ baseUrl: '', token: '' }));`,
    );
    const own = ownFiles(artifacts.metafile!);
    assert.ok(own.some((path) => path.endsWith('contracts/artifacts/v1/artifact_query_service_pb.js')));
    const foreign =
      /contracts\/(agents|graph|inference|projection)\/|contracts\/threads\/.*service|\/(client|models|runs|chats|projections|agents)\.js$/;
    assert.deepEqual(
      own.filter((path) => foreign.test(path)),
      [],
    );
    const services = ownFiles(everything.metafile!).filter((path) => path.endsWith('_service_pb.js'));
    assert.equal(services.length, 17);
    assert.deepEqual(
      Object.keys(everything.metafile!.inputs).filter((path) => path.includes('protovalidate')),
      [],
    );
    assert.ok(ownBytes(artifacts.metafile!) < ownBytes(everything.metafile!) / 2);
    const [one, all] = [artifacts, everything].map(({ outputFiles }) => outputFiles![0]!.contents.length);
    t.diagnostic(`${one} bytes with the artifacts only, ${all} with everything`);
    const nothing = await bundle(consumer, `import '@ameide/sdk';`);
    assert.equal(ownBytes(nothing.metafile!), 0);
  });

  test('a person signs in with a browser and any OpenID client; an expired token is renewed', async () => {
    const sample = await import(pathToFileURL(join(consumer.folder, 'sign-in.js')).href);
    const redirectUri = `${platform.url}/callback`;
    const openBrowser = (address: string) => logIn(address, redirectUri, alice);
    const get = await sample.signIn({ issuer: platform.issuer, redirectUri, openBrowser });
    const first = await get();
    assert.match(await run('one-service.js', first), /Order to cash/);
    const renewed = await Promise.all([get(first), get(first)]);
    assert.notEqual(renewed[0], first);
    assert.equal(renewed[1], renewed[0]);
    assert.match(await run('one-service.js', renewed[0]), /Order to cash/);
  });

  test('a machine signs in with client credentials at a provider of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ameide-own-issuer-'));
    const provider = await startOwnProvider();
    const { issuer, clientId, clientSecret } = provider;
    const args = ['--data', folder, '--no-samples'];
    const own = await startPlatformProcess(await freePort(), args, { OIDC_ISSUER: issuer });
    try {
      const sample = await import(pathToFileURL(join(consumer.folder, 'machine.js')).href);
      const get = await sample.signInMachine({ issuer, clientId, clientSecret });
      const first = await get();
      assert.equal(await get(), first);
      assert.equal(await run('one-service.js', first, own.url), '');
      assert.notEqual(await get(first), first);
    } finally {
      await own.end('SIGINT');
      provider.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

interface Asking {
  ask(token: string): Promise<string[]>;
}

/** What a page would load that has this code. */
function bundle({ folder }: Consumer, contents: string): Promise<BuildResult> {
  return build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    outdir: folder,
    logLevel: 'silent',
  });
}

/** The files of the SDK of which something is in the bundle. */
function ownFiles(metafile: Metafile): string[] {
  return Object.entries(inputsOf(metafile)).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

function ownBytes(metafile: Metafile): number {
  return Object.values(inputsOf(metafile)).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
}

function inputsOf({ outputs }: Metafile): Metafile['outputs'][string]['inputs'] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return Object.fromEntries(inputs.filter(([path]) => path.includes('node_modules/@ameide/sdk/')));
}
