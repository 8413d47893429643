import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { errorReason } from '@ameide/service-kit/errors';
import { until } from '@ameide/test-kit';
import { Code } from '@connectrpc/connect';
import { alice, bob, type Harness, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

/** Connections of this service in this suite's own database: other suites share the server. */
const KILL = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'threads-tests'`;

let h: Harness;
let artifactId: string;
before(async () => {
  h = await startHarness();
  const request = { title: 'Busy', kind: 'bpmn::collaboration', idempotencyKey: randomUUID() };
  artifactId = (await h.artifacts.createArtifact(request, await h.as(alice))).artifact!.id;
});
after(() => h.stop());

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await h.admin.query<{ count: number }>(`select count(*)::int as count from ${sql}`, values);
  return rows[0]!.count;
}

test('2,000 concurrent ensure-and-send calls over 200 keys make exactly 200 chats', async () => {
  const chats = await count('threads.chats');
  const answers = await Promise.all(
    Array.from({ length: 2000 }, (_, index) => {
      const request = { artifactId, message: text(`${index % 200}`), idempotencyKey: `busy-${index % 200}` };
      return h.chats.ensureChatForArtifactAndSendMessage(request, h.onBehalfOf(alice));
    }),
  );
  assert.equal((await count('threads.chats')) - chats, 200);
  assert.equal(new Set(answers.map(({ persistedMessage }) => persistedMessage?.id)).size, 200);
  for (const [index, answer] of answers.entries()) assert.deepEqual(answer, answers[index % 200]);
});

test('concurrent messages to one chat get places without gaps, and relate the artifact once', async () => {
  const { chat } = await h.chats.createChat(
    { visibility: ChatVisibility.TEAM, idempotencyKey: randomUUID() },
    await h.as(alice),
  );
  const threadId = chat!.id;
  const sent = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const request = { threadId, artifactId, message: text(`${index}`), idempotencyKey: randomUUID() };
      return h.chats.sendMessage(request, h.onBehalfOf(index % 2 ? alice : bob));
    }),
  );
  const places = sent.map(({ message }) => message!.sequence).sort((a, b) => a - b);
  assert.deepEqual(
    places,
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  const { messages } = await h.chatQueries.getMessages({ threadId, pageSize: 200 }, await h.as(alice));
  assert.deepEqual(new Set(messages.map(({ id }) => id)), new Set(sent.map(({ message }) => message!.id)));
  assert.equal(
    await count('threads.events where stream = $1 and type = $2', `chat:acme/${threadId}`, 'ArtifactAssociated'),
    1,
  );
});

test('a connection that dies in the middle of a command leaves nothing of it, and a repeat does it once', async () => {
  const events = await count('threads.events');
  const blocker = await h.admin.connect();
  await blocker.query('begin; lock table threads.messages in exclusive mode');
  const request = { artifactId, message: text('Interrupted'), idempotencyKey: randomUUID() };
  const call = refused(
    h.chats.ensureChatForArtifactAndSendMessage(request, await h.as(alice)),
    Code.Unavailable,
    'database_unavailable',
  );
  // The event and the chat's row are written by now, the message's is not.
  const waiting = `${KILL} and wait_event_type = 'Lock'`;
  await until(async () => (await h.admin.query(waiting)).rowCount);
  await call;
  await blocker.query('rollback');
  blocker.release();
  assert.equal(await count('threads.events'), events);
  assert.equal(await count('threads.idempotency where key = $1', request.idempotencyKey), 0);

  const first = await h.chats.ensureChatForArtifactAndSendMessage(request, await h.as(alice));
  assert.deepEqual(await h.chats.ensureChatForArtifactAndSendMessage(request, await h.as(alice)), first);
  assert.equal(await count('threads.events'), events + 3);
});

test('connections that die at any moment lose no acknowledged message and double none', async () => {
  const { chat } = await h.chats.createChat({ title: 'Faults', idempotencyKey: randomUUID() }, await h.as(alice));
  const threadId = chat!.id;
  const acknowledged = new Set<string>();
  let running = true;
  const send = async (value: string) => {
    const request = { threadId, message: text(value), idempotencyKey: value };
    for (;;) {
      try {
        acknowledged.add((await h.chats.sendMessage(request, h.onBehalfOf(alice))).message!.id);
        return;
      } catch (error) {
        assert.equal(errorReason(error), 'database_unavailable', String(error));
      }
    }
  };
  const senders = Array.from({ length: 4 }, async (_, sender) => {
    for (let index = 0; index < 25; index++) await send(`fault-${sender}-${index}`);
  });
  const killer = (async () => {
    while (running) {
      await h.admin.query(KILL);
      await delay(Math.random() * 40);
    }
  })();
  await Promise.all(senders);
  running = false;
  await killer;

  const { messages } = await h.chatQueries.getMessages({ threadId, pageSize: 200 }, h.onBehalfOf(alice));
  assert.deepEqual(
    messages.map(({ sequence }) => sequence),
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
  assert.deepEqual(new Set(messages.map(({ id }) => id)), acknowledged);
});
