import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ArtifactUpdate } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import type { ChatUpdate } from '@ameide/contracts/threads/v1/chat_query_service';
import { Code } from '@connectrpc/connect';
import fc from 'fast-check';
import { alice, bob, carol, type Harness, type Person, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

let h: Harness;
let aheadMs = 0;
before(async () => {
  h = await startHarness({ now: () => Date.now() + aheadMs, heartbeatMs: 100 });
});
after(() => h.stop());

const DAY_MS = 24 * 60 * 60 * 1000;

/** Follows a chat as somebody; leaving the loop closes the stream. */
async function* follow(person: Person, threadId: string, resumeToken = ''): AsyncGenerator<ChatUpdate> {
  const leaving = new AbortController();
  const options = { ...(await h.as(person)), signal: leaving.signal };
  try {
    const stream = h.chatQueries.streamChatUpdates({ threadId, resumeToken }, options);
    for await (const { update } of stream) yield update!;
  } finally {
    leaving.abort();
  }
}

async function* followArtifact(person: Person, artifactId: string, resumeToken = ''): AsyncGenerator<ArtifactUpdate> {
  const leaving = new AbortController();
  const options = { ...(await h.as(person)), signal: leaving.signal };
  try {
    const stream = h.artifactQueries.streamArtifactUpdates({ artifactId, resumeToken }, options);
    for await (const { update } of stream) yield update!;
  } finally {
    leaving.abort();
  }
}

/** What comes next that is no heartbeat. */
async function next<U extends ChatUpdate | ArtifactUpdate>(updates: AsyncGenerator<U>): Promise<U> {
  for (;;) {
    const { value, done } = await updates.next();
    assert.ok(done !== true, 'the stream has ended');
    if (value.update.case !== 'heartbeat') return value;
  }
}

const send = async (person: Person, threadId: string, words: string) =>
  h.chats.sendMessage({ threadId, message: text(words), idempotencyKey: randomUUID() }, await h.as(person));

test('a chat is followed: messages, title, visibility, artifacts, in their order', async () => {
  const threadId = await h.newChat();
  const artifactId = await h.newArtifact();
  const me = await h.as(alice);
  const updates = follow(alice, threadId);
  const first = await updates.next();
  assert.equal(first.value?.update.case, 'heartbeat', 'the client knows at once that it is connected');

  await send(alice, threadId, 'Hello');
  const message = await next(updates);
  assert.ok(message.update.case === 'message');
  assert.equal(message.update.value.sequence, 1);

  await h.chats.updateChatTitle({ threadId, title: 'Renamed' }, me);
  const renamed = await next(updates);
  assert.ok(renamed.update.case === 'metadata');
  assert.equal(renamed.update.value.title, 'Renamed');

  await h.chats.associateArtifact({ threadId, artifactId }, me);
  const added = await next(updates);
  assert.ok(added.update.case === 'artifactAdded');
  assert.equal(added.update.value.title, 'Order to cash');
  await h.chats.dissociateArtifact({ threadId, artifactId }, me);
  const removed = await next(updates);
  assert.deepEqual(removed.update, { case: 'artifactRemovedId', value: artifactId });
  await updates.return(undefined);
});

test('a chat is followed by its readers only: others, those who lose the right, and nobody after it is deleted', async () => {
  const threadId = await h.newChat();
  const me = await h.as(alice);
  for (const stranger of [bob, carol]) {
    await refused(follow(stranger, threadId).next(), Code.NotFound, 'thread_not_found');
  }
  const share = (visibility: ChatVisibility) => h.chats.updateVisibility({ threadId, visibility }, me);
  await share(ChatVisibility.TEAM);
  const seen = follow(bob, threadId);
  await seen.next();
  await send(alice, threadId, 'For all');
  assert.equal((await next(seen)).update.case, 'message');
  await share(ChatVisibility.PRIVATE);
  await send(alice, threadId, 'For me');
  await refused(next(seen), Code.NotFound, 'thread_not_found');

  const own = follow(alice, threadId);
  await own.next();
  await h.chats.deleteChat({ threadId }, me);
  await refused(next(own), Code.NotFound, 'thread_not_found');
});

test('a token holds for a day and for its stream, and a heartbeat renews it', async () => {
  const threadId = await h.newChat();
  const updates = follow(alice, threadId);
  const { value } = await updates.next();
  const token = value!.checkpointToken;
  await updates.return(undefined);
  const other = await h.newChat();
  for (const wrong of [`${token}x`, 'nonsense', token.slice(1)]) {
    await refused(follow(alice, threadId, wrong).next(), Code.InvalidArgument, 'resume_token_invalid');
  }
  await refused(follow(alice, other, token).next(), Code.InvalidArgument, 'resume_token_invalid');
  aheadMs = DAY_MS - 60_000;
  const resumed = follow(alice, threadId, token);
  const renewed = (await resumed.next()).value!.checkpointToken;
  await resumed.return(undefined);
  aheadMs = DAY_MS;
  await refused(follow(alice, threadId, token).next(), Code.FailedPrecondition, 'resume_token_expired');
  await send(alice, threadId, 'Later');
  const late = follow(alice, threadId, renewed);
  assert.equal((await next(late)).update.case, 'message');
  await late.return(undefined);
  aheadMs = 0;
});

test('cut anywhere and resumed, a reader has every message once and in order', async () => {
  const all = 12;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), async (cuts) => {
      const threadId = await h.newChat();
      let updates = follow(alice, threadId);
      let token = (await updates.next()).value!.checkpointToken;
      const sending = (async () => {
        for (let n = 1; n <= all; n += 1) await send(alice, threadId, `${n}`);
      })();
      const seen: number[] = [];
      for (let left = cuts.shift() ?? all; seen.length < all; ) {
        const update = await next(updates);
        token = update.checkpointToken;
        assert.ok(update.update.case === 'message');
        seen.push(update.update.value.sequence);
        left -= 1;
        if (left > 0) continue;
        await updates.return(undefined);
        updates = follow(alice, threadId, token);
        left = cuts.shift() ?? all;
      }
      await sending;
      await updates.return(undefined);
      assert.deepEqual(
        seen,
        Array.from({ length: all }, (_, index) => index + 1),
      );
    }),
    { numRuns: 10 },
  );
});

test('others hear at once that a chat is shared with them, and that it is not any more', async () => {
  const threadId = await h.newChat();
  const leaving = new AbortController();
  const ids = async () => (await h.chatQueries.listChats({ pageSize: 100 }, await h.as(bob))).chats.map(({ id }) => id);
  const options = { ...(await h.as(bob)), signal: leaving.signal };
  const events = h.chatQueries.watchSharedChats({}, options)[Symbol.asyncIterator]();
  const changed = async () => {
    for (;;) {
      const { value, done } = await events.next();
      assert.ok(done !== true, 'the stream has ended');
      if (value.event.case === 'changed') return;
    }
  };
  await changed();
  assert.ok(!(await ids()).includes(threadId));
  const share = async (visibility: ChatVisibility) =>
    h.chats.updateVisibility({ threadId, visibility }, await h.as(alice));
  await share(ChatVisibility.TEAM);
  await changed();
  assert.ok((await ids()).includes(threadId));
  await share(ChatVisibility.PRIVATE);
  await changed();
  assert.ok(!(await ids()).includes(threadId));
  leaving.abort();
});

test('an artifact is followed: its title, the chats about it that the reader may see, and its end', async () => {
  const artifactId = await h.newArtifact();
  const me = await h.as(alice);
  const mine = followArtifact(alice, artifactId);
  const others = followArtifact(bob, artifactId);
  await Promise.all([mine.next(), others.next()]);

  const hidden = await h.newChat();
  await h.chats.associateArtifact({ threadId: hidden, artifactId }, me);
  const related = await next(mine);
  assert.ok(related.update.case === 'threadAdded');
  assert.equal(related.update.value.threadId, hidden);
  await h.artifacts.renameArtifact({ artifactId, title: 'Cash' }, me);
  const told = await next(others);
  assert.ok(told.update.case === 'metadata', 'a private chat of somebody else is not told');
  assert.equal(told.update.value.title, 'Cash');
  await others.return(undefined);
  await mine.return(undefined);

  const resumed = followArtifact(alice, artifactId, related.checkpointToken);
  assert.equal((await next(resumed)).update.case, 'metadata', 'what came while nobody listened');
  await refused(followArtifact(carol, artifactId).next(), Code.NotFound, 'artifact_not_found');
  const editor = await h.as({ ...alice, roles: ['graph.editor'] });
  await h.artifacts.deleteArtifact({ artifactId }, editor);
  await refused(next(resumed), Code.NotFound, 'artifact_not_found');
});
