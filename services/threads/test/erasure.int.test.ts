import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { eventStoreMigrations } from '@ameide/event-store';
import { migrate, readMigrations } from '@ameide/postgres';
import { Code } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { createKeyring, rebuildReadTables, sweepChats } from '../src/service.ts';
import { png, upload } from './files.ts';
import { alice, carol, type Harness, type Person, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What nobody may find any more. */
const SECRET = 'zanzibar';
/** A chat that an earlier release has recorded, in clear. */
const [earlierId, createdAt] = [randomUUID(), '2026-01-01T00:00:00Z'];
const earlierEvents = [
  {
    type: 'ChatCreated',
    data: {
      ...{ threadId: earlierId, ownerId: 'alice', title: `Old ${SECRET}`, agentId: 'chat', createdAt },
      visibility: 'CHAT_VISIBILITY_PRIVATE',
    },
  },
  { type: 'ChatMetadataChanged', data: { threadId: earlierId, metadata: { tags: [SECRET] }, changedAt: createdAt } },
  {
    type: 'MessageSent',
    data: {
      message: {
        ...{ id: randomUUID(), threadId: earlierId, sequence: 1, role: 'CHAT_ROLE_USER', authorId: 'alice', createdAt },
        parts: [{ text: { text: `Old words of ${SECRET}` } }],
      },
    },
  },
];

const [firstKey, secondKey] = [
  { name: 'first', key: randomBytes(32) },
  { name: 'second', key: randomBytes(32) },
];
const retention = { days: 30, daysOf: { globex: 7 } };
/** The process knows the next one before anything is wrapped by it. */
const keyEncryptionKeys = [firstKey, secondKey];
let now = Date.now();
let h: Harness;
before(async () => {
  h = await startHarness({ now: () => now, retention, keyEncryptionKeys }, async (admin) => {
    const log = eventStoreMigrations('threads').slice(0, 1);
    const [readTables] = await readMigrations(new URL('../migrations/', import.meta.url));
    await migrate(admin, { schema: 'threads', role: declaration.databaseRole, migrations: [...log, readTables!] });
    const stored = earlierEvents.map((event) => ({ id: randomUUID(), schemaVersion: 1, metadata: {}, ...event }));
    const append = 'select threads.append($1, array[$2], array[0::bigint], $3, null, null, null, null)';
    await admin.query(append, ['acme', `chat:acme/${earlierId}`, JSON.stringify([stored])]);
  });
  await rebuild();
});
after(() => h.stop());

const rebuild = (tenant = 'acme') => rebuildReadTables(h.pool, tenant, createKeyring(keyEncryptionKeys));
const sweep = () => sweepChats({ ...h, now: () => now, retention, keyEncryptionKeys });
const key = () => ({ idempotencyKey: randomUUID() });

/** The tables of the schema that have a text anywhere, in whatever column. */
async function tablesWith(words: string): Promise<string[]> {
  const { rows } = await h.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'threads'::regnamespace and c.relkind in ('r', 'm')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await h.admin.query(
      `select from threads.${name} t where t::text ilike '%' || $1 || '%' limit 1`,
      [words],
    );
    if (rowCount! > 0) found.push(name);
  }
  return found.sort();
}

/** A chat that says something everywhere where something can be said. */
async function chatty(person: Person): Promise<string> {
  const me = await h.as(person);
  const artifact = { title: 'Plain', kind: 'bpmn::collaboration', ...key() };
  const artifactId = (await h.artifacts.createArtifact(artifact, me)).artifact!.id;
  const metadata = { labels: { place: SECRET }, description: SECRET, tags: [SECRET] };
  const created = { title: `To ${SECRET}`, visibility: ChatVisibility.TEAM, metadata, artifactId, ...key() };
  const threadId = (await h.chats.createChat(created, me)).chat!.id;
  await h.chats.updateChatTitle({ threadId, title: `Back from ${SECRET}` }, me);
  const { id } = await upload(h, { ...png(), name: `${SECRET}.png` }, person);
  const context = { version: 1, selected: [{ id: 'Task_1', name: SECRET }] };
  const message = { ...text(`Words of ${SECRET}`), context, attachmentIds: [id] };
  await h.chats.sendMessage({ threadId, message, artifactId, ...key() }, me);
  const { parts } = text(`An answer about ${SECRET}`);
  await h.chats.recordAssistantMessage({ threadId, runId: randomUUID(), agentId: 'chat', parts }, h.onBehalfOf(person));
  // As if it had been long ago.
  await h.admin.query(`update threads.attachments set created_at = created_at - interval '26 hours'`);
  return threadId;
}

/** The answers that are kept for repeats go after 48 hours. */
const forgetAnswers = () => h.admin.query('truncate threads.idempotency');

test('the log never has words in clear, and whoever may reads them', async () => {
  const threadId = await chatty(carol);
  assert.deepEqual(
    (await h.admin.query(`select from threads.events where tenant_id = 'globex' and data::text like '%${SECRET}%'`))
      .rowCount,
    0,
  );
  await rebuild('globex');
  const { messages } = await h.chatQueries.getMessages({ threadId }, await h.as(carol));
  assert.equal(messages[0]?.attachments[0]?.name, `${SECRET}.png`);
  assert.equal(messages[0]?.context?.selected[0]?.name, SECRET);
  assert.equal((await h.chatQueries.getChat({ threadId }, await h.as(carol))).chat?.title, `Back from ${SECRET}`);
  await h.chats.deleteChat({ threadId }, await h.as(carol));
});

test('what an earlier release recorded in clear is read, and what is written now is sealed', async () => {
  const me = await h.as(alice);
  await h.chats.sendMessage({ threadId: earlierId, message: text(`New words of ${SECRET}`), ...key() }, me);
  await rebuild();
  const { messages } = await h.chatQueries.getMessages({ threadId: earlierId }, me);
  assert.deepEqual(
    messages.map(({ parts: [part] }) => part?.kind.case === 'text' && part.kind.value.text),
    [`Old words of ${SECRET}`, `New words of ${SECRET}`],
  );
  const { rows } = await h.admin.query(
    `select data -> 'message' ? 'parts' as clear, data ? 'sealed' as sealed from threads.events
     where stream = 'chat:acme/${earlierId}' and type = 'MessageSent' order by stream_version`,
  );
  assert.deepEqual(rows, [
    { clear: true, sealed: false },
    { clear: false, sealed: true },
  ]);
});

test('a new key-encryption key wraps all keys, and the old one is not needed any more', async () => {
  keyEncryptionKeys.reverse();
  await sweep();
  const { rows } = await h.admin.query('select distinct wrapped_by from threads.chat_keys');
  assert.deepEqual(rows, [{ wrapped_by: 'second' }]);
  await rebuildReadTables(h.pool, 'globex', createKeyring([secondKey]));
  assert.deepEqual(await tablesWith(SECRET), ['attachments', 'chats', 'events', 'idempotency', 'messages']);
});

test('after its retention nothing of a chat is left in any table, each tenant by its own', async () => {
  const me = await h.as(alice);
  const threadId = await chatty(alice);
  for (const id of [threadId, earlierId]) await h.chats.deleteChat({ threadId: id }, me);
  await forgetAnswers();

  // Globex keeps for 7 days, acme for 30.
  now += 8 * DAY_MS;
  await sweep();
  const count = async (table: string, tenant: string) =>
    (await h.admin.query(`select from threads.${table} where tenant_id = $1`, [tenant])).rowCount;
  for (const table of ['chats', 'messages', 'chat_keys', 'chat_artifacts', 'chat_attachments', 'attachments'])
    assert.equal(await count(table, 'globex'), 0, table);
  assert.equal(await count('chats', 'acme'), 2);
  assert.deepEqual(await tablesWith(SECRET), ['attachments', 'chats', 'events', 'messages']);
  await h.chats.undeleteChat({ threadId }, me);
  await h.chats.deleteChat({ threadId }, me);

  now += 31 * DAY_MS;
  await Promise.all([sweep(), sweep()]);
  assert.deepEqual(await tablesWith(SECRET), []);
  for (const table of ['chats', 'messages', 'chat_keys', 'chat_artifacts', 'chat_attachments', 'attachments'])
    assert.equal(await count(table, 'acme'), 0, table);
  await refused(h.chats.undeleteChat({ threadId }, me), Code.NotFound, 'thread_not_found');
});

test('the log without the keys rebuilds the same tables, and says that chats were erased', async () => {
  for (const tenant of ['acme', 'globex']) assert.ok((await rebuild(tenant)) > 0);
  assert.deepEqual(await tablesWith(SECRET), []);
  const { rows } = await h.admin.query(
    `select (select count(*) from threads.chats)::int as chats, (select count(*) from threads.messages)::int as messages,
       (select count(*) from threads.events where type = 'ChatErased')::int as erased`,
  );
  assert.deepEqual(rows, [{ chats: 0, messages: 0, erased: 3 }]);
});

test('the service can neither change the log nor see the keys of another tenant', async () => {
  await assert.rejects(h.pool.query(`update threads.events set data = '{}'`), /permission denied/);
  const threadId = await h.newChat();
  assert.equal((await h.pool.query('select from threads.chat_keys')).rowCount, 0);
  // Nothing of a chat that is not erased goes.
  const events = async () =>
    (await h.admin.query(`select data from threads.events where stream = $1`, [`chat:acme/${threadId}`])).rows;
  const before = await events();
  await h.pool.query('select threads.erase_clear_words($1, $2)', ['acme', threadId]);
  assert.deepEqual(await events(), before);
});
