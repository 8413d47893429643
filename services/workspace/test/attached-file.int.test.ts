import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import { ServiceError } from '@ameide/service-kit/errors';
import type { Browser } from './browser.ts';
import { createBrowser } from './browser.ts';
import { startWorld, type World } from './world.ts';

const id = (n: number) => `0190b1a0-0000-4000-8000-00000000000${n}`;
const files: Readonly<Record<string, Pick<Attachment, 'name' | 'mimeType' | 'sizeBytes'>>> = {
  [id(1)]: { name: 'picture.png', mimeType: 'image/png', sizeBytes: 6 },
  [id(2)]: { name: 'Übersicht "x" (1).md', mimeType: 'text/markdown', sizeBytes: 6 },
  [id(3)]: { name: 'report.pdf', mimeType: 'application/pdf', sizeBytes: 6 },
  // What no service says of a file; should one, nothing is rendered.
  [id(4)]: { name: 'evil.svg', mimeType: 'image/svg+xml', sizeBytes: 6 },
  [id(5)]: { name: 'short.png', mimeType: 'image/png', sizeBytes: 60 },
};

describe('files of chats', () => {
  let world: World;
  let browser: Browser;
  const asked: string[] = [];
  const attachmentOf = (attachmentId: string) => {
    const file = files[attachmentId];
    if (!file) throw new ServiceError('not_found', 'attachment_not_found', 'There is none.');
    return { id: attachmentId, ...file };
  };
  before(async () => {
    world = await startWorld({
      attachments: {
        getAttachment({ attachmentId }) {
          asked.push('facts');
          return { attachment: attachmentOf(attachmentId) };
        },
        async *readAttachment({ attachmentId }) {
          asked.push('content');
          yield { attachment: attachmentOf(attachmentId) };
          yield { data: Uint8Array.from(Buffer.from('one')) };
          if (attachmentId === id(5)) throw new Error('damaged');
          yield { data: Uint8Array.from(Buffer.from('two')) };
        },
      },
    });
    browser = await world.signedIn();
  });
  after(() => world[Symbol.asyncDispose]());
  const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    browser.send(`${world.url}/files/${path}`, { method, headers });

  it('are images in place, and everything else is saved under its name', async () => {
    const image = await open(id(1));
    assert.equal(await image.text(), 'onetwo');
    const facts = ['content-type', 'content-length', 'content-disposition', 'cache-control', 'x-content-type-options'];
    assert.deepEqual(
      facts.map((name) => image.headers.get(name)),
      [
        'image/png',
        '6',
        `inline; filename="picture.png"; filename*=UTF-8''picture.png`,
        'private, no-cache',
        'nosniff',
      ],
    );
    assert.equal(image.headers.get('content-security-policy'), "default-src 'none'; sandbox; frame-ancestors 'none'");
    assert.equal(image.headers.get('cross-origin-resource-policy'), 'same-origin');

    const dispositions: Readonly<Record<string, [string, string]>> = {
      [`${id(1)}?download`]: ['image/png', `attachment; filename="picture.png"; filename*=UTF-8''picture.png`],
      [id(2)]: [
        'text/plain; charset=utf-8',
        `attachment; filename="_bersicht _x_ (1).md"; filename*=UTF-8''%C3%9Cbersicht%20%22x%22%20%281%29.md`,
      ],
      [id(3)]: ['application/pdf', `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
      [id(4)]: ['image/svg+xml', `attachment; filename="evil.svg"; filename*=UTF-8''evil.svg`],
    };
    for (const [path, [type, disposition]] of Object.entries(dispositions)) {
      const { headers } = await open(path);
      assert.deepEqual([headers.get('content-type'), headers.get('content-disposition')], [type, disposition]);
    }
  });

  it('are asked for each time, and sent once', async () => {
    const { headers } = await open(id(1));
    asked.length = 0;
    const again = await open(id(1), { 'if-none-match': headers.get('etag')! });
    assert.deepEqual([again.status, await again.text(), asked], [304, '', ['facts']]);
    const head = await open(id(1), {}, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-length'), asked], [200, '6', ['facts', 'facts']]);
    const gone = await open(id(9), { 'if-none-match': `"${id(9)}"` });
    assert.equal(gone.status, 404);
  });

  it('are there for nobody else, and not for pages of others', async () => {
    assert.equal((await createBrowser().send(`${world.url}/files/${id(1)}`)).status, 401);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ] as Record<string, string>[]) {
      assert.equal((await open(id(1), headers)).status, 403);
      assert.equal((await open(id(9), headers)).status, 403);
    }
    for (const path of [
      '',
      'x',
      `${id(1)}/`,
      `../files/x`,
      `${id(1)}%2f..`,
      '..%2f..%2fetc%2fpasswd',
      `${id(1)}.html`,
    ]) {
      assert.equal((await open(path)).status, 404, path);
    }
    assert.equal((await open(id(1), { 'x-ameide-csrf': '1', 'sec-fetch-site': 'same-origin' }, 'POST')).status, 405);
  });

  it('that break off are shorter than they said', async () => {
    await assert.rejects(open(id(5)).then((response) => response.text()));
  });
});
