import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import { AttachmentSchema } from '@ameide/contracts/threads/v1/attachment';
import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { ChatMessageSchema } from '@ameide/contracts/threads/v1/chat';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { readAttached } from './attached-content.ts';

const KIB = 1024;
const contents = new Map<string, Uint8Array>();
const asked: string[] = [];
const client = createClient(
  AttachmentService,
  createRouterTransport((router) => {
    router.service(AttachmentService, {
      async *readAttachment({ attachmentId, maxBytes }) {
        asked.push(attachmentId);
        const content = contents.get(attachmentId);
        if (content === undefined) throw new ConnectError('none', Code.NotFound);
        yield {};
        yield { data: Uint8Array.from(content.subarray(0, maxBytes)) };
      },
    });
  }),
);

function attachment(mimeType: string, content: string | Uint8Array): Attachment {
  const bytes = Buffer.from(content);
  const id = randomUUID();
  contents.set(id, bytes);
  return create(AttachmentSchema, { id, name: 'a', mimeType, sizeBytes: bytes.length });
}

const read = (...messages: Attachment[][]) =>
  readAttached(
    client,
    messages.map((attachments) => create(ChatMessageSchema, { attachments })),
    {},
  );
const lengths = (read: Awaited<ReturnType<typeof readAttached>>) =>
  read.map(({ content, truncated }) => [content?.case, content?.value?.length, truncated ?? false]);

test('reads texts whatever their encoding, and cuts no character in two', async () => {
  const umlauts = attachment('text/plain', `${'x'.repeat(32 * KIB - 1)}ä and more`);
  const windows = attachment('text/csv', Buffer.from('Stra\xdfe', 'latin1'));
  const [first, second] = await read([umlauts, windows]);
  assert.deepEqual(lengths([first!]), [['text', 32 * KIB - 1, true]]);
  assert.equal(second!.content?.value, 'Straße');
});

test('reads the newest first, each once, and no more than the budget', async () => {
  const text = () => attachment('text/plain', 'y'.repeat(40 * KIB));
  const [old, newer, newest] = [text(), text(), text()];
  const result = await read([old, newest], [newer], [newest]);
  assert.deepEqual(
    result.map(({ attachmentId }) => attachmentId),
    [newest.id, newer.id, old.id],
  );
  assert.deepEqual(lengths(result), [
    ['text', 32 * KIB, true],
    ['text', 32 * KIB, true],
    ['text', 16 * KIB, true],
  ]);
  const images = Array.from({ length: 6 }, () => attachment('image/png', Buffer.alloc(100)));
  assert.equal((await read(images)).length, 4);
  assert.deepEqual(lengths(await read([attachment('image/png', Buffer.alloc(3.5 * KIB * KIB))])), []);
});

test('knows only the names of what is not there any more, or cannot be read', async () => {
  const gone = attachment('text/plain', 'gone');
  contents.delete(gone.id);
  asked.length = 0;
  assert.deepEqual(await read([gone, attachment('application/pdf', '%PDF')]), []);
  assert.deepEqual(asked, [gone.id]);
});
