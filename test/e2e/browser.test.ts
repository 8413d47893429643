import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import { freePort } from '@ameide/test-kit';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createFragileNetwork, type FragileNetwork } from './browser/fragile-network.ts';
import { createTokenForge } from './token-forge.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const patience = { timeout: 30_000 };
/** The network is lost after so many frames of the run. */
const framesBeforeLoss = 4;
/** A connection to a run begins with a heartbeat. */
const fragile = { path: 'InferenceService/Generate', messages: 1 + framesBeforeLoss };

suite('the SDK in a browser', { skip, timeout: 120_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let network: FragileNetwork;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Where the person is; the page never leaves it. */
  let address: string;
  let ref: string;
  const problems: string[] = [];

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-browser-'));
    const script = bundle();
    const port = await freePort();
    platform = await startPlatformProcess(port, ['--data', data]);
    network = await createFragileNetwork(port, fragile);
    const route = `--host-resolver-rules=MAP localhost:${port} 127.0.0.1:${network.port}`;
    browser = await chromium.launch({ executablePath: executablePath!, args: [...args, route] });
    context = await browser.newContext();
    await servePage(context, platform.url, await script);
    page = await openTab(context, problems);
  });
  after(async () => {
    await browser?.close();
    await network?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  test('a person signs in through the form of the provider, at the second try', async () => {
    await page.goto(`${platform.url}/artifacts`);
    await Promise.all([page.waitForURL(/\/oidc\/interaction\//), leave(page)]);
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.getByRole('textbox', { name: 'User' }).fill('alice');
    await page.getByLabel('Password', { exact: true }).fill('bob');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /do not match/);
    assert.match(page.url(), /\/oidc\/interaction\//);
    assert.equal(await page.getByRole('textbox', { name: 'User' }).inputValue(), 'alice');
    await page.getByLabel('Password', { exact: true }).fill('alice');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/callback?*');
    // The page is served by interception, and a redirect is not intercepted.
    await Promise.all([page.waitForURL('**/artifacts'), page.reload()]);
    await page.waitForFunction(() => Boolean(window.page));
    const artifacts = await page.evaluate(async () => {
      const found = await window.page.client.artifactQueries.listArtifacts({});
      return found.artifacts.map(({ id, title }) => ({ id, title }));
    });
    const artifact = artifacts.find(({ title }) => title === 'Order to cash');
    assert.ok(artifact, 'the sample is there');
    ref = `artifacts/${artifact.id}/main`;
    address = `${platform.url}/artifact/${artifact.id}`;
  });

  test('a message from the artifact is answered; the network is lost half way, and no frame with it', async () => {
    await page.goto(address);
    await page.waitForFunction(() => Boolean(window.page));
    const sent = await page.evaluate(async (artifactId) => {
      const { client, generate } = window.page;
      const text = 'Add a task "Check compliance" after "Check the credit limit"';
      const chat = await client.chatArtifact.sendMessageFromArtifact(artifactId, text);
      void generate(chat.threadId);
      return chat;
    }, ref.split('/')[1]!);
    assert.equal(sent.isNewChat, true);
    await page.waitForFunction((limit) => window.page.frames.length === limit, framesBeforeLoss, patience);
    const refused = page.waitForEvent('requestfailed', {
      ...patience,
      predicate: (call) => /Resume$/.test(call.url()),
    });
    await context.setOffline(true);
    network.break();
    await refused;
    assert.equal(await page.evaluate(() => window.page.frames.length), framesBeforeLoss);
    await context.setOffline(false);
    await page.waitForFunction(() => window.page.outcome !== 'following', undefined, patience);

    const { frames, outcome } = await page.evaluate(() => ({
      frames: window.page.frames,
      outcome: window.page.outcome,
    }));
    assert.equal(outcome, 'ended');
    assert.deepEqual(
      frames.map(({ index }) => index),
      frames.map((_frame, position) => position + 1),
    );
    assert.ok(frames.at(-1)!.connection > 1, 'the end came over another connection');
    assert.ok(network.pieces() > 1, 'the frames came one by one, while the run went on');
    assert.match(frames.map(({ text }) => text).join(''), /Check compliance/);
  });

  test('the approved patch arrives as one delta in another tab', async () => {
    const tab = await openTab(context, problems);
    await tab.goto(address);
    await copySession(page, tab);
    await tab.evaluate((watched) => void window.page.watch(watched), ref);
    await tab.waitForFunction(() => window.page.events.length === 1, undefined, patience);
    const version = await page.evaluate(async () => {
      const patchId = window.page.frames.find((frame) => frame.patchId !== '')!.patchId;
      const { commit } = await window.page.client.graphPatches.applyPatch({ patchId });
      return commit!.version;
    });
    await tab.waitForFunction(() => window.page.events.length >= 2, undefined, patience);
    assert.deepEqual(await tab.evaluate(() => window.page.events), [
      { kind: 'snapshot', version: version - 1, added: [] },
      { kind: 'delta', version, added: ['Check compliance'] },
    ]);
    assert.deepEqual([page.url(), tab.url()], [address, address]);
    await tab.close();
  });

  test('an expired token is refreshed within the call', async () => {
    const forge = await createTokenForge(data, platform.issuer);
    const expired = await forge.token({ exp: Math.floor(Date.now() / 1000) - 60 });
    const refreshes: string[] = [];
    page.on('request', (request) => {
      if (request.url() === `${platform.issuer}/token`) refreshes.push(request.postData() ?? '');
    });
    const counts = await page.evaluate(async (token) => {
      sessionStorage.setItem('access_token', token);
      const calls = Array.from({ length: 3 }, () => window.page.client.artifactQueries.listArtifacts({}));
      return (await Promise.all(calls)).map(({ artifacts }) => artifacts.length);
    }, expired);
    assert.equal(refreshes.length, 1);
    assert.match(refreshes[0]!, /grant_type=refresh_token/);
    assert.ok(counts.every((count) => count > 0));
    assert.notEqual(await page.evaluate(() => sessionStorage.getItem('access_token')), expired);
  });

  test('nothing was thrown in a page', () => assert.deepEqual(problems, []));
});

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./browser/page.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0]!.text;
}

/** Serves the page under the platform's own origin, as the workspace will be. */
async function servePage(context: BrowserContext, url: string, script: string): Promise<void> {
  const html = '<!doctype html><title>Artifact</title><script type="module" src="/page.js"></script>';
  const ours = (asked: URL) => asked.origin === url && /^\/(artifacts|artifact\/.+|callback)$/.test(asked.pathname);
  await context.route(ours, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await context.route(`${url}/page.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
}

async function openTab(context: BrowserContext, problems: string[]): Promise<Page> {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(error.message));
  return tab;
}

async function leave(page: Page): Promise<void> {
  await page.waitForFunction(() => Boolean(window.page));
  await page.evaluate(() => void window.page.leaveForSignIn('/artifacts'));
}

/** A second tab of the same person. */
async function copySession(from: Page, to: Page): Promise<void> {
  const entries = await from.evaluate(() => Object.entries({ ...sessionStorage }));
  await to.waitForFunction(() => Boolean(window.page));
  await to.evaluate((all) => {
    for (const [name, value] of all) sessionStorage.setItem(name, value as string);
  }, entries);
}
