import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatRole } from '@ameide/contracts/threads/v1/chat';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { rebuildReadTables } from '../src/service.ts';
import { alice, type Harness, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const steps = [
  { name: 'GetProjection', ok: true, summary: 'version 3' },
  { name: 'ProposePatch', ok: false, summary: '' },
];
const usage = { inputTokens: 1200, outputTokens: 34, model: 'offline' };

const messagesOf = async (threadId: string) =>
  (await h.chatQueries.getMessages({ threadId }, await h.as(alice))).messages;

test('an answer keeps what the agent did for it, and what it used', async () => {
  const threadId = await h.newChat();
  const run = { threadId, runId: randomUUID(), agentId: 'bpmn', ...text('Done'), steps, usage };
  const { message } = await h.chats.recordAssistantMessage(run, h.onBehalfOf(alice));
  assert.deepEqual((await messagesOf(threadId))[0], message);
  await rebuildReadTables(h.pool, 'acme');
  const [kept] = await messagesOf(threadId);
  assert.deepEqual(kept, message);
  assert.deepEqual(
    kept?.steps.map(({ name, ok, summary }) => ({ name, ok, summary })),
    steps,
  );
  const { inputTokens, outputTokens, model } = kept!.usage!;
  assert.deepEqual({ inputTokens, outputTokens, model }, usage);

  const many = { ...run, runId: randomUUID(), steps: Array.from({ length: 65 }, () => steps[0]!) };
  await refused(h.chats.recordAssistantMessage(many, h.onBehalfOf(alice)), Code.InvalidArgument, 'invalid_request');
});

test('an imported message has what its file says, and is the message of whoever sent it', async () => {
  const threadId = await h.newChat();
  const send = async (imported: object) => {
    const request = { threadId, message: { ...text('Said before'), imported }, idempotencyKey: randomUUID() };
    return h.chats.sendMessage(request, await h.as(alice));
  };
  const sentAt = timestampFromMs(Date.UTC(2020, 1, 2));
  await send({ role: ChatRole.ASSISTANT, authorName: 'bob', sentAt, steps, usage });
  await send({ role: ChatRole.USER });
  await rebuildReadTables(h.pool, 'acme');
  const [ofAgent, ofPerson] = await messagesOf(threadId);
  for (const message of [ofAgent, ofPerson]) {
    assert.deepEqual([message?.role, message?.authorId, message?.runId], [ChatRole.USER, 'alice', '']);
    assert.notDeepEqual(message?.createdAt, sentAt);
  }
  assert.equal(ofAgent?.imported?.role, ChatRole.ASSISTANT);
  assert.equal(ofAgent?.imported?.authorName, 'bob');
  assert.deepEqual(ofAgent?.imported?.sentAt, sentAt);
  assert.equal(ofAgent?.imported?.steps.length, 2);
  assert.equal(ofAgent?.imported?.usage?.outputTokens, 34);
  assert.deepEqual([ofPerson?.imported?.authorName, ofPerson?.imported?.sentAt], ['', undefined]);

  for (const imported of [{ role: 0 }, { role: 9 }, { role: ChatRole.USER, authorName: 'a\u202Eb' }])
    await refused(send(imported), Code.InvalidArgument, 'invalid_request');
});
