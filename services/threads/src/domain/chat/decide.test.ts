import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { given } from './chat.fixture.ts';
import type { ChatCommand, CreateChat, SendMessage } from './commands.ts';
import { decideChat } from './decide.ts';
import type { ChatEvent } from './events.ts';
import { evolveChat } from './evolve.ts';
import { isStronger, type Relation } from './state.ts';

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

const created = (fields: Partial<CreateChat> = {}) =>
  given()
    .when({ ...create, ...fields })
    .events();
const history = {
  private: created(),
  team: created({ visibility: 'team' }),
  untitled: created({ title: '' }),
};
const notFound = { reason: 'thread_not_found', metadata: { id: 'chat-1' } } as const;
const { messageId: id, chatId, author, parts, artifactId, at: createdAt } = send;
const sent: ChatEvent = {
  type: 'MessageSent',
  message: { id, chatId, sequence: 1, author, parts, artifactId, createdAt },
};

describe('CreateChat', () => {
  test('given nothing, creates the chat', () => {
    given().when(create).thenEvents({
      type: 'ChatCreated',
      chatId: 'chat-1',
      ownerId: 'alice',
      title: 'Orders',
      visibility: 'private',
      agentId: 'chat',
      createdAt: 1000,
    });
  });

  test('given a chat of that id, is a mistake of the caller', () => {
    given(...history.private)
      .when(create)
      .thenThrows(/needs a new id/);
  });
});

describe('SendMessage', () => {
  test('given no chat, is refused', () => {
    given().when(send).thenRefused(notFound);
  });

  test("given another person's private chat, is refused as if there were none", () => {
    given(...history.private)
      .when({ ...send, userId: 'bob' })
      .thenRefused(notFound);
  });

  test("given another person's shared chat, is recorded", () => {
    given(...history.team)
      .when({ ...send, userId: 'bob' })
      .thenEvents(sent);
  });

  test('given an empty chat, takes the first place', () => {
    given(...history.private)
      .when(send)
      .thenEvents(sent);
  });

  test('given a chat without a title, names it by the first message, once', () => {
    const named: ChatEvent = { type: 'ChatRenamed', chatId: 'chat-1', title: 'Hello', renamedAt: 2000 };
    given(...history.untitled)
      .when(send)
      .thenEvents(sent, named);
    const second = given(...history.untitled, sent, named)
      .when(send)
      .events();
    assert.deepEqual(
      second.map(({ type }) => type),
      ['MessageSent'],
    );
  });

  test('about an artifact, relates it, once', () => {
    const about = { ...send, artifactId: 'artifact-1' };
    const first = given(...history.private)
      .when(about)
      .events();
    assert.deepEqual(first[0], {
      type: 'ArtifactAssociated',
      chatId: 'chat-1',
      artifactId: 'artifact-1',
      relation: 'referenced',
      linkedAt: 2000,
    });
    const second = given(...history.private, ...first)
      .when(about)
      .events();
    assert.deepEqual(
      second.map(({ type }) => type),
      ['MessageSent'],
    );
  });
});

describe('AssociateArtifact', () => {
  const relate = (relation: Relation) => ({ ...associate, artifactId: 'artifact-1', relation });

  test('replaces a weaker relation only, and keeps when they were first related', () => {
    let events = history.private;
    const counts = (['referenced', 'created', 'modified', 'created'] as const).map((relation, index) => {
      const more = given(...events)
        .when({ ...relate(relation), at: 3000 + index })
        .events();
      events = [...events, ...more];
      return more.length;
    });
    assert.deepEqual(counts, [1, 1, 0, 0]);
    assert.deepEqual(given(...events).state()?.links, { 'artifact-1': { relation: 'created', linkedAt: 3000 } });
  });

  test('given a chat that the person may not see, is refused', () => {
    given(...history.private)
      .when({ ...relate('created'), userId: 'bob' })
      .thenRefused(notFound);
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
    fc.property(
      fc.constantFrom(history.private, history.team),
      fc.array(command, { maxLength: 20 }),
      (start, commands) => {
        let state = given(...start).state();
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
      },
    ),
  );
});
