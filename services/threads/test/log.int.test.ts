import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as contract from '@ameide/contracts/events/v1/threads';
import { ChatRole, ChatVisibility, RelationType } from '@ameide/contracts/threads/v1/chat';
import { createEventStore } from '@ameide/event-store';
import { withTenant } from '@ameide/postgres';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import { type DescMessage, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { rebuildReadTables, sweepChats } from '../src/service.ts';
import { alice, bob, carol, type Harness, startHarness, text } from './harness.ts';

/** What the log may hold: the events of the contract, by their names. */
const SCHEMAS: Readonly<Record<string, DescMessage>> = {
  ArtifactAssociated: contract.ArtifactAssociatedSchema,
  ArtifactCreated: contract.ArtifactCreatedSchema,
  ArtifactDeleted: contract.ArtifactDeletedSchema,
  ArtifactDissociated: contract.ArtifactDissociatedSchema,
  ArtifactRenamed: contract.ArtifactRenamedSchema,
  ArtifactRestored: contract.ArtifactRestoredSchema,
  ChatCreated: contract.ChatCreatedSchema,
  ChatDeleted: contract.ChatDeletedSchema,
  ChatErased: contract.ChatErasedSchema,
  ChatMetadataChanged: contract.ChatMetadataChangedSchema,
  ChatRenamed: contract.ChatRenamedSchema,
  ChatRestored: contract.ChatRestoredSchema,
  ChatVisibilityChanged: contract.ChatVisibilityChangedSchema,
  MessageSent: contract.MessageSentSchema,
};

const DAY_MS = 24 * 60 * 60 * 1000;

let h: Harness;
before(async () => {
  h = await startHarness();
  for (const person of [alice, carol]) await useEverything(person);
  await sweepChats({ ...h, now: () => Date.now() + 31 * DAY_MS });
});
after(() => h.stop());

/** Makes every kind of event, with all fields and with as few as possible. */
async function useEverything(person: typeof alice): Promise<void> {
  const me = await h.as(person);
  const key = () => ({ idempotencyKey: randomUUID() });
  const untitled = (await h.chats.createChat(key(), me)).chat!;
  const shared = (await h.chats.createChat({ title: 'T', visibility: ChatVisibility.TEAM, ...key() }, me)).chat!;
  const { artifact } = await h.artifacts.createArtifact({ title: 'Alone', kind: 'bpmn::collaboration', ...key() }, me);
  await h.artifacts.createArtifact(
    { title: 'In', kind: 'bpmn::collaboration', primaryThreadId: shared.id, ...key() },
    me,
  );
  await h.chats.sendMessage({ threadId: untitled.id, message: text('"Quotes", ünïcode 😀\n'), ...key() }, me);
  const artifactId = artifact!.id;
  await h.chats.ensureChatForArtifactAndSendMessage({ artifactId, message: text('Hello'), ...key() }, me);
  const relationType = RelationType.MODIFIED;
  await h.chats.associateArtifact({ threadId: shared.id, artifactId, relationType }, me);
  const parts = [
    { kind: { case: 'code', value: { content: 'select 1' } } as const },
    { kind: { case: 'patch', value: { patchId: randomUUID(), ref: `artifacts/${artifactId}/main` } } as const },
  ];
  const steps = [{ name: 'GetProjection', ok: true, summary: '5 nodes' }, { name: 'ProposePatch' }];
  const usage = { inputTokens: 12, outputTokens: 3, model: 'offline' };
  const imported = { role: ChatRole.ASSISTANT, authorName: 'bpmn', sentAt: timestampFromMs(1), steps, usage };
  await h.chats.sendMessage({ threadId: shared.id, message: { ...text('From a file'), imported }, ...key() }, me);
  const run = { runId: randomUUID(), agentId: 'bpmn', truncated: true, steps, usage };
  await h.chats.recordAssistantMessage({ threadId: shared.id, ...run, parts, artifactId }, h.onBehalfOf(person));
  await changeEverything(person, shared.id, artifact!.id);
}

async function changeEverything(person: typeof alice, threadId: string, artifactId: string): Promise<void> {
  const me = await h.as({ ...person, roles: ['graph.editor'] });
  await h.chats.associateArtifact({ threadId, artifactId }, me);
  await h.chats.dissociateArtifact({ threadId, artifactId }, me);
  await h.chats.updateVisibility({ threadId, visibility: ChatVisibility.PRIVATE }, me);
  await h.chats.updateChatTitle({ threadId, title: 'Renamed' }, me);
  const metadata = { labels: { customer: '4711' }, description: 'Why', tags: ['order', 'Ü'] };
  await h.chats.updateChatMetadata({ threadId, metadata }, me);
  await h.chats.updateChatMetadata({ threadId, metadata: {} }, me);
  await h.chats.createChat({ metadata, artifactId, idempotencyKey: randomUUID() }, me);
  await h.chats.deleteChat({ threadId }, me);
  await h.chats.undeleteChat({ threadId }, me);
  await h.artifacts.renameArtifact({ artifactId, title: 'Renamed' }, me);
  await h.artifacts.deleteArtifact({ artifactId }, me);
  await h.artifacts.undeleteArtifact({ artifactId }, me);
  await h.artifacts.deleteArtifact({ artifactId }, me);
  const erased = (await h.chats.createChat({ metadata, artifactId: '', idempotencyKey: randomUUID() }, me)).chat!;
  await h.chats.deleteChat({ threadId: erased.id }, me);
}

test('every stored event is exactly its message of the contract', async () => {
  const events = await allEvents();
  assert.deepEqual(new Set(events.map(({ type }) => type)), new Set(Object.keys(SCHEMAS)));
  for (const { type, data, stream, tenant, metadata } of events) {
    const schema = SCHEMAS[type]!;
    const message = fromJson(schema, data as JsonValue, { ignoreUnknownFields: false });
    assert.deepEqual(toJson(schema, message), data);
    const aggregate = /^Artifact(Created|Renamed|Deleted|Restored)$/.test(type) ? 'artifact' : 'chat';
    assert.ok(stream.startsWith(`${aggregate}:${tenant}/`));
    // Nobody asks for an erasure.
    if (type === 'ChatErased') continue;
    assert.equal(metadata.actor, tenant === 'acme' ? 'alice' : 'carol');
    assert.ok(metadata.correlationId);
  }
});

test('the log rebuilds the read tables exactly, and only those of the tenant', async () => {
  const before = await readTables();
  const spoil =
    "update threads.chats set title = 'spoilt'; delete from threads.messages; delete from threads.artifacts";
  await withTenant(h.pool, 'acme', (tx) => tx.query(spoil));
  const spoilt = await readTables();
  assert.notDeepEqual(spoilt, before);

  await rebuildReadTables(h.pool, 'globex');
  assert.deepEqual(await readTables(), spoilt);
  const count = await rebuildReadTables(h.pool, 'acme');
  assert.deepEqual(await readTables(), before);
  const { rows } = await h.admin.query("select count(*)::int from threads.events where tenant_id = 'acme'");
  assert.deepEqual(rows, [{ count }]);
});

test('an event of a type that this release does not know changes no row, and its chat goes on', async () => {
  const me = await h.as(alice);
  const { chat } = await h.chats.createChat({ title: 'Ahead', idempotencyKey: randomUUID() }, me);
  const before = await readTables();
  const store = createEventStore({ pool: h.pool, schema: 'threads' });
  const stream = `chat:acme/${chat!.id}`;
  await store.append('acme', {
    streams: [{ stream, expectedVersion: 'any', events: [{ type: 'ChatFrozen', data: {} }] }],
  });
  await rebuildReadTables(h.pool, 'acme');
  assert.deepEqual(await readTables(), before);
  const request = { threadId: chat!.id, message: text('Hello'), idempotencyKey: randomUUID() };
  assert.equal((await h.chats.sendMessage(request, me)).message?.sequence, 1);
});

test('no row is seen without its tenant, and every table forces that', async () => {
  await assertRowLevelSecurity(h.admin, 'threads');
  for (const table of ['events', 'chats', 'messages', 'artifacts', 'chat_artifacts']) {
    const counted = `select count(*)::int as rows from threads.${table}`;
    assert.deepEqual((await h.pool.query(counted)).rows, [{ rows: 0 }]);
    const ofTenants = `select distinct tenant_id from threads.${table}`;
    const seen = await withTenant(h.pool, bob.tenant_id, (tx) => tx.query(ofTenants));
    assert.deepEqual(seen.rows, [{ tenant_id: 'acme' }]);
  }
});

/** A transaction of anybody on the server hides for a while what comes after it. */
async function allEvents() {
  const log = createEventStore({ pool: h.pool, schema: 'threads' });
  const { rows } = await h.admin.query<{ count: number }>('select count(*)::int from threads.events');
  for (;;) {
    const { events } = await log.readAll();
    if (events.length >= rows[0]!.count) return events;
    await delay(20);
  }
}

async function readTables() {
  const read = async (table: string) =>
    (await h.admin.query(`select to_jsonb(t) as row from threads.${table} t order by 1`)).rows;
  return Promise.all(['chats', 'messages', 'artifacts', 'chat_artifacts'].map(read));
}
