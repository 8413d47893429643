import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { AttachmentSchema } from '@ameide/contracts/threads/v1/attachment';
import { ChatMessageSchema, ChatRole, ChatSchema, ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { signIn as signInWithCode } from '@ameide/demo-login';
import { type PlatformProcess, startPlatformProcess } from '@ameide/platform/testing';
import {
  createArtifacts,
  createAttachments,
  createChats,
  createConnection,
  createModels,
  type ExportedChat,
  exportChat,
  importChat,
} from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { fromJson } from '@bufbuild/protobuf';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBarriers, signIn } from './workspace/pages.ts';
import { bring, imageFile, textFile } from './workspace/test-files.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath ? false : 'this machine has no Chromium (CHROMIUM_PATH)';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const screenshots = join(import.meta.dirname, 'dist/screenshots');
const sample = join(import.meta.dirname, '../../services/platform/samples/order-to-cash.bpmn');
const NOTES = '# What the customer said\n\nThe check is missing.\n';
const CHUNK = '**/*AttachmentService/UploadChunk';

suite('files in a chat, in a browser', { skip, timeout: 240_000 }, () => {
  let data: string;
  let platform: PlatformProcess;
  let browser: Browser;
  let page: Page;
  let threadId: string;
  let exportedFile: string;
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ameide-files-'));
    await mkdir(screenshots, { recursive: true });
    platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
    browser = await chromium.launch({ executablePath: executablePath!, args });
    // Colours on their way to others have no contrast to be looked at.
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    await signIn(page, platform.url, 'Alice Adams');
    threadId = await page.evaluate(async () => {
      const answer = await fetch('/api/ameide.threads.v1.ChatCommandService/CreateChat', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ameide-csrf': '1' },
        body: JSON.stringify({ title: 'What the customer said', idempotencyKey: crypto.randomUUID() }),
      });
      return ((await answer.json()) as { chat: { id: string } }).chat.id;
    });
    await page.goto(`${platform.url}/threads/${threadId}`);
    await message().waitFor();
  });
  after(async () => {
    await browser?.close();
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  });

  const clientOf = async (username: string) => {
    const { accessToken } = await signInWithCode({ issuer: platform.issuer, username, password: username });
    return createConnection({ baseUrl: platform.url, token: accessToken });
  };
  const message = () => page.getByRole('textbox', { name: 'Message' });
  const attached = () => page.getByRole('list', { name: 'Attached to your message' });
  const done = (name: string) => attached().locator('li.is-done', { hasText: name });
  const choose = (files: Parameters<Page['setInputFiles']>[1]) =>
    page.locator('.composer input[type=file]').setInputFiles(files);

  test('files come by the button, from the clipboard, and by dropping them onto the chat', async () => {
    await choose([textFile('Notes.md', NOTES)]);
    await bring(message(), 'paste', [await imageFile(page, 'whiteboard.png', '#5046d6')]);
    await bring(page.locator('.chat'), 'drop', [await imageFile(page, 'receipt.png', '#17754a', 1200)]);
    for (const name of ['Notes.md', 'whiteboard.png', 'receipt.png']) await done(name).waitFor();
    await page.locator('.hidden[role=status]', { hasText: '3 files are attached' }).waitFor({ state: 'attached' });
  });

  test('what cannot be attached says so in a sentence, and the others are not held up', async () => {
    await bring(page.locator('.chat'), 'drop', [
      textFile('setup.exe', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')),
      textFile('empty.txt', ''),
      { ...textFile('film.txt', 'x'), times: 26 * 1024 * 1024 },
    ]);
    const problem = (name: string) => attached().locator('li.is-failed', { hasText: name }).getByRole('alert');
    await problem('setup.exe').waitFor();
    assert.match((await problem('setup.exe').textContent()) ?? '', /^Files of this kind cannot be attached/);
    assert.equal(await problem('empty.txt').textContent(), 'This file is empty.');
    assert.match((await problem('film.txt').textContent()) ?? '', /^Larger than 25 MB/);
    await page.screenshot({ path: join(screenshots, 'files-composer-light.png') });
    assert.deepEqual(await findBarriers(page), []);
    for (const name of ['setup.exe', 'empty.txt', 'film.txt']) {
      await attached()
        .getByRole('button', { name: `Remove ${name}` })
        .click();
    }
    await attached().locator('li').nth(3).waitFor({ state: 'detached' });
    assert.equal(await attached().locator('li').count(), 3);
  });

  test('an upload that breaks off goes on where it was, and one that is under way can be cancelled', async () => {
    let chunks = 0;
    let fails = true;
    await page.route(CHUNK, (route) => {
      chunks += 1;
      return fails && chunks > 1 ? route.abort('connectionreset') : route.continue();
    });
    await choose([textFile('long.txt', Buffer.alloc(3 * 1024 * 1024, 'long '))]);
    await attached().locator('li.is-failed', { hasText: 'long.txt' }).waitFor();
    fails = false;
    chunks = 0;
    await attached().getByRole('button', { name: 'Try long.txt again' }).click();
    await done('long.txt').waitFor();
    assert.equal(chunks, 2, 'the first chunk is there already');
    await attached().getByRole('button', { name: 'Remove long.txt' }).click();
    await done('long.txt').waitFor({ state: 'detached' });

    const held = Promise.withResolvers<void>();
    await page.unroute(CHUNK);
    await page.route(CHUNK, async (route) => {
      await held.promise;
      await route.continue().catch(() => undefined);
    });
    await choose([textFile('slow.txt', 'slow')]);
    await attached().locator('li.is-sending', { hasText: 'slow.txt' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Send' }).isDisabled(), 'nothing is sent without its files');
    await attached().getByRole('button', { name: 'Cancel slow.txt' }).click();
    await page.unroute(CHUNK, undefined);
    held.resolve();
    await attached().locator('li').nth(3).waitFor({ state: 'detached' });
    assert.equal(await attached().locator('li').count(), 3);
  });

  test('a reload keeps what is attached; sending takes it along', async () => {
    await message().fill('Look at these');
    await page.reload();
    for (const name of ['Notes.md', 'whiteboard.png', 'receipt.png']) await done(name).waitFor();
    await message().press('Enter');
    const files = page.getByRole('region', { name: 'Files of this message' });
    await files.waitFor();
    await attached().waitFor({ state: 'detached' });
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.thumbnails img')].every(
        ({ complete, naturalWidth }) => complete && naturalWidth > 0,
      ),
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('link', { name: /^Notes\.md/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'Notes.md');
    assert.equal(await readFile(await download.path(), 'utf8'), NOTES);
    await page.getByRole('article', { name: 'Agent' }).waitFor();
  });

  test('images are looked at by keyboard', async () => {
    await page.getByRole('button', { name: 'Show whiteboard.png' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'whiteboard.png' });
    await dialog.getByRole('img', { name: 'whiteboard.png' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'receipt.png' }).getByText('2 of 2').waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      // The page behind the window is not there for anybody meanwhile.
      const behind = /^(?:landmark-one-main|page-has-heading-one):/;
      assert.deepEqual(
        (await findBarriers(page)).filter((barrier) => !behind.test(barrier)),
        [],
      );
      await page.screenshot({ path: join(screenshots, `files-lightbox-${theme}.png`) });
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus goes back when the window is gone.
    await page.locator('button[aria-label="Show whiteboard.png"]:focus').waitFor();
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      assert.deepEqual(await findBarriers(page), []);
      await page.screenshot({ path: join(screenshots, `files-chat-${theme}.png`) });
    }
  });

  test('nobody else opens a file by its address, and it is no page', async () => {
    const address = await page.locator('.thumbnails img').first().getAttribute('src');
    const other = await (await browser.newContext()).newPage();
    await signIn(other, platform.url, 'Bob Brown');
    const status = (by: Page) => by.evaluate(async (url) => (await fetch(url)).status, address!);
    assert.equal(await status(other), 404);
    assert.equal(await status(page), 200);
    await other.context().close();
  });

  test('a chat is described, and found by what it is about', async () => {
    const about = page.getByRole('region', { name: 'About this chat' });
    await about.getByRole('button', { name: 'Describe' }).click();
    const dialog = page.getByRole('dialog', { name: 'About this chat' });
    await dialog.getByRole('textbox', { name: 'Description' }).fill('What is to change after the workshop.');
    await dialog.getByRole('textbox', { name: 'Tags' }).fill('workshop, pilot');
    await dialog.getByRole('textbox', { name: 'Labels' }).fill('Customer: 4711');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('is no label').waitFor();
    await dialog.getByRole('textbox', { name: 'Labels' }).fill('customer: 4711');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await about.getByText('after the workshop').waitFor();
    assert.deepEqual(await findBarriers(page), []);
    await page.screenshot({ path: join(screenshots, 'thread-details-light.png') });

    await about.getByRole('link', { name: 'customer: 4711' }).click();
    const chip = (name: string) => page.getByRole('group', { name: 'Only chats with' }).getByRole('button', { name });
    await page.getByRole('link', { name: /^What the customer said/ }).waitFor();
    assert.equal(await chip('customer: 4711').getAttribute('aria-pressed'), 'true');
    await chip('pilot').click();
    await page.getByRole('link', { name: /^What the customer said/ }).waitFor();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      assert.deepEqual(await findBarriers(page), []);
      await page.screenshot({ path: join(screenshots, `threads-filter-${theme}.png`) });
    }
  });

  test('a chat begins without a model; files that its first message went without do not come up in the next one', async () => {
    const hasFocus = () => page.waitForFunction(() => document.activeElement?.id === 'composer');
    await page.goto(`${platform.url}/threads`);
    await page.getByRole('link', { name: 'New chat' }).click();
    await page.getByRole('heading', { name: 'New chat', level: 1 }).waitFor();
    await hasFocus();
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      assert.deepEqual(await findBarriers(page), []);
      await page.screenshot({ path: join(screenshots, `new-chat-${theme}.png`) });
    }
    await choose([textFile('empty.txt', '')]);
    await page.route(CHUNK, (route) => route.abort('connectionreset'));
    await choose([textFile('later.txt', 'later')]);
    await attached().locator('li.is-failed').nth(1).waitFor();
    await page.unroute(CHUNK);
    await message().fill('What can you do for me?');
    await message().press('Enter');
    await page.waitForURL(/\/threads\/[0-9a-f-]{36}$/);
    await page.getByRole('article', { name: 'You' }).getByText('What can you do for me?').waitFor();
    await page.getByRole('article', { name: 'Agent' }).waitFor();
    await hasFocus();
    await attached().getByRole('button', { name: 'Try later.txt again' }).click();
    await done('later.txt').waitFor();
    assert.equal(await attached().locator('li').count(), 1, 'what was refused is forgotten');

    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type('New chat');
    await page.getByRole('option', { selected: true, name: 'New chat' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/threads\/new$/);
    await page.getByText('What do you want to talk about?').waitFor();
    await hasFocus();
    assert.equal(await message().inputValue(), '');
    assert.equal(await attached().count(), 0);
  });

  test('a chat is exported with its files and models; nobody else gets it', async () => {
    const alice = await clientOf('alice');
    const { importDocument, exportDocument } = createModels(alice);
    const document = await readFile(sample);
    const { artifactId, ref } = await importDocument({ title: 'Orders', kind: 'bpmn::collaboration', document });
    await createChats(alice).chatCommands.associateArtifact({ threadId, artifactId });

    await page.goto(`${platform.url}/threads/${threadId}`);
    await page.getByRole('button', { name: 'What to do with this chat' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export with files and models' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'What the customer said.chat.json');
    exportedFile = await readFile(await file.path(), 'utf8');
    const exported = JSON.parse(exportedFile) as ExportedChat;
    const { messages } = await createChats(alice).chatQueries.getMessages({ threadId });
    assert.equal(exported.format, 'ameide-chat/1');
    assert.deepEqual(fromJson(ChatSchema, exported.chat).metadata?.tags, ['workshop', 'pilot']);
    assert.deepEqual(
      exported.messages.map((one) => fromJson(ChatMessageSchema, one)),
      messages,
    );
    const files = exported.attachments.map(({ attachment, content }) => ({
      ...fromJson(AttachmentSchema, attachment),
      content: Buffer.from(content!, 'base64'),
    }));
    assert.deepEqual(files.map(({ name }) => name).toSorted(), ['Notes.md', 'receipt.png', 'whiteboard.png']);
    assert.equal(files.find(({ name }) => name === 'Notes.md')?.content.toString(), NOTES);
    assert.ok(files.every(({ sizeBytes, content }) => content.length === sizeBytes));
    const [model] = exported.models;
    assert.equal(model?.content?.version, 1);
    const now = await exportDocument(ref);
    assert.deepEqual(Buffer.from(model.content.document, 'base64'), Buffer.from(now.document));

    await assert.rejects(exportChat(alice, threadId, { maxBytes: 1000 }), { reason: 'chat_too_large' });
    for (const other of ['bob', 'dora']) {
      await assert.rejects(exportChat(await clientOf(other), threadId), { reason: 'thread_not_found' });
    }
    await createArtifacts(alice).artifactCommands.deleteArtifact({ artifactId });
    const { models } = await exportChat(alice, threadId);
    assert.ok(models.every(({ content }) => content === undefined));
  });

  test('an exported chat is imported by somebody of another tenant: as theirs, with files and models of its own', async () => {
    const dora = await clientOf('dora');
    const { chatQueries } = createChats(dora);
    const imported = await importChat(dora, new Blob([exportedFile]));
    const { chat } = await chatQueries.getChat({ threadId: imported.threadId });
    const { messages } = await chatQueries.getMessages({ threadId: imported.threadId });
    assert.equal(chat?.title, 'What the customer said');
    assert.equal(chat.visibility, ChatVisibility.PRIVATE);
    assert.deepEqual(chat.metadata?.tags, ['workshop', 'pilot']);
    const said = messages.map(({ parts }) =>
      parts.flatMap(({ kind }) => (kind.case === 'text' ? [kind.value.text] : [])),
    );
    assert.equal(said[0]![0], 'Look at these');
    const originals = (JSON.parse(exportedFile) as ExportedChat).messages.map((one) =>
      fromJson(ChatMessageSchema, one),
    );
    assert.deepEqual(
      messages.map(({ imported: facts }) => [
        facts?.role,
        facts?.authorName,
        facts?.sentAt,
        facts?.steps,
        facts?.usage,
      ]),
      originals.map(({ role, authorId, createdAt, steps, usage }) => [role, authorId, createdAt, steps, usage]),
    );
    assert.ok(messages.every(({ role, authorId }) => role === ChatRole.USER && authorId === chat.ownerId));
    const { readAttachment } = createAttachments(dora);
    const notes = messages[0]!.attachments.find(({ name }) => name === 'Notes.md');
    const pieces: Uint8Array[] = [];
    for await (const piece of readAttachment(notes!.id)) pieces.push(piece);
    assert.equal(Buffer.concat(pieces).toString(), NOTES);
    const [artifactId] = imported.artifactIds;
    const { artifacts } = await chatQueries.getChatArtifacts({ threadId: imported.threadId });
    assert.deepEqual(
      artifacts.map((one) => one.artifactId),
      [artifactId],
    );
    const { document } = await createModels(dora).exportDocument(`artifacts/${artifactId}/main`);
    const original = (JSON.parse(exportedFile) as ExportedChat).models[0]!.content!.document;
    assert.deepEqual(Buffer.from(document), Buffer.from(original, 'base64'));
    const bob = createChats(await clientOf('bob')).chatQueries;
    await assert.rejects(bob.getChat({ threadId: imported.threadId }), { reason: 'thread_not_found' });

    const changed = (change: (file: Changed<ExportedChat>) => void) => {
      const file = JSON.parse(exportedFile) as Changed<ExportedChat>;
      change(file);
      return new Blob([JSON.stringify(file)]);
    };
    const broken = [
      new Blob([exportedFile.slice(0, -10)]),
      new Blob(['null']),
      changed((file) => (file.format = 'ameide-chat/2' as 'ameide-chat/1')),
      changed((file) => (file.messages[0] = { role: 7.5 })),
      changed((file) => (file.attachments[0]!.content = '§')),
    ];
    for (const file of broken) await assert.rejects(importChat(dora, file), { reason: 'chat_file_malformed' });
    const piece = new Uint8Array(16 * 1024 * 1024);
    const tooLarge = new Blob(Array.from({ length: 10 }, () => piece));
    await assert.rejects(importChat(dora, tooLarge), { reason: 'chat_file_too_large' });
    const program = changed((file) => (file.attachments[0]!.content = Buffer.from('MZ\x90\0\x03').toString('base64')));
    await assert.rejects(importChat(dora, program), { reason: 'file_type_refused' });
    assert.equal((await chatQueries.listChats({})).chats.length, 1, 'what was refused leaves nothing');
    assert.equal((await createArtifacts(dora).artifactQueries.listArtifacts({})).artifacts.length, 1);
  });

  test('the page imports a chat, and says why it does not', async () => {
    await page.goto(`${platform.url}/threads`);
    await page.getByRole('button', { name: 'Import a chat' }).waitFor();
    const bringFile = (content: string) =>
      page.locator('input[type=file][accept]').setInputFiles(textFile('a.chat.json', content));
    await bringFile(exportedFile.slice(1));
    await page.getByRole('alert').getByText('“a.chat.json” is no exported chat').waitFor();
    assert.deepEqual(await findBarriers(page), []);
    await bringFile(exportedFile);
    await page.getByRole('heading', { name: 'What the customer said', level: 1 }).waitFor();
    await page.getByText(/^Imported; said by an agent, “/).waitFor();
    assert.notEqual(new URL(page.url()).pathname, `/threads/${threadId}`);
    assert.deepEqual(await findBarriers(page), []);
    await page.screenshot({ path: join(screenshots, 'imported-chat-light.png') });
  });
});

/** The content of a file, to be tampered with. */
type Changed<T> = T extends readonly (infer Item)[]
  ? Changed<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Changed<T[Key]> }
    : T;
