import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ChatRole, ChatVisibility, RelationType } from '@ameide/contracts/threads/v1/chat';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code } from '@connectrpc/connect';
import { alice, bob, carol, type Harness, type Person, startHarness, text } from './harness.ts';
import { refused } from './refused.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const key = randomUUID;

async function newArtifact(title: string, person: Person = alice): Promise<string> {
  const { artifact } = await h.artifacts.createArtifact(
    { title, kind: 'bpmn::collaboration', idempotencyKey: key() },
    await h.as(person),
  );
  return artifact!.id;
}

async function newChat(visibility: ChatVisibility = ChatVisibility.PRIVATE, title = 'A chat'): Promise<string> {
  const { chat } = await h.chats.createChat({ title, visibility, idempotencyKey: key() }, await h.as(alice));
  return chat!.id;
}

test('ensure-and-send makes chat, relation and message, and a query sees them at once', async () => {
  const me = await h.as(alice);
  const artifactId = await newArtifact('Order to cash');
  const answer = await h.chats.ensureChatForArtifactAndSendMessage(
    { artifactId, message: text('Add a task'), idempotencyKey: key() },
    me,
  );
  assert.equal(answer.threadCreated, true);
  const { persistedMessage: message, threadId } = answer;
  assert.deepEqual(
    [message?.sequence, message?.role, message?.authorId, message?.artifactId, message?.threadId],
    [1, ChatRole.USER, 'alice', artifactId, threadId],
  );

  const { chat } = await h.chatQueries.getChat({ threadId }, me);
  assert.deepEqual(
    [chat?.title, chat?.agentId, chat?.ownerId, chat?.visibility, chat?.messageCount],
    ['Discussion about Order to cash', 'bpmn', 'alice', ChatVisibility.PRIVATE, 1],
  );
  assert.deepEqual((await h.chatQueries.getMessages({ threadId }, me)).messages, [message]);
  const [reference] = (await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts;
  assert.deepEqual(
    [reference?.artifactId, reference?.title, reference?.kind, reference?.relationType],
    [artifactId, 'Order to cash', 'bpmn::collaboration', RelationType.REFERENCED],
  );
  const { chats } = await h.artifactQueries.getArtifactChats({ artifactId }, me);
  assert.deepEqual([chats.length, chats[0]?.threadId], [1, threadId]);

  const second = await h.chats.ensureChatForArtifactAndSendMessage(
    { artifactId, threadId, message: text('And another'), idempotencyKey: key() },
    me,
  );
  assert.deepEqual([second.threadId, second.threadCreated, second.persistedMessage?.sequence], [threadId, false, 2]);
});

test('what the person saw is kept with their message', async () => {
  const me = await h.as(alice);
  const artifactId = await newArtifact('Seen');
  const context = {
    version: 3,
    viewpoint: { id: 'Pack', name: 'Pack and ship' },
    selected: [
      { id: 'Task_1', name: 'Check order' },
      { id: 'Flow_1', name: '' },
    ],
  };
  const message = { ...text('What does this do?'), context };
  const { threadId, persistedMessage } = await h.chats.ensureChatForArtifactAndSendMessage(
    { artifactId, message, idempotencyKey: key() },
    me,
  );
  const sent = await h.chats.sendMessage({ threadId, artifactId, message, idempotencyKey: key() }, me);
  const { messages } = await h.chatQueries.getMessages({ threadId }, me);
  assert.deepEqual(messages, [persistedMessage, sent.message]);
  for (const one of messages) {
    assert.equal(one.context?.version, 3);
    assert.equal(one.context.viewpoint?.name, 'Pack and ship');
    assert.deepEqual(
      one.context.selected.map(({ id, name }) => ({ id, name })),
      context.selected,
    );
  }
  const many = Array.from({ length: 51 }, (_, n) => ({ id: `Task_${n}`, name: '' }));
  await refused(
    h.chats.sendMessage(
      { threadId, message: { ...text('Hi'), context: { selected: many } }, idempotencyKey: key() },
      me,
    ),
    Code.InvalidArgument,
    'invalid_request',
  );
});

test('ids in capital letters are the same ids', async () => {
  const me = await h.as(alice);
  const artifactId = await newArtifact('In capitals');
  const capitals = { artifactId: artifactId.toUpperCase(), message: text('Add a task') };
  const { threadId, persistedMessage } = await h.chats.ensureChatForArtifactAndSendMessage(
    { ...capitals, idempotencyKey: key() },
    me,
  );
  assert.equal(persistedMessage?.artifactId, artifactId);
  const { message } = await h.chats.sendMessage(
    { ...capitals, threadId: threadId.toUpperCase(), idempotencyKey: key() },
    me,
  );
  assert.deepEqual([message?.threadId, message?.artifactId, message?.sequence], [threadId, artifactId, 2]);
});

test('a chat without a title is named by its first message', async () => {
  const me = await h.as(alice);
  const { chat } = await h.chats.createChat({ idempotencyKey: key() }, me);
  assert.deepEqual([chat?.title, chat?.agentId, chat?.messageCount], ['New chat', 'chat', 0]);
  const threadId = chat!.id;
  await h.chats.sendMessage({ threadId, message: text('What happens after approval?'), idempotencyKey: key() }, me);
  const named = await h.chatQueries.getChat({ threadId }, me);
  assert.deepEqual([named.chat?.title, named.chat?.messageCount], ['What happens after approval?', 1]);
});

test('an artifact created in a chat is related to it in the same step', async () => {
  const me = await h.as(alice);
  const threadId = await newChat();
  const { artifact } = await h.artifacts.createArtifact(
    { title: 'Invoice approval', kind: 'bpmn::collaboration', primaryThreadId: threadId, idempotencyKey: key() },
    me,
  );
  assert.equal(artifact?.primaryThreadId, threadId);
  assert.deepEqual((await h.artifactQueries.getArtifact({ artifactId: artifact!.id }, me)).artifact, artifact);
  const { artifacts } = await h.chatQueries.getChatArtifacts({ threadId }, me);
  assert.deepEqual(
    artifacts.map((each) => [each.artifactId, each.relationType]),
    [[artifact?.id, RelationType.CREATED]],
  );
});

test('titles that nobody can read, and ids that are none of an agent, are refused with what is wrong', async () => {
  const me = await h.as(alice);
  const kind = 'bpmn::collaboration';
  for (const title of [
    '   ',
    '\u00a0\u2003',
    '\u200b',
    'Pay\u0000out',
    'Pay\nout',
    '\u001b[31mPay',
    'Pay\u202etuo',
    '\u2066Pay',
  ]) {
    const artifact = h.artifacts.createArtifact({ title, kind, idempotencyKey: key() }, me);
    await assert.rejects(artifact, (error: unknown) => /control characters/.test(violations(error)));
    const chat = h.chats.createChat({ title, idempotencyKey: key() }, me);
    await assert.rejects(chat, (error: unknown) => /control characters/.test(violations(error)));
  }
  for (const agentId of ['../../etc/passwd', 'a/b', 'Modeller', 'a b']) {
    const chat = h.chats.createChat({ agentId, idempotencyKey: key() }, me);
    await assert.rejects(chat, (error: unknown) => /^agent_id: /.test(violations(error)));
  }
  const title = 'Zahlung 💶 für 👩‍👩‍👧';
  const { artifact } = await h.artifacts.createArtifact({ title, kind, idempotencyKey: key() }, me);
  assert.equal(artifact?.title, title);
});

test('relating twice changes nothing, and a weaker relation does not replace a stronger one', async () => {
  const me = await h.as(alice);
  const [threadId, artifactId] = [await newChat(), await newArtifact('Incident')];
  const relate = async (relationType: RelationType) =>
    (await h.chats.associateArtifact({ threadId, artifactId, relationType }, me)).artifact;
  const first = await relate(RelationType.MODIFIED);
  assert.deepEqual(await relate(RelationType.MODIFIED), first);
  assert.deepEqual(await relate(RelationType.UNSPECIFIED), first);
  const stronger = await relate(RelationType.CREATED);
  assert.deepEqual([stronger?.relationType, stronger?.linkedAt], [RelationType.CREATED, first?.linkedAt]);
  assert.deepEqual((await h.chatQueries.getChatArtifacts({ threadId }, me)).artifacts, [stronger]);
  const { rows } = await h.admin.query('select type from threads.events where stream = $1', [`chat:acme/${threadId}`]);
  assert.equal(rows.length, 3);
});

test('what an agent says is stored once for a run, for services only', async () => {
  const threadId = await newChat();
  const runId = randomUUID();
  const record = (value: string) =>
    h.chats.recordAssistantMessage(
      { threadId, runId, agentId: 'bpmn', truncated: true, ...text(value) },
      h.onBehalfOf(alice),
    );
  const { message } = await record('Done.');
  assert.deepEqual(
    [message?.role, message?.authorId, message?.runId, message?.truncated, message?.sequence],
    [ChatRole.ASSISTANT, 'bpmn', runId, true, 1],
  );
  assert.deepEqual((await record('Something else.')).message, message);
  assert.deepEqual((await h.chatQueries.getMessages({ threadId }, await h.as(alice))).messages, [message]);

  const own = h.chats.recordAssistantMessage({ threadId, runId, agentId: 'bpmn', ...text('Mine') }, await h.as(alice));
  await refused(own, Code.PermissionDenied, 'internal_only');
  const others = h.chats.recordAssistantMessage(
    { threadId, runId: randomUUID(), agentId: 'bpmn', ...text('Theirs') },
    h.onBehalfOf(bob),
  );
  await refused(others, Code.NotFound, 'thread_not_found');
});

test('a repeat gets the first answer; the same key with another request is refused', async () => {
  const me = await h.as(alice);
  const artifactId = await newArtifact('Repeat');
  const idempotencyKey = key();
  const request = { artifactId, message: text('Once'), idempotencyKey };
  const first = await h.chats.ensureChatForArtifactAndSendMessage(request, me);
  await h.chats.sendMessage({ threadId: first.threadId, message: text('Later'), idempotencyKey: key() }, me);
  assert.deepEqual(await h.chats.ensureChatForArtifactAndSendMessage(request, me), first);

  const others = [
    h.chats.ensureChatForArtifactAndSendMessage({ ...request, message: text('Twice') }, me),
    h.chats.ensureChatForArtifactAndSendMessage({ ...request, artifactId: randomUUID() }, me),
    h.chats.ensureChatForArtifactAndSendMessage({ ...request, threadId: randomUUID() }, me),
    h.chats.sendMessage({ threadId: first.threadId, message: text('Once'), idempotencyKey }, me),
    h.chats.createChat({ idempotencyKey }, me),
    h.artifacts.createArtifact({ title: 'Repeat', kind: 'bpmn::collaboration', idempotencyKey }, me),
  ];
  await Promise.all(others.map((call) => refused(call, Code.AlreadyExists, 'idempotency_key_reused')));
});

test('keys of other people and other tenants are others', async () => {
  const idempotencyKey = key();
  const people = [alice, bob, carol];
  const ids = people.map(async (person) => {
    const { chat } = await h.chats.createChat({ title: 'Same', idempotencyKey }, await h.as(person));
    return chat?.id;
  });
  assert.equal(new Set(await Promise.all(ids)).size, people.length);
});

test('a private chat exists for its owner only, a shared one for the tenant', async () => {
  const [privateId, sharedId] = [await newChat(), await newChat(ChatVisibility.TEAM)];
  const artifactId = await newArtifact('Visible');
  for (const [person, threadId] of [
    [bob, privateId],
    [carol, privateId],
    [carol, sharedId],
    [alice, randomUUID()],
  ] as const) {
    const me = await h.as(person);
    const calls = [
      h.chatQueries.getChat({ threadId }, me),
      h.chatQueries.getMessages({ threadId }, me),
      h.chatQueries.getChatArtifacts({ threadId }, me),
      h.chats.sendMessage({ threadId, message: text('Hello'), idempotencyKey: key() }, me),
      h.chats.associateArtifact({ threadId, artifactId }, me),
    ];
    await Promise.all(calls.map((call) => refused(call, Code.NotFound, 'thread_not_found')));
  }
  const me = await h.as(bob);
  const { message } = await h.chats.sendMessage(
    { threadId: sharedId, message: text('Hello'), idempotencyKey: key() },
    me,
  );
  assert.equal(message?.authorId, 'bob');
  assert.equal((await h.chatQueries.getChat({ threadId: sharedId }, me)).chat?.messageCount, 1);
});

test("an unknown artifact, or another tenant's, is not found and leaves nothing behind", async () => {
  const me = await h.as(alice);
  const [threadId, foreign] = [await newChat(), await newArtifact('Theirs', carol)];
  // Known to the service, but not to others.
  await h.chats.ensureChatForArtifactAndSendMessage(
    { artifactId: foreign, message: text('Ours'), idempotencyKey: key() },
    await h.as(carol),
  );
  const count = async () => (await h.admin.query('select count(*) from threads.events')).rows[0];
  const events = await count();
  for (const artifactId of [randomUUID(), foreign]) {
    const message = text('Hello');
    const calls = [
      h.artifactQueries.getArtifact({ artifactId }, me),
      h.artifactQueries.getArtifactChats({ artifactId }, me),
      h.chats.ensureChatForArtifactAndSendMessage({ artifactId, message, idempotencyKey: key() }, me),
      h.chats.sendMessage({ threadId, artifactId, message, idempotencyKey: key() }, me),
      h.chats.associateArtifact({ threadId, artifactId }, me),
    ];
    await Promise.all(calls.map((call) => refused(call, Code.NotFound, 'artifact_not_found')));
  }
  const inUnknown = {
    title: 'Mine',
    kind: 'bpmn::collaboration',
    primaryThreadId: randomUUID(),
    idempotencyKey: key(),
  };
  await refused(h.artifacts.createArtifact(inUnknown, me), Code.NotFound, 'thread_not_found');
  assert.deepEqual(await count(), events);
});

test('roles: reading and chatting need a viewer, creating artifacts a contributor', async () => {
  const [nobody, viewer] = [await h.as({ ...alice, roles: [] }), await h.as(bob)];
  const calls = [
    h.chats.createChat({ idempotencyKey: key() }, nobody),
    h.chatQueries.listChats({}, nobody),
    h.artifactQueries.listArtifacts({}, nobody),
    h.artifacts.createArtifact({ title: 'Mine', kind: 'bpmn::collaboration', idempotencyKey: key() }, viewer),
  ];
  await Promise.all(calls.map((call) => refused(call, Code.PermissionDenied, 'role_required')));
});

test('bad tokens and bad requests are refused before anything is done', async () => {
  const expired = await h.as({ ...alice, expiresIn: -60 });
  await refused(h.chatQueries.listChats({}, expired), Code.Unauthenticated, 'token_expired');
  await refused(h.chatQueries.listChats({}), Code.Unauthenticated, 'token_missing');
  const forged = { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.' } };
  await refused(h.chatQueries.listChats({}, forged), Code.Unauthenticated, 'token_invalid');

  const [me, threadId] = [await h.as(alice), await newChat()];
  const invalid = [
    h.chats.createChat({}, me),
    h.chats.sendMessage({ threadId, message: { parts: [] }, idempotencyKey: key() }, me),
    ...['   ', '\n\t', '\u00a0\u3000', '\u200b'].map((blanks) =>
      h.chats.sendMessage({ threadId, message: text(blanks), idempotencyKey: key() }, me),
    ),
    h.chatQueries.getChat({ threadId: 'not-a-uuid' }, me),
    h.artifacts.createArtifact({ title: 'Mine', kind: 'novel', idempotencyKey: key() }, me),
  ];
  await Promise.all(invalid.map((call) => refused(call, Code.InvalidArgument, 'invalid_request')));
  const unstorable = { threadId, message: text('a\0b'), idempotencyKey: key() };
  await refused(h.chats.sendMessage(unstorable, me), Code.InvalidArgument, 'text_not_storable');
});

/** What a refusal says of the fields of its request. */
function violations(error: unknown): string {
  return (errorDetail(error)?.violations ?? []).map(({ field, message }) => `${field}: ${message}`).join();
}
