import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { MessageOrder } from '@ameide/contracts/threads/v1/chat_query_service';
import { Code } from '@connectrpc/connect';
import { alice, bob, carol, type Harness, type Person, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let h: Harness;
let now = Date.UTC(2026, 0, 1);
before(async () => {
  h = await startHarness({ now: () => now++ });
});
after(() => h.stop());

async function chatOf(person: Person, visibility: ChatVisibility, title: string): Promise<string> {
  const request = { title, visibility, idempotencyKey: randomUUID() };
  return (await h.chats.createChat(request, await h.as(person))).chat!.id;
}

async function say(person: Person, threadId: string, words: string): Promise<void> {
  await h.chats.sendMessage({ threadId, message: text(words), idempotencyKey: randomUUID() }, await h.as(person));
}

test('the owner renames, shares and takes back; others of the tenant may not, and strangers see no chat', async () => {
  const me = await h.as(alice);
  const threadId = await chatOf(alice, ChatVisibility.TEAM, 'Before');
  const { chat } = await h.chats.updateChatTitle({ threadId, title: 'After' }, me);
  assert.equal(chat?.title, 'After');
  assert.equal((await h.chatQueries.getChat({ threadId }, await h.as(bob))).chat?.title, 'After');

  const asBob = await h.as(bob);
  await refused(h.chats.updateChatTitle({ threadId, title: 'Mine' }, asBob), Code.PermissionDenied, 'not_owner');
  const { PRIVATE, TEAM } = ChatVisibility;
  await refused(h.chats.updateVisibility({ threadId, visibility: PRIVATE }, asBob), Code.PermissionDenied, 'not_owner');
  await refused(h.chats.deleteChat({ threadId }, asBob), Code.PermissionDenied, 'not_owner');
  await refused(h.chats.deleteChat({ threadId }, await h.as(carol)), Code.NotFound, 'thread_not_found');

  assert.equal((await h.chats.updateVisibility({ threadId, visibility: PRIVATE }, me)).chat?.visibility, PRIVATE);
  await refused(h.chatQueries.getChat({ threadId }, asBob), Code.NotFound, 'thread_not_found');
  await h.chats.updateVisibility({ threadId, visibility: TEAM }, me);
  assert.ok((await h.chatQueries.getChat({ threadId }, asBob)).chat);
  await refused(h.chats.updateChatTitle({ threadId, title: ' \t ' }, me), Code.InvalidArgument, 'invalid_request');
});

test('only the owner relates a chat of the team and takes that back; others do by what they say and create in it', async () => {
  const [me, asBob] = [await h.as(alice), await h.as({ ...bob, roles: ['graph.contributor'] })];
  const threadId = await chatOf(alice, ChatVisibility.TEAM, 'Of the team');
  const [mine, other] = [await h.newArtifact(), await h.newArtifact()];
  await h.chats.associateArtifact({ threadId, artifactId: mine }, me);
  const related = async () =>
    (await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts.map(({ artifactId }) => artifactId).sort();

  const denied = [Code.PermissionDenied, 'not_owner'] as const;
  await refused(h.chats.associateArtifact({ threadId, artifactId: other }, asBob), ...denied);
  await refused(h.chats.dissociateArtifact({ threadId, artifactId: mine }, asBob), ...denied);
  assert.deepEqual(await related(), [mine]);

  const key = () => ({ idempotencyKey: randomUUID() });
  await h.chats.sendMessage({ threadId, artifactId: other, message: text('About this'), ...key() }, asBob);
  const inChat = { title: 'New', kind: 'bpmn::collaboration', primaryThreadId: threadId, ...key() };
  const { artifact } = await h.artifacts.createArtifact(inChat, asBob);
  assert.deepEqual(await related(), [mine, other, artifact!.id].sort());
  await h.chats.dissociateArtifact({ threadId, artifactId: mine }, me);
  assert.deepEqual(await related(), [other, artifact!.id].sort());
});

test('a deleted chat is gone for everybody, is in its owner’s list of deleted ones, and comes back', async () => {
  const me = await h.as(alice);
  const threadId = await chatOf(alice, ChatVisibility.TEAM, 'Deleted some day');
  const artifactId = await h.newArtifact();
  await h.chats.associateArtifact({ threadId, artifactId }, me);
  const { chat } = await h.chats.deleteChat({ threadId }, me);
  assert.ok(chat?.deletedAt);
  assert.deepEqual((await h.chats.deleteChat({ threadId }, me)).chat?.deletedAt, chat.deletedAt);

  const gone = [
    () => h.chatQueries.getChat({ threadId }, me),
    () => h.chatQueries.getMessages({ threadId }, me),
    () => h.chats.sendMessage({ threadId, message: text('Hello?'), idempotencyKey: randomUUID() }, me),
    () => h.chats.updateChatTitle({ threadId, title: 'x' }, me),
    async () => h.chats.undeleteChat({ threadId }, await h.as(bob)),
  ];
  for (const call of gone) await refused(call(), Code.NotFound, 'thread_not_found');
  const listed = async (person: Person, deleted: boolean) =>
    (await h.chatQueries.listChats({ pageSize: 100, filter: { deleted } }, await h.as(person))).chats
      .map(({ id }) => id)
      .includes(threadId);
  assert.deepEqual(
    [await listed(alice, false), await listed(alice, true), await listed(bob, false), await listed(bob, true)],
    [false, true, false, false],
  );
  assert.deepEqual((await h.artifactQueries.getArtifactChats({ artifactId }, me)).chats, []);

  assert.equal((await h.chats.undeleteChat({ threadId }, me)).chat?.deletedAt, undefined);
  assert.equal((await h.chats.undeleteChat({ threadId }, me)).chat?.id, threadId);
  assert.deepEqual([await listed(alice, false), await listed(bob, false)], [true, true]);
});

test('what was deleted 31 days ago does not come back', async () => {
  const [me, threadId, artifactId] = [await h.as(alice), await h.newChat(), await h.newArtifact()];
  const editor = await h.as({ ...alice, roles: ['graph.editor'] });
  await h.chats.deleteChat({ threadId }, me);
  await h.artifacts.deleteArtifact({ artifactId }, editor);
  now += 31 * DAY_MS;
  await refused(h.chats.undeleteChat({ threadId }, me), Code.NotFound, 'thread_not_found');
  await refused(h.artifacts.undeleteArtifact({ artifactId }, editor), Code.NotFound, 'artifact_not_found');
  const { chats } = await h.chatQueries.listChats({ filter: { deleted: true } }, me);
  assert.ok(!chats.some(({ id }) => id === threadId));
});

test('a relation goes, and may come again', async () => {
  const [me, threadId, artifactId] = [await h.as(alice), await h.newChat(), await h.newArtifact()];
  await h.chats.associateArtifact({ threadId, artifactId }, me);
  await h.chats.dissociateArtifact({ threadId, artifactId }, me);
  await h.chats.dissociateArtifact({ threadId, artifactId }, me);
  assert.deepEqual((await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts, []);
  await h.chats.associateArtifact({ threadId, artifactId }, me);
  assert.equal((await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts.length, 1);
});

test('messages from the end, the same by pages of any size', async () => {
  const [me, threadId] = [await h.as(alice), await h.newChat()];
  for (let n = 1; n <= 7; n++) await say(alice, threadId, `Message ${n}`);
  const order = MessageOrder.NEWEST_FIRST;
  const seen: number[] = [];
  for (let pageToken = ''; ; ) {
    const page = await h.chatQueries.getMessages({ threadId, order, pageSize: 3, pageToken }, me);
    seen.push(...page.messages.map(({ sequence }) => sequence));
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  const { nextPageToken } = await h.chatQueries.getMessages({ threadId, order, pageSize: 3 }, me);
  const other = h.chatQueries.getMessages({ threadId, pageSize: 3, pageToken: nextPageToken }, me);
  await refused(other, Code.InvalidArgument, 'page_token_invalid');
});

test('search finds words of titles and messages that the caller may read, and says where', async () => {
  const [own, shared] = [
    await chatOf(alice, ChatVisibility.PRIVATE, 'Überweisung'),
    await chatOf(bob, ChatVisibility.TEAM, 'Plain'),
  ];
  const hidden = await chatOf(bob, ChatVisibility.PRIVATE, 'Secret zebra');
  const foreign = await chatOf(carol, ChatVisibility.TEAM, 'Foreign zebra');
  await say(bob, shared, 'A Zebra crosses the street');
  await say(bob, shared, 'And the zebra comes back, <b>quickly</b>');
  await say(alice, own, 'nothing of interest');

  const found = async (person: Person, query: string) => {
    const { hits } = await h.chatQueries.searchChats({ query }, await h.as(person));
    return hits.map(({ chat, message }) => [chat?.id, message?.sequence]);
  };
  assert.deepEqual(await found(alice, 'ZEBRA'), [[shared, 2]]);
  assert.deepEqual(await found(alice, 'zebra street'), [[shared, 1]]);
  assert.deepEqual(await found(alice, 'zeb'), [[shared, 2]]);
  assert.deepEqual(await found(alice, 'über'), [[own, undefined]]);
  assert.deepEqual(await found(alice, 'zebra lion'), []);
  assert.deepEqual(await found(bob, 'zebra'), [
    [shared, 2],
    [hidden, undefined],
  ]);
  assert.deepEqual(await found(carol, 'zebra'), [[foreign, undefined]]);
  assert.deepEqual(await found(alice, "it's | & ! ( :* '"), []);
  await refused(
    h.chatQueries.searchChats({ query: ' &|' }, await h.as(alice)),
    Code.InvalidArgument,
    'invalid_request',
  );

  const { hits } = await h.chatQueries.searchChats({ query: 'quickly' }, await h.as(alice));
  assert.match(hits[0]!.message!.excerpt, /\uE000quickly\uE001/);
  const owned = async (person: Person) =>
    (await h.chatQueries.searchChats({ query: 'zebra', filter: { own: true } }, await h.as(person))).hits.length;
  assert.deepEqual([await owned(alice), await owned(bob)], [0, 2]);
});

test('a message of the largest size is stored, and found by its beginning', async () => {
  const threadId = await chatOf(alice, ChatVisibility.PRIVATE, 'Large');
  const words = Array.from({ length: 10_000 }, (_, n) => `w${n}`).join(' ');
  const parts = Array.from({ length: 32 }, (_, n) => ({
    kind: { case: 'text', value: { text: `part${n} ${words}`.slice(0, 65_536) } } as const,
  }));
  await h.chats.sendMessage({ threadId, message: { parts }, idempotencyKey: randomUUID() }, await h.as(alice));
  const { hits } = await h.chatQueries.searchChats({ query: 'part0 w9' }, await h.as(alice));
  assert.deepEqual(
    hits.map(({ chat }) => chat?.id),
    [threadId],
  );
});

test('an artifact is renamed, deleted and restored; its chats stay', async () => {
  const [me, editor] = [await h.as(alice), await h.as({ ...alice, roles: ['graph.editor'] })];
  const artifactId = await h.newArtifact();
  const message = { artifactId, message: text('Hello'), idempotencyKey: randomUUID() };
  const { threadId } = await h.chats.ensureChatForArtifactAndSendMessage(message, me);

  assert.equal((await h.artifacts.renameArtifact({ artifactId, title: 'Renamed' }, me)).artifact?.title, 'Renamed');
  await refused(
    h.artifacts.renameArtifact({ artifactId, title: 'x' }, await h.as(bob)),
    Code.PermissionDenied,
    'role_required',
  );
  await refused(h.artifacts.deleteArtifact({ artifactId }, me), Code.PermissionDenied, 'role_required');
  const strange = await h.as({ ...carol, roles: ['graph.editor'] });
  await refused(h.artifacts.deleteArtifact({ artifactId }, strange), Code.NotFound, 'artifact_not_found');

  assert.ok((await h.artifacts.deleteArtifact({ artifactId }, editor)).artifact?.deletedAt);
  await refused(h.artifactQueries.getArtifact({ artifactId }, me), Code.NotFound, 'artifact_not_found');
  await refused(h.artifacts.renameArtifact({ artifactId, title: 'y' }, me), Code.NotFound, 'artifact_not_found');
  now += 60_000;
  const again = { ...message, idempotencyKey: randomUUID() };
  await refused(h.chats.ensureChatForArtifactAndSendMessage(again, me), Code.NotFound, 'artifact_not_found');
  assert.equal((await h.chatQueries.getChat({ threadId }, me)).chat?.messageCount, 1);
  assert.deepEqual((await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts, []);
  const { artifacts: deleted } = await h.artifactQueries.listArtifacts({ deleted: true }, me);
  assert.ok(deleted.some(({ id }) => id === artifactId));

  await h.artifacts.undeleteArtifact({ artifactId }, editor);
  assert.equal((await h.artifactQueries.getArtifact({ artifactId }, me)).artifact?.title, 'Renamed');
});

test('artifacts by a part of their title, the newest first', async () => {
  const me = await h.as(alice);
  const ids: string[] = [];
  for (const title of ['Zoo entry 50%', 'A zoo exit', 'Aquarium']) {
    const request = { title, kind: 'bpmn::collaboration', idempotencyKey: randomUUID() };
    ids.push((await h.artifacts.createArtifact(request, me)).artifact!.id);
  }
  const list = async (request: object) =>
    (await h.artifactQueries.listArtifacts(request, me)).artifacts.map(({ id }) => ids.indexOf(id));
  assert.deepEqual(await list({ titleContains: 'zoo' }), [1, 0]);
  assert.deepEqual(await list({ titleContains: 'ZOO', order: 2 }), [1, 0]);
  assert.deepEqual(await list({ titleContains: '%' }), [0]);
  assert.deepEqual(await list({ order: 2, pageSize: 3 }), [2, 1, 0]);
  const first = await h.artifactQueries.listArtifacts({ order: 2, pageSize: 1 }, me);
  const second = await h.artifactQueries.listArtifacts({ order: 2, pageSize: 1, pageToken: first.nextPageToken }, me);
  assert.equal(ids.indexOf(second.artifacts[0]!.id), 1);
});
