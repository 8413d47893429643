import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ChatCommand, CreateChat, SendMessage } from './commands.ts';
import { decideChat } from './decide.ts';
import type { ChatEvent } from './events.ts';
import { evolveChat } from './evolve.ts';
import { type ChatState, isStronger, type Relation } from './state.ts';

const create: CreateChat = {
  type: 'CreateChat',
  chatId: 'chat-1',
  userId: 'alice',
  at: 1000,
  title: 'Orders',
  visibility: 'private',
  agentId: 'chat',
};
const send: SendMessage = {
  type: 'SendMessage',
  chatId: 'chat-1',
  messageId: 'message-1',
  userId: 'alice',
  at: 2000,
  author: { role: 'user', userId: 'alice' },
  parts: [{ kind: 'text', text: 'Hello' }],
  artifactId: undefined,
};
const associate = { type: 'AssociateArtifact', chatId: 'chat-1', userId: 'alice', at: 3000 } as const;

function after(...events: ChatEvent[]): ChatState {
  return events.reduce<ChatState>(evolveChat, undefined);
}

function eventsOf(command: ChatCommand, state: ChatState): readonly ChatEvent[] {
  const decision = decideChat(command, state);
  assert.ok('events' in decision, JSON.stringify(decision));
  return decision.events;
}

const given = {
  private: eventsOf(create, undefined),
  team: eventsOf({ ...create, visibility: 'team' }, undefined),
  untitled: eventsOf({ ...create, title: '' }, undefined),
};

describe('CreateChat', () => {
  test('given nothing, creates the chat', () => {
    assert.deepEqual(given.private, [
      {
        type: 'ChatCreated',
        chatId: 'chat-1',
        ownerId: 'alice',
        title: 'Orders',
        visibility: 'private',
        agentId: 'chat',
        createdAt: 1000,
      },
    ]);
  });

  test('given a chat of that id, is a mistake of the caller', () => {
    assert.throws(() => decideChat(create, after(...given.private)), /needs a new id/);
  });
});

describe('SendMessage', () => {
  test('given no chat, is refused', () => {
    assert.deepEqual(decideChat(send, undefined), { refused: { reason: 'thread_not_found', id: 'chat-1' } });
  });

  test("given another person's private chat, is refused as if there were none", () => {
    const decision = decideChat({ ...send, userId: 'bob' }, after(...given.private));
    assert.deepEqual(decision, { refused: { reason: 'thread_not_found', id: 'chat-1' } });
  });

  test("given another person's shared chat, is recorded", () => {
    assert.equal(eventsOf({ ...send, userId: 'bob' }, after(...given.team)).length, 1);
  });

  test('given an empty chat, takes the first place', () => {
    const [event, ...more] = eventsOf(send, after(...given.private));
    assert.deepEqual(more, []);
    const { messageId: id, chatId, author, parts, artifactId, at: createdAt } = send;
    assert.deepEqual(event, {
      type: 'MessageSent',
      message: { id, chatId, sequence: 1, author, parts, artifactId, createdAt },
    });
  });

  test('given a chat without a title, names it by the first message, once', () => {
    const first = eventsOf(send, after(...given.untitled));
    assert.deepEqual(first[1], { type: 'ChatRenamed', chatId: 'chat-1', title: 'Hello', renamedAt: 2000 });
    const second = eventsOf(send, after(...given.untitled, ...first));
    assert.deepEqual(
      second.map(({ type }) => type),
      ['MessageSent'],
    );
  });

  test('about an artifact, relates it, once', () => {
    const about = { ...send, artifactId: 'artifact-1' };
    const first = eventsOf(about, after(...given.private));
    assert.deepEqual(first[0], {
      type: 'ArtifactAssociated',
      chatId: 'chat-1',
      artifactId: 'artifact-1',
      relation: 'referenced',
      linkedAt: 2000,
    });
    const second = eventsOf(about, after(...given.private, ...first));
    assert.deepEqual(
      second.map(({ type }) => type),
      ['MessageSent'],
    );
  });
});

describe('AssociateArtifact', () => {
  const relate = (relation: Relation) => ({ ...associate, artifactId: 'artifact-1', relation });

  test('replaces a weaker relation only, and keeps when they were first related', () => {
    const states: ChatState[] = [after(...given.private)];
    const counts = (['referenced', 'created', 'modified', 'created'] as const).map((relation, index) => {
      const events = eventsOf({ ...relate(relation), at: 3000 + index }, states.at(-1));
      states.push(events.reduce<ChatState>(evolveChat, states.at(-1)));
      return events.length;
    });
    assert.deepEqual(counts, [1, 1, 0, 0]);
    assert.deepEqual(states.at(-1)?.links, { 'artifact-1': { relation: 'created', linkedAt: 3000 } });
  });

  test('given a chat that the person may not see, is refused', () => {
    const decision = decideChat({ ...relate('created'), userId: 'bob' }, after(...given.private));
    assert.deepEqual(decision, { refused: { reason: 'thread_not_found', id: 'chat-1' } });
  });
});

const command = fc.oneof(
  fc
    .record({
      user: fc.constantFrom('alice', 'bob'),
      artifactId: fc.constantFrom(undefined, 'artifact-1', 'artifact-2'),
      at: fc.nat(5000),
    })
    .map(({ user, artifactId, at }): ChatCommand => ({ ...send, userId: user, artifactId, at })),
  fc
    .record({
      artifactId: fc.constantFrom('artifact-1', 'artifact-2'),
      relation: fc.constantFrom<Relation>('referenced', 'modified', 'created'),
      at: fc.nat(5000),
    })
    .map((fields): ChatCommand => ({ ...associate, ...fields })),
);

test('whatever is asked, messages have no gaps, relations never weaken and time never goes back', () => {
  fc.assert(
    fc.property(fc.constantFrom(given.private, given.team), fc.array(command, { maxLength: 20 }), (start, commands) => {
      let state = after(...start);
      let sent = 0;
      for (const next of commands) {
        const decision = decideChat(next, state);
        if ('refused' in decision) continue;
        for (const event of decision.events) {
          if (event.type === 'MessageSent') assert.equal(event.message.sequence, ++sent);
          if (event.type === 'ArtifactAssociated') {
            assert.ok(isStronger(event.relation, state?.links[event.artifactId]?.relation));
          }
          const before = state;
          state = evolveChat(state, event);
          assert.ok((state?.updatedAt ?? 0) >= (before?.updatedAt ?? 0));
        }
      }
      assert.equal(state?.messageCount, sent);
    }),
  );
});
