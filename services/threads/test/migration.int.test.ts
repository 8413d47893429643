import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { eventStoreMigrations } from '@ameide/event-store';
import { migrate, readMigrations } from '@ameide/postgres';
import { declaration } from '../src/declaration.ts';
import { rebuildReadTables } from '../src/service.ts';
import { alice, type Harness, startHarness, text } from './harness.ts';

const [artifactId, threadId] = [randomUUID(), randomUUID()];
const createdAt = '2026-01-01T00:00:00.123Z';
const message = (sequence: number, fields: object) => ({
  type: 'MessageSent',
  data: { message: { id: randomUUID(), threadId, sequence, createdAt, ...fields } },
});

/** What the first release has recorded. */
const events: Record<string, readonly { readonly type: string; readonly data: object }[]> = {
  [`artifact:acme/${artifactId}`]: [
    { type: 'ArtifactCreated', data: { artifactId, title: 'Old', kind: 'bpmn', createdBy: 'alice', createdAt } },
  ],
  [`chat:acme/${threadId}`]: [
    {
      type: 'ChatCreated',
      data: { threadId, ownerId: 'alice', visibility: 'CHAT_VISIBILITY_PRIVATE', agentId: 'bpmn', createdAt },
    },
    {
      type: 'ArtifactAssociated',
      data: { threadId, artifactId, relationType: 'RELATION_TYPE_REFERENCED', linkedAt: createdAt },
    },
    message(1, { role: 'CHAT_ROLE_USER', authorId: 'alice', artifactId, parts: [{ text: { text: 'Hello' } }] }),
    { type: 'ChatRenamed', data: { threadId, title: 'Hello', renamedAt: createdAt } },
    message(2, {
      role: 'CHAT_ROLE_ASSISTANT',
      authorId: 'bpmn',
      runId: 'run-1',
      truncated: true,
      parts: [{ code: { content: 'select 1' } }, { patch: { patchId: 'p', ref: 'r', summary: 's' } }, { text: {} }],
    }),
  ],
};

let h: Harness;
before(async () => {
  h = await startHarness({}, async (admin) => {
    const log = eventStoreMigrations('threads').slice(0, 1);
    const [readTables] = await readMigrations(new URL('../migrations/', import.meta.url));
    await migrate(admin, { schema: 'threads', role: declaration.databaseRole, migrations: [...log, readTables!] });
    for (const [stream, recorded] of Object.entries(events)) {
      const stored = recorded.map((event) => ({ id: randomUUID(), schemaVersion: 1, metadata: {}, ...event }));
      const append = 'select threads.append($1, array[$2], array[0::bigint], $3, null, null, null, null)';
      await admin.query(append, ['acme', stream, JSON.stringify([stored])]);
    }
  });
});
after(() => h.stop());

test('what an earlier release has recorded is read, goes on, and is what the log says', async () => {
  const me = await h.as(alice);
  const { messages } = await h.chatQueries.getMessages({ threadId }, me);
  assert.deepEqual(
    messages.map(({ role, authorId, runId, truncated, artifactId: about }) => [
      role,
      authorId,
      runId,
      truncated,
      about,
    ]),
    [
      [ChatRole.USER, 'alice', '', false, artifactId],
      [ChatRole.ASSISTANT, 'bpmn', 'run-1', true, ''],
    ],
  );
  assert.deepEqual(
    messages.flatMap(({ parts }) => parts.map(({ kind }) => kind.case)),
    ['text', 'code', 'patch', 'text'],
  );
  assert.equal(messages[0]?.createdAt?.nanos, 123_000_000);

  const { artifact } = await h.artifactQueries.getArtifact({ artifactId }, me);
  assert.equal(artifact?.kind, 'bpmn::collaboration');

  const before = await readTables();
  await rebuildReadTables(h.pool, 'acme');
  assert.deepEqual(await readTables(), before);

  const sent = await h.chats.sendMessage({ threadId, message: text('On'), idempotencyKey: randomUUID() }, me);
  assert.equal(sent.message?.sequence, 3);
  assert.equal((await h.chatQueries.getChat({ threadId }, me)).chat?.messageCount, 3);
});

async function readTables() {
  const read = async (table: string) =>
    (await h.admin.query(`select to_jsonb(t) as row from threads.${table} t order by 1`)).rows;
  return Promise.all(['chats', 'messages', 'artifacts', 'artifact_events', 'chat_artifacts'].map(read));
}
