import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code } from '@connectrpc/connect';
import { begin, note, png, read, type TestFile, upload } from './files.ts';
import { alice, bob, carol, type Harness, nobody, type Person, startHarness } from './harness.ts';
import { refused } from './refused.ts';

const MIB = 1024 * 1024;

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const file = (name: string, content: string | Uint8Array): TestFile => ({ name, bytes: Buffer.from(content) });
const zip = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');

test('refuses what attachments are not, whatever the name says, and keeps nothing of it', async () => {
  const wrong: readonly TestFile[] = [
    file('photo.png', Buffer.from('MZ\x90\0\x03\0\0\0program', 'latin1')),
    file('photo.png', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(64)])),
    file('report.pdf', zip),
    file('notes.txt', Buffer.from('text\0with a zero')),
    file('notes.txt', Buffer.from([0xff, 0xfe, 0x41, 0x00])),
    file('movie.txt', Buffer.concat([Buffer.from([0, 0, 0, 0x18]), Buffer.from('ftypmp42\0\0\0\0mp42isom')])),
  ];
  for (const bad of wrong) {
    const { id } = await begin(h, bad, alice);
    const chunk = { uploadId: id, offset: 0, data: Uint8Array.from(bad.bytes) };
    await refused(h.attachments.uploadChunk(chunk, await h.as(alice)), Code.InvalidArgument, 'file_type_refused');
    await refused(h.attachments.getUpload({ uploadId: id }, await h.as(alice)), Code.NotFound, 'upload_not_found');
    for await (const key of h.objects.list(`acme/${id}`)) assert.fail(`${key} was kept`);
  }
});

test('a text that turns into something else after its first chunk is refused', async () => {
  const bytes = Buffer.concat([Buffer.alloc(MIB, 'a'), Buffer.from('\0\0binary')]);
  const { id } = await begin(h, file('notes.txt', bytes), alice);
  const me = await h.as(alice);
  await h.attachments.uploadChunk({ uploadId: id, offset: 0, data: Uint8Array.from(bytes.subarray(0, MIB)) }, me);
  const last = { uploadId: id, offset: MIB, data: Uint8Array.from(bytes.subarray(MIB)) };
  await refused(h.attachments.uploadChunk(last, me), Code.InvalidArgument, 'file_type_refused');
  for await (const key of h.objects.list(`acme/${id}`)) assert.fail(`${key} was kept`);
});

test('takes a file for what it is, and names it so that nobody opens it as something else', async () => {
  const picture = png().bytes;
  const cases: readonly [TestFile, string, string][] = [
    [file('../../../etc/cron.d/evil.html', picture), 'evil.html.png', 'image/png'],
    // Two formats at once: what begins as an image is shown as one, and never as a page or an archive.
    [file('both.zip', Buffer.concat([picture, zip])), 'both.zip.png', 'image/png'],
    [file('page.html', '<script>alert(1)</script>'), 'page.html.txt', 'text/plain'],
    [
      file('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'drawing.svg.txt',
      'text/plain',
    ],
    [file('gif.js', 'GIF89a/*'), 'gif.js.gif', 'image/gif'],
    [file('order.bpmn', '<?xml version="1.0"?><definitions/>'), 'order.bpmn', 'application/xml'],
    [file('%PDF.csv', '%PDF-1.7\n'), '%PDF.csv.pdf', 'application/pdf'],
    [file('Umläute.csv', Buffer.from('Stra\xdfe;\xc4\r\n', 'latin1')), 'Umläute.csv', 'text/csv'],
    [file('a\r\nX-Evil: 1\u202E.md', '# A'), 'a X-Evil 1 .md', 'text/markdown'],
  ];
  for (const [given, name, mimeType] of cases) {
    const attachment = await upload(h, given, alice);
    assert.deepEqual([attachment.name, attachment.mimeType], [name, mimeType]);
  }
});

test('a file has the size that it was announced with, and no chunk is where or as long as it should not be', async () => {
  const me = await h.as(alice);
  const key = () => ({ idempotencyKey: randomUUID() });
  for (const sizeBytes of [0, 25 * MIB + 1, 2 ** 32 - 1]) {
    await assert.rejects(h.attachments.beginUpload({ name: 'a', sizeBytes, ...key() }, me), {
      code: Code.InvalidArgument,
    });
  }
  const bytes = Buffer.alloc(MIB + 10, 'a');
  const { id: uploadId } = await begin(h, file('a.txt', bytes), alice);
  const send = (offset: number, data: Uint8Array) =>
    h.attachments.uploadChunk({ uploadId, offset, data: Uint8Array.from(data) }, me);
  const first = bytes.subarray(0, MIB);
  await refused(send(0, bytes.subarray(0, 10)), Code.InvalidArgument, 'chunk_size_wrong');
  await refused(send(MIB, bytes.subarray(MIB)), Code.FailedPrecondition, 'upload_offset_wrong');
  await assert.rejects(send(0, Buffer.alloc(MIB + 1)), { code: Code.InvalidArgument });
  await assert.rejects(send(0, Buffer.alloc(5 * MIB)), { code: Code.ResourceExhausted });
  await send(0, first);
  for (const offset of [1, MIB - 1, 2 * MIB, 4_294_967_295]) {
    const error = await send(offset, first).catch((thrown: unknown) => thrown);
    assert.deepEqual(
      [errorDetail(error)?.reason, errorDetail(error)?.metadata.received_bytes],
      ['upload_offset_wrong', String(MIB)],
    );
  }
  await refused(send(0, Buffer.alloc(MIB, 'b')), Code.FailedPrecondition, 'upload_offset_wrong');
  await refused(send(MIB, bytes.subarray(0, 11)), Code.InvalidArgument, 'chunk_size_wrong');
  const { upload: done } = await send(MIB, bytes.subarray(MIB));
  await refused(send(MIB, Buffer.alloc(10, 'b')), Code.FailedPrecondition, 'upload_offset_wrong');
  assert.ok((await read(h, done!.attachment!.id, alice)).equals(bytes));
});

test('one of two chunks that are sent for the same place at once is the one', async () => {
  const { id: uploadId } = await begin(h, file('a.txt', Buffer.alloc(100)), alice);
  const me = await h.as(alice);
  const contents = ['a', 'b', 'c', 'd'].map((letter) => Buffer.alloc(100, letter));
  const answers = await Promise.allSettled(
    contents.map((data) => h.attachments.uploadChunk({ uploadId, offset: 0, data: Uint8Array.from(data) }, me)),
  );
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
  const won = contents[answers.findIndex(({ status }) => status === 'fulfilled')]!;
  assert.ok((await read(h, uploadId, alice)).equals(won));
});

test('nobody adds to, looks at, reads or sends what somebody else uploads', async () => {
  const { id: uploadId } = await begin(h, note, alice);
  const data = Uint8Array.from(note.bytes);
  for (const other of [bob, carol]) {
    const as = await h.as(other);
    await refused(h.attachments.uploadChunk({ uploadId, offset: 0, data }, as), Code.NotFound, 'upload_not_found');
    await refused(h.attachments.getUpload({ uploadId }, as), Code.NotFound, 'upload_not_found');
  }
  await assert.rejects(h.attachments.getUpload({ uploadId }, await h.as(nobody)), { code: Code.PermissionDenied });
  // What is not whole is no attachment.
  const attachmentId = uploadId;
  await refused(
    h.attachments.getAttachment({ attachmentId }, await h.as(alice)),
    Code.NotFound,
    'attachment_not_found',
  );
  await refused(send(alice, { attachmentIds: [attachmentId] }), Code.NotFound, 'attachment_not_found');
});

test('an image in a message is one, and a message that cannot have its attachments is not sent', async () => {
  const [text, picture] = [await upload(h, note, alice), await upload(h, png(), alice)];
  const image = (attachmentId: string) => ({ kind: { case: 'image', value: { attachmentId } } as const });
  await refused(send(alice, { parts: [image(text.id)] }), Code.InvalidArgument, 'attachment_no_image');
  await refused(send(alice, { attachmentIds: [text.id, randomUUID()] }), Code.NotFound, 'attachment_not_found');
  await assert.rejects(send(alice, { parts: [] }), { code: Code.InvalidArgument });
  const message = await send(alice, { parts: [image(picture.id)], attachmentIds: [text.id, picture.id] });
  assert.deepEqual(
    message.attachments.map(({ id }) => id),
    [picture.id, text.id],
  );
  const { messages } = await h.chatQueries.getMessages({ threadId: message.threadId }, await h.as(alice));
  assert.deepEqual(messages, [message]);
  const { chat } = await h.chatQueries.getChat({ threadId: message.threadId }, await h.as(alice));
  assert.equal(chat!.title, 'picture.png');
});

test('a repeat of a beginning is the same upload, and another one under its key is refused', async () => {
  const me = await h.as(alice);
  const request = { name: 'a.txt', sizeBytes: 5, idempotencyKey: randomUUID() };
  const [one, other] = await Promise.all([0, 1].map(() => h.attachments.beginUpload(request, me)));
  assert.equal(one!.upload!.id, other!.upload!.id);
  for (const changed of [{ name: 'b.txt' }, { sizeBytes: 6 }]) {
    await refused(
      h.attachments.beginUpload({ ...request, ...changed }, me),
      Code.AlreadyExists,
      'idempotency_key_reused',
    );
  }
  await h.attachments.cancelUpload({ uploadId: one!.upload!.id }, me);
  await refused(h.attachments.beginUpload(request, me), Code.AlreadyExists, 'idempotency_key_reused');
});

test('nobody fills the store with what they do not send', async () => {
  const me = await h.as(bob);
  const beginning = (sizeBytes: number) =>
    h.attachments.beginUpload({ name: 'a', sizeBytes, idempotencyKey: randomUUID() }, me);
  const begun = await Promise.allSettled(Array.from({ length: 12 }, () => beginning(25 * MIB)));
  assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 10);
  await refused(beginning(1), Code.ResourceExhausted, 'too_many_uploads');
  // Whichever ten were first.
  const first = begun.find((one) => one.status === 'fulfilled');
  assert.ok(first);
  await h.attachments.cancelUpload({ uploadId: first.value.upload!.id }, me);
  await beginning(25 * MIB);
});

async function send(person: Person, message: Parameters<Harness['chats']['sendMessage']>[0]['message']) {
  const as = await h.as(person);
  const create = { visibility: ChatVisibility.PRIVATE, idempotencyKey: randomUUID() };
  const threadId = (await h.chats.createChat(create, as)).chat!.id;
  const request = { threadId, message: message!, idempotencyKey: randomUUID() };
  return (await h.chats.sendMessage(request, as)).message!;
}
