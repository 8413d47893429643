import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { createFolderObjectStore, type ObjectStore, openS3ObjectStore } from '@ameide/object-store';
import { s3SkipReason, startS3Server } from '@ameide/object-store/testing';
import { Code } from '@connectrpc/connect';
import { removeUnusedAttachments, sweepChats } from '../src/service.ts';
import { begin, note, png, read, upload } from './files.ts';
import { alice, bob, carol, type Harness, type Person, startHarness } from './harness.ts';
import { refused } from './refused.ts';

const MIB = 1024 * 1024;
const unseen = (work: () => Promise<unknown>) => refused(work(), Code.NotFound, 'attachment_not_found');

/** A store, and what ends it. */
type OpenStore = () => Promise<{ readonly objects: ObjectStore; readonly stop: () => Promise<void> }>;

const stores: Readonly<Record<string, { readonly open: OpenStore; readonly skip: string | false }>> = {
  'a folder': {
    skip: false,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'ameide-objects-'));
      return { objects: createFolderObjectStore(folder), stop: () => rm(folder, { recursive: true }) };
    },
  },
  S3: {
    skip: s3SkipReason(),
    async open() {
      const server = await startS3Server();
      return { objects: await openS3ObjectStore(server.options), stop: () => server.stop() };
    },
  },
};

for (const [name, { open, skip }] of Object.entries(stores)) {
  describe(`attachments, kept in ${name}`, { skip, timeout: 180_000 }, () => {
    let h: Harness;
    let objects: ObjectStore;
    let stopStore: () => Promise<void>;
    before(async () => {
      ({ objects, stop: stopStore } = await open());
      h = await startHarness({ objects });
    });
    after(async () => {
      await h.stop();
      objects.close();
      await stopStore();
    });

    const newChat = async (visibility: ChatVisibility, person: Person = alice) => {
      const request = { visibility, idempotencyKey: randomUUID() };
      return (await h.chats.createChat(request, await h.as(person))).chat!.id;
    };
    const send = async (threadId: string, attachmentIds: readonly string[], person: Person = alice) => {
      const message = { attachmentIds: [...attachmentIds] };
      const answer = await h.chats.sendMessage({ threadId, message, idempotencyKey: randomUUID() }, await h.as(person));
      return answer.message!;
    };
    const stored = async (tenant: string, id: string) => {
      const keys: string[] = [];
      for await (const key of objects.list(`${tenant}/${id}`)) keys.push(key);
      return keys;
    };
    /** Makes it a day older than it is. */
    const age = (id: string) =>
      h.admin.query(`update threads.attachments set created_at = created_at - interval '26 hours' where id = $1`, [id]);
    const rows = async (id: string) =>
      (await h.admin.query('select from threads.attachments where id = $1', [id])).rowCount;

    it('brings files of several chunks, and gives back what was brought', async () => {
      for (const file of [note, png(), png(2 * MIB), { name: 'two.txt', bytes: Buffer.alloc(2 * MIB, 'ab') }]) {
        const attachment = await upload(h, file, alice);
        assert.deepEqual([attachment.name, attachment.sizeBytes], [file.name, file.bytes.byteLength]);
        assert.equal(attachment.uri, `/files/${attachment.id}`);
        assert.ok((await read(h, attachment.id, alice)).equals(file.bytes), file.name);
        const beginning = await read(h, attachment.id, alice, 20);
        assert.ok(beginning.equals(Buffer.from(file.bytes.subarray(0, 20))));
      }
    });

    it('shows an attachment to its owner, then to those who see the chat, and to nobody of another tenant', async () => {
      const { id } = await upload(h, png(), alice);
      const get = async (person: Person) => h.attachments.getAttachment({ attachmentId: id }, await h.as(person));
      assert.equal((await get(alice)).attachment?.mimeType, 'image/png');
      for (const other of [bob, carol]) {
        await unseen(() => get(other));
        await unseen(() => read(h, id, other));
        await unseen(async () => send(await newChat(ChatVisibility.PRIVATE, other), [id], other));
      }
      const threadId = await newChat(ChatVisibility.PRIVATE);
      await send(threadId, [id]);
      await unseen(() => get(bob));
      await h.chats.updateVisibility({ threadId, visibility: ChatVisibility.TEAM }, await h.as(alice));
      assert.equal((await get(bob)).attachment?.id, id);
      await unseen(() => get(carol));

      await h.chats.deleteChat({ threadId }, await h.as(alice));
      await unseen(() => get(bob));
      await unseen(() => get(alice));
      await h.chats.undeleteChat({ threadId }, await h.as(alice));
      assert.equal((await get(bob)).attachment?.id, id);
    });

    it('goes on where an upload broke off, whoever has the next chunk', async () => {
      const file = png(2 * MIB + 500);
      const me = await h.as(alice);
      const begun = await begin(h, file, alice);
      const chunk = (offset: number) => ({
        uploadId: begun.id,
        offset,
        data: Uint8Array.from(file.bytes.subarray(offset, offset + MIB)),
      });
      await h.attachments.uploadChunk(chunk(0), me);
      // The answer was lost: the same again, also at once.
      const again = await Promise.all([0, 0, MIB, MIB].map((offset) => h.attachments.uploadChunk(chunk(offset), me)));
      assert.ok(again.every(({ upload }) => upload!.receivedBytes >= MIB));
      const { upload: now } = await h.attachments.getUpload({ uploadId: begun.id }, me);
      assert.equal(now!.receivedBytes, 2 * MIB);
      const { upload: done } = await h.attachments.uploadChunk(chunk(2 * MIB), me);
      assert.ok((await read(h, done!.attachment!.id, alice)).equals(file.bytes));
    });

    it('removes what was not sent in a day, and what lies there without a row being told', async () => {
      const [unsent, sent, half] = [await upload(h, png(), alice), await upload(h, png(), alice), png(2 * MIB)];
      const begun = await begin(h, half, alice);
      const first = { uploadId: begun.id, offset: 0, data: Uint8Array.from(half.bytes.subarray(0, MIB)) };
      await h.attachments.uploadChunk(first, await h.as(alice));
      // Stored, and its process ended before it was recorded.
      await objects.put(`acme/${begun.id}/${MIB}-${'0'.repeat(64)}`, half.bytes.subarray(MIB));
      await send(await newChat(ChatVisibility.PRIVATE), [sent.id]);
      await removeUnusedAttachments(h);
      for (const { id } of [unsent, sent, begun]) assert.equal(await rows(id), 1, 'a day is not over');

      for (const { id } of [unsent, sent, begun]) await age(id);
      await assert.rejects(send(await newChat(ChatVisibility.PRIVATE), [unsent.id]), /no such attachment/);
      await Promise.all([removeUnusedAttachments(h), removeUnusedAttachments(h)]);
      for (const { id } of [unsent, begun]) {
        assert.equal(await rows(id), 0);
        assert.deepEqual(await stored('acme', id), []);
      }
      assert.equal(await rows(sent.id), 1);
      assert.equal((await read(h, sent.id, alice)).byteLength, sent.sizeBytes);
    });

    it('removes what was sent in chats that nobody can have back any more', async () => {
      const [gone, kept] = [await upload(h, png(), alice), await upload(h, png(), alice)];
      const [deleted, open] = [await newChat(ChatVisibility.TEAM), await newChat(ChatVisibility.TEAM)];
      await send(deleted, [gone.id, kept.id]);
      await send(open, [kept.id]);
      await h.chats.deleteChat({ threadId: deleted }, await h.as(alice));
      for (const { id } of [gone, kept]) await age(id);
      const deleteAgo = (days: number) =>
        h.admin.query(`update threads.chats set deleted_at = now() - make_interval(days => $2) where id = $1`, [
          deleted,
          days,
        ]);
      await deleteAgo(29);
      await sweepChats(h);
      assert.equal(await rows(gone.id), 1, 'it may be had back');
      await deleteAgo(31);
      await sweepChats(h);
      assert.equal(await rows(gone.id), 0);
      assert.deepEqual(await stored('acme', gone.id), []);
      assert.equal((await read(h, kept.id, bob)).byteLength, kept.sizeBytes);
    });

    it('removes what was cancelled at once, and nothing that was sent or is somebody else’s', async () => {
      const [mine, sent] = [await upload(h, png(), alice), await upload(h, png(), alice)];
      await send(await newChat(ChatVisibility.TEAM), [sent.id]);
      await h.attachments.cancelUpload({ uploadId: mine.id }, await h.as(bob));
      await h.attachments.cancelUpload({ uploadId: mine.id }, await h.as(carol));
      assert.equal((await read(h, mine.id, alice)).byteLength, mine.sizeBytes);
      for (const { id } of [mine, mine, sent]) await h.attachments.cancelUpload({ uploadId: id }, await h.as(alice));
      await unseen(() => read(h, mine.id, alice));
      assert.deepEqual(await stored('acme', mine.id), []);
      assert.equal((await read(h, sent.id, bob)).byteLength, sent.sizeBytes);
    });

    it('gives nothing for whole that was changed in the store', async () => {
      const { id } = await upload(h, png(), alice);
      const [key] = await stored('acme', id);
      await objects.put(key!, Buffer.from('something else'));
      await assert.rejects(read(h, id, alice), { code: Code.Internal });
      await objects.delete(key!);
      await assert.rejects(read(h, id, alice), { code: Code.Internal });
    });
  });
}
