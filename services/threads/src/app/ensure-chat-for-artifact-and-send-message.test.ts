import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absent } from '@ameide/event-store';
import type { Artifact } from '../domain/artifact/state.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import { aggregates, sealedChats } from '../wire/aggregates.ts';
import {
  type EnsureChatInput,
  ensureChatForArtifactAndSendMessage,
} from './ensure-chat-for-artifact-and-send-message.ts';

const artifact: Artifact = {
  id: 'artifact-1',
  title: 'Order to cash',
  kind: 'bpmn::collaboration',
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

/** Decides where there is this artifact, or none, and no chat. */
async function decide(given: EnsureChatInput, there: Artifact | undefined) {
  const known = {
    chat: absent(
      sealedChats(() => undefined),
      given.message.chatId,
    ),
    artifact: { ...absent(aggregates.artifact, given.artifactId), state: there },
    attachments: [],
  };
  const command = ensureChatForArtifactAndSendMessage(async () => known, given);
  return command.decide(known, new AbortController().signal);
}

async function decided(given: EnsureChatInput) {
  const outcome = await decide(given, artifact);
  assert.ok('changes' in outcome, JSON.stringify(outcome));
  const { changes, answer } = outcome;
  assert.equal(changes.length, 1);
  return { events: changes[0]!.events as readonly ChatEvent[], answer };
}

test('creates a chat named after the artifact, with the agent of its kind, in one change', async () => {
  const { events, answer } = await decided(input);
  const [created, associated, sent, ...more] = events;
  assert.deepEqual(created, {
    type: 'ChatCreated',
    chatId: 'chat-1',
    ownerId: 'alice',
    title: 'Discussion about Order to cash',
    visibility: 'team',
    agentId: 'bpmn::collaboration-agent',
    createdAt: 1000,
  });
  assert.equal(associated?.type, 'ArtifactAssociated');
  assert.equal(sent?.type, 'MessageSent');
  assert.deepEqual(more, []);
  assert.deepEqual([answer.chatCreated, answer.message.sequence], [true, 1]);
});

test('takes the agent that was asked for', async () => {
  const { events } = await decided({ ...input, create: { visibility: 'private', agentId: 'chat' } });
  assert.ok(events[0]?.type === 'ChatCreated' && events[0].agentId === 'chat');
});

test('refuses an artifact or a chat that is not there, and then changes nothing', async () => {
  const noArtifact = { reason: 'artifact_not_found', metadata: { id: 'artifact-1' } };
  assert.deepEqual(await decide(input, undefined), { refused: noArtifact });
  const noChat = { reason: 'thread_not_found', metadata: { id: 'chat-1' } };
  assert.deepEqual(await decide({ ...input, create: undefined }, artifact), { refused: noChat });
});
