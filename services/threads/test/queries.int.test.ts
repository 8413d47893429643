import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type ArtifactEvent, ArtifactEventType } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { encodePageToken } from '@ameide/service-kit/testing';
import { Code } from '@connectrpc/connect';
import { alice, bob, carol, type Harness, type Person, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

let h: Harness;
let now = Date.UTC(2026, 0, 1);
before(async () => {
  // Every second instant is the same as the one before: places in lists need their tie-breaker.
  let calls = 0;
  h = await startHarness({ now: () => now + Math.floor(calls++ / 2) });
});
after(() => h.stop());

type Page<Item> = Promise<{ readonly items: Item[]; readonly nextPageToken: string }>;

/** Reads a list to its end by pages of `size`. */
async function pages<Item>(size: number, read: (pageSize: number, pageToken: string) => Page<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for (let token = ''; ; ) {
    const { items, nextPageToken } = await read(size, token);
    assert.ok(items.length <= size);
    all.push(...items);
    if (nextPageToken === '') return all;
    token = nextPageToken;
  }
}

async function createArtifacts(person: Person, titles: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) {
    const request = { title, kind: 'bpmn::collaboration', idempotencyKey: randomUUID() };
    ids.push((await h.artifacts.createArtifact(request, await h.as(person))).artifact!.id);
  }
  return ids;
}

async function createChats(person: Person, visibility: ChatVisibility, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const request = { title: `Chat ${index}`, visibility, idempotencyKey: randomUUID() };
    ids.push((await h.chats.createChat(request, await h.as(person))).chat!.id);
  }
  return ids;
}

async function chatIds(person: Person, size: number, artifactId = ''): Promise<string[]> {
  const me = await h.as(person);
  return pages(size, async (pageSize, pageToken) => {
    const { chats, nextPageToken } = await h.chatQueries.listChats({ pageSize, pageToken, artifactId }, me);
    return { items: chats.map(({ id }) => id), nextPageToken };
  });
}

test('chats: own and shared ones, the last updated first, the same by pages of any size', async () => {
  const own = await createChats(alice, ChatVisibility.PRIVATE, 3);
  const shared = await createChats(alice, ChatVisibility.TEAM, 3);
  const bobs = await createChats(bob, ChatVisibility.TEAM, 3);
  const hidden = await createChats(bob, ChatVisibility.PRIVATE, 2);
  const foreign = await createChats(carol, ChatVisibility.TEAM, 2);
  now += 1000;
  await h.chats.sendMessage(
    { threadId: own[0]!, message: text('Up'), idempotencyKey: randomUUID() },
    await h.as(alice),
  );

  const whole = await chatIds(alice, 100);
  assert.equal(whole[0], own[0]);
  assert.deepEqual(new Set(whole), new Set([...own, ...shared, ...bobs]));
  for (const size of [1, 2, 5]) assert.deepEqual(await chatIds(alice, size), whole);
  assert.deepEqual(new Set(await chatIds(bob, 2)), new Set([...shared, ...bobs, ...hidden]));
  assert.deepEqual(new Set(await chatIds(carol, 2)), new Set(foreign));
});

test('chats of an artifact, from both sides', async () => {
  const [first, second] = await createArtifacts(alice, ['First', 'Second']);
  const me = await h.as(alice);
  const related: string[] = [];
  for (const person of [alice, alice, alice, bob]) {
    const request = { artifactId: first!, message: text('Hello'), idempotencyKey: randomUUID() };
    related.unshift((await h.chats.ensureChatForArtifactAndSendMessage(request, await h.as(person))).threadId);
  }
  const mine = related.slice(1);
  assert.deepEqual(new Set(await chatIds(alice, 2, first)), new Set(mine));
  assert.deepEqual(await chatIds(alice, 2, second), []);

  const chatsOfArtifact = (size: number) =>
    pages(size, async (pageSize, pageToken) => {
      const request = { artifactId: first!, pageSize, pageToken };
      const { chats, nextPageToken } = await h.artifactQueries.getArtifactChats(request, me);
      return { items: chats.map(({ threadId }) => threadId), nextPageToken };
    });
  const whole = await chatsOfArtifact(100);
  assert.deepEqual(new Set(whole), new Set(mine));
  assert.deepEqual(await chatsOfArtifact(1), whole);
});

test('artifacts of a chat, the last related first', async () => {
  const me = await h.as(alice);
  const [threadId] = await createChats(alice, ChatVisibility.PRIVATE, 1);
  const ids = await createArtifacts(alice, ['a', 'b', 'c', 'd', 'e']);
  for (const artifactId of ids) {
    now += 10;
    await h.chats.associateArtifact({ threadId: threadId!, artifactId }, me);
  }
  const read = await pages(2, async (pageSize, pageToken) => {
    const request = { threadId: threadId!, pageSize, pageToken };
    const { artifacts, nextPageToken } = await h.chatQueries.getChatArtifacts(request, me);
    return { items: artifacts.map(({ artifactId }) => artifactId), nextPageToken };
  });
  assert.deepEqual(read, ids.toReversed());
});

test('messages, the oldest first', async () => {
  const me = await h.as(alice);
  const [threadId] = await createChats(alice, ChatVisibility.PRIVATE, 1);
  for (let index = 0; index < 5; index++) {
    await h.chats.sendMessage({ threadId: threadId!, message: text(`${index}`), idempotencyKey: randomUUID() }, me);
  }
  const read = await pages(2, async (pageSize, pageToken) => {
    const request = { threadId: threadId!, pageSize, pageToken };
    const { messages, nextPageToken } = await h.chatQueries.getMessages(request, me);
    return { items: messages.map(({ sequence, parts }) => [sequence, parts[0]?.kind.value]), nextPageToken };
  });
  assert.deepEqual(
    read.map(([sequence]) => sequence),
    [1, 2, 3, 4, 5],
  );
});

test("a tenant's artifacts by title, whatever its case, also with titles that are the same", async () => {
  const [mine, theirs] = [
    { sub: 'dora', tenant_id: 'initech', roles: ['graph.contributor'] },
    { sub: 'emil', tenant_id: 'umbrella', roles: ['graph.contributor'] },
  ];
  await createArtifacts(mine!, ['beta', 'Alpha', 'beta', 'Gamma', 'alpha', 'delta']);
  await createArtifacts(theirs!, ['alpha']);
  const me = await h.as(mine!);
  const list = (size: number, kind = '') =>
    pages(size, async (pageSize, pageToken) => {
      const { artifacts, nextPageToken } = await h.artifactQueries.listArtifacts({ pageSize, pageToken, kind }, me);
      return { items: artifacts, nextPageToken };
    });
  const whole = await list(100);
  assert.deepEqual(
    whole.map(({ title }) => title.toLowerCase()),
    ['alpha', 'alpha', 'beta', 'beta', 'delta', 'gamma'],
  );
  for (const size of [1, 2]) assert.deepEqual(await list(size), whole);
  assert.deepEqual(await list(4, 'bpmn::collaboration'), whole);
  assert.deepEqual(await list(4, 'archimate'), []);
  const artifactIds = [whole[2]!.id, randomUUID(), whole[4]!.id];
  const some = await h.artifactQueries.listArtifacts({ artifactIds, countTotal: true }, me);
  assert.deepEqual([some.artifacts, some.totalCount], [[whole[2], whole[4]], 2]);
});

test('a page token that is garbage, or of another list, is refused', async () => {
  const me = await h.as(alice);
  const [artifactId] = await createArtifacts(alice, ['Token']);
  const place = [now, randomUUID()];
  const tokens = [
    'garbage',
    encodePageToken(`chats/${artifactId}`, place),
    encodePageToken('chats/', [...place, 1]),
    encodePageToken('chats/', [1e300, randomUUID()]),
    encodePageToken('chats/', [now, "'; drop table threads.chats"]),
  ];
  for (const pageToken of tokens) {
    await refused(h.chatQueries.listChats({ pageToken }, me), Code.InvalidArgument, 'page_token_invalid');
  }
  const valid = encodePageToken(`chats/${artifactId}`, place);
  assert.deepEqual((await h.chatQueries.listChats({ artifactId: artifactId!, pageToken: valid }, me)).chats, []);
});

test('a list says how long it is, when it is asked, and counts no further than 1001', async () => {
  const dave: Person = { sub: 'dave', tenant_id: 'counting', roles: ['graph.contributor'] };
  const me = await h.as(dave);
  const [artifactId] = await createArtifacts(dave, ['One', 'Two', 'Three']);
  const threadIds = [];
  for (let n = 0; n < 3; n++) {
    const request = { artifactId: artifactId!, message: text('Hello'), idempotencyKey: randomUUID() };
    threadIds.push((await h.chats.ensureChatForArtifactAndSendMessage(request, me)).threadId);
  }
  await createChats(dave, ChatVisibility.TEAM, 2);
  const page = { countTotal: true, pageSize: 1 };
  const kind = 'bpmn::collaboration';
  assert.equal((await h.chatQueries.listChats({ pageSize: 1 }, me)).totalCount, undefined);
  assert.equal((await h.chatQueries.listChats(page, me)).totalCount, 5);
  assert.equal((await h.chatQueries.listChats({ ...page, artifactId: artifactId! }, me)).totalCount, 3);
  assert.equal((await h.artifactQueries.listArtifacts(page, me)).totalCount, 3);
  assert.equal((await h.artifactQueries.listArtifacts({ ...page, kind }, me)).totalCount, 3);
  assert.equal((await h.artifactQueries.listArtifacts({ ...page, kind: 'other' }, me)).totalCount, 0);
  assert.equal((await h.artifactQueries.getArtifactChats({ ...page, artifactId: artifactId! }, me)).totalCount, 3);
  assert.equal((await h.chatQueries.getChatArtifacts({ ...page, threadId: threadIds[0]! }, me)).totalCount, 1);

  await h.admin.query(`insert into threads.chats
    select 'counting', gen_random_uuid(), 'dave', '', 'private', 'chat', 0, now(), now() from generate_series(1, 1500)`);
  assert.equal((await h.chatQueries.listChats(page, me)).totalCount, 1001);
});

test('what has happened to an artifact: its life, and the chats that the reader may read, by pages', async () => {
  const editor = await h.as({ ...alice, roles: ['graph.editor'] });
  const [artifactId = ''] = await createArtifacts(alice, ['Order']);
  await h.artifacts.renameArtifact({ artifactId, title: 'Orders' }, editor);
  const [mine = ''] = await createChats(alice, ChatVisibility.PRIVATE, 1);
  const [shared = ''] = await createChats(alice, ChatVisibility.TEAM, 1);
  for (const threadId of [mine, shared]) await h.chats.associateArtifact({ threadId, artifactId }, editor);
  await h.chats.dissociateArtifact({ threadId: shared, artifactId }, editor);
  await h.artifacts.deleteArtifact({ artifactId }, editor);
  await h.artifacts.undeleteArtifact({ artifactId }, editor);
  const read = async (person: Person, pageSize = 100) => {
    const me = await h.as(person);
    const events: ArtifactEvent[] = [];
    for (;;) {
      const last = events.at(-1);
      const after = last?.happenedAt && { happenedAt: last.happenedAt, id: last.id };
      const page = await h.artifactQueries.listArtifactEvents({ artifactId, pageSize, ...(after && { after }) }, me);
      events.push(...page.events);
      if (page.events.length < pageSize) return events;
    }
  };
  const all = await read(alice);
  const byText = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));
  const told = (events: readonly ArtifactEvent[]) =>
    events.map(({ type, userId, threadId, title }) => [type, userId, threadId, title]).sort(byText);
  const own = [
    [ArtifactEventType.CREATED, 'alice', '', 'Order'],
    [ArtifactEventType.DELETED, 'alice', '', ''],
    [ArtifactEventType.RENAMED, 'alice', '', 'Orders'],
    [ArtifactEventType.RESTORED, 'alice', '', ''],
    [ArtifactEventType.THREAD_LINKED, '', shared, 'Chat 0'],
    [ArtifactEventType.THREAD_UNLINKED, '', shared, 'Chat 0'],
  ];
  assert.deepEqual(told(all), [...own, [ArtifactEventType.THREAD_LINKED, '', mine, 'Chat 0']].sort(byText));
  assert.deepEqual(told(await read(bob)), own.sort(byText));
  for (const size of [1, 2, 3]) assert.deepEqual(await read(alice, size), all);
  const stranger = await h.as(carol);
  const theirs = h.artifactQueries.listArtifactEvents({ artifactId }, stranger);
  await refused(theirs, Code.NotFound, 'artifact_not_found');
});
