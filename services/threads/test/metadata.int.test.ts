import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { Code } from '@connectrpc/connect';
import { rebuildReadTables } from '../src/service.ts';
import { alice, bob, carol, type Harness, startHarness } from './harness.ts';
import { refused } from './refused.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const described = {
  labels: { customer: '4711', region: 'EU' },
  description: 'About returns.',
  tags: ['returns', 'Größe'],
};
const plain = <T extends object>(message: T | undefined) => message && { ...message, $typeName: undefined };

test('a chat is described when it is created and later, and found by it', async () => {
  const me = await h.as(alice);
  const create = (metadata: object) =>
    h.chats.createChat({ title: 'T', metadata, visibility: ChatVisibility.TEAM, idempotencyKey: randomUUID() }, me);
  const threadId = (await create(described)).chat!.id;
  await create({ tags: ['returns'] });
  await create({ labels: { region: 'EU' } });
  const found = async (filter: object, person = alice) => {
    const { chats, totalCount } = await h.chatQueries.listChats({ filter, countTotal: true }, await h.as(person));
    assert.equal(totalCount, chats.length);
    return chats.map(({ id }) => id);
  };
  assert.equal((await found({ tags: ['returns'] })).length, 2);
  assert.deepEqual(await found({ tags: ['returns', 'Größe'] }), [threadId]);
  assert.deepEqual(await found({ labels: { region: 'EU', customer: '4711' } }, bob), [threadId]);
  for (const filter of [{ tags: ["x' or 1=1"] }, { labels: { customer: '47' } }, { tags: ['größe'] }]) {
    assert.deepEqual(await found(filter), []);
  }
  assert.deepEqual(await found({ tags: ['returns'] }, carol), []);

  const changed = { labels: {}, description: 'Closed.', tags: ['done'] };
  for (const _ of [1, 2]) await h.chats.updateChatMetadata({ threadId, metadata: changed }, me);
  const read = async () => plain((await h.chatQueries.getChat({ threadId }, me)).chat?.metadata);
  assert.deepEqual(await read(), { ...changed, $typeName: undefined });
  const versions = "select count(*)::int from threads.events where stream = $1 and type = 'ChatMetadataChanged'";
  assert.deepEqual((await h.admin.query(versions, [`chat:acme/${threadId}`])).rows, [{ count: 1 }]);
  await rebuildReadTables(h.pool, 'acme');
  assert.deepEqual(await read(), { ...changed, $typeName: undefined });
  await refused(
    h.chats.updateChatMetadata({ threadId, metadata: {} }, await h.as(bob)),
    Code.PermissionDenied,
    'not_owner',
  );
});

test('a description that nobody could read is refused', async () => {
  const me = await h.as(alice);
  const wrong: readonly object[] = [
    { labels: { Upper: 'x' } },
    { labels: { 'with space': 'x' } },
    { labels: { fine: 'line\nbreak' } },
    { labels: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`l${n}`, ''])) },
    { tags: [' '] },
    { tags: ['a', 'a'] },
    { tags: ['x'.repeat(51)] },
    { description: 'x'.repeat(2001) },
  ];
  for (const metadata of wrong) {
    await assert.rejects(
      h.chats.createChat({ metadata, idempotencyKey: randomUUID() }, me),
      { code: Code.InvalidArgument },
      JSON.stringify(metadata).slice(0, 80),
    );
  }
});

test('a chat may begin with an artifact, before anything is said', async () => {
  const me = await h.as(alice);
  const artifactId = await h.newArtifact();
  const { chat } = await h.chats.createChat({ artifactId, idempotencyKey: randomUUID() }, me);
  assert.deepEqual([chat?.title, chat?.agentId, chat?.messageCount], ['Discussion about Order to cash', 'bpmn', 0]);
  const { artifacts } = await h.chatQueries.getChatArtifacts({ threadId: chat!.id }, me);
  assert.deepEqual(
    artifacts.map((one) => one.artifactId),
    [artifactId],
  );
  await refused(
    h.chats.createChat({ artifactId, idempotencyKey: randomUUID() }, await h.as(carol)),
    Code.NotFound,
    'artifact_not_found',
  );
});

test('an artifact keeps what its creator said of it', async () => {
  const me = await h.as(alice);
  const request = { title: 'A', kind: 'bpmn::process', metadata: { source: 'import' }, idempotencyKey: randomUUID() };
  const { artifact } = await h.artifacts.createArtifact(request, me);
  await rebuildReadTables(h.pool, 'acme');
  const read = await h.artifactQueries.getArtifact({ artifactId: artifact!.id }, me);
  assert.deepEqual(read.artifact?.metadata, { source: 'import' });
});
