import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type EnsureChatInput,
  ensureChatForArtifactAndSendMessage,
} from './ensure-chat-for-artifact-and-send-message.ts';

const artifact = {
  id: 'artifact-1',
  title: 'Order to cash',
  kind: 'bpmn',
  createdBy: 'bob',
  createdAt: 1,
  primaryChatId: undefined,
};
const input: EnsureChatInput = {
  artifactId: artifact.id,
  message: {
    type: 'SendMessage',
    chatId: 'chat-1',
    messageId: 'message-1',
    userId: 'alice',
    at: 1000,
    author: { role: 'user', userId: 'alice' },
    parts: [{ kind: 'text', text: 'Hello' }],
  },
  create: { visibility: 'team', agentId: '' },
  agentForKind: (kind) => `${kind}-agent`,
};

function changesOf(given: EnsureChatInput, known: Parameters<ReturnType<typeof decideFor>>[0]) {
  const outcome = decideFor(given)(known);
  assert.ok('changes' in outcome, JSON.stringify(outcome));
  return outcome;
}

function decideFor(given: EnsureChatInput) {
  return ensureChatForArtifactAndSendMessage(given).decide;
}

test('creates a chat named after the artifact, with the agent of its kind, in one change', () => {
  const { changes, answer } = changesOf(input, { chat: undefined, artifact });
  assert.equal(changes.length, 1);
  const [created, associated, sent, ...more] = changes[0]!.events;
  assert.deepEqual(created, {
    type: 'ChatCreated',
    chatId: 'chat-1',
    ownerId: 'alice',
    title: 'Discussion about Order to cash',
    visibility: 'team',
    agentId: 'bpmn-agent',
    createdAt: 1000,
  });
  assert.equal(associated?.type, 'ArtifactAssociated');
  assert.equal(sent?.type, 'MessageSent');
  assert.deepEqual(more, []);
  assert.deepEqual([answer.chatCreated, answer.message.sequence], [true, 1]);
});

test('takes the agent that was asked for', () => {
  const { changes } = changesOf(
    { ...input, create: { visibility: 'private', agentId: 'chat' } },
    { chat: undefined, artifact },
  );
  const [created] = changes[0]!.events;
  assert.ok(created?.type === 'ChatCreated' && created.agentId === 'chat');
});

test('refuses an artifact or a chat that is not there, and then changes nothing', () => {
  const decide = decideFor(input);
  assert.deepEqual(decide({ chat: undefined, artifact: undefined }), {
    refused: { reason: 'artifact_not_found', id: 'artifact-1' },
  });
  assert.deepEqual(decideFor({ ...input, create: undefined })({ chat: undefined, artifact }), {
    refused: { reason: 'thread_not_found', id: 'chat-1' },
  });
});
