import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RelationType } from '@ameide/contracts/threads/v1/chat';
import { createLogFeed, type EventFeed, relayMigrations } from '@ameide/event-feed';
import { createKafkaFeed, startRelay } from '@ameide/event-feed/kafka';
import { kafkaSkipReason, startKafkaBroker } from '@ameide/event-feed/testing';
import { createEventStore, type EventStore, eventStoreMigrations } from '@ameide/event-store';
import { migrate } from '@ameide/postgres';
import { rebuildReadTables } from '../src/service.ts';
import { alice, carol, type Harness, type Person, startHarness, text } from './harness.ts';

/** Where the events of models come from, as the service is given it. */
interface Source {
  readonly feed: EventFeed;
  close(): Promise<void>;
}

const KINDS: readonly { name: string; skip: string | false; open(log: EventStore): Promise<Source> }[] = [
  { name: 'the log', skip: false, open: async (graph) => ({ feed: createLogFeed({ graph }), close: async () => {} }) },
  {
    name: 'Kafka',
    skip: kafkaSkipReason(),
    async open(log) {
      const broker = await startKafkaBroker();
      const kafka = { brokers: [broker.address], clientId: 'threads-tests' };
      const relay = startRelay({ log, context: 'graph', kafka });
      const close = async () => {
        await relay.stop();
        await broker.close();
      };
      return { feed: createKafkaFeed({ kafka, contexts: ['graph'] }), close };
    },
  },
];

for (const { name, skip, open } of KINDS) {
  describe(`a chat whose patch was applied has modified the artifact, told by ${name}`, {
    skip,
    timeout: 120_000,
  }, () => {
    let h: Harness;
    let source: Source;
    let log: EventStore;
    before(async () => {
      // The service takes its feed when it starts, and the feed needs the database that comes with the service.
      const feed: EventFeed = { subscribe: (options) => source.feed.subscribe(options) };
      h = await startHarness({ feed }, async (admin) => {
        const migrations = [...eventStoreMigrations('graphpatch'), ...relayMigrations('graphpatch')];
        await migrate(admin, { schema: 'graphpatch', role: 'ameide_threads', migrations });
        log = createEventStore({ pool: admin, schema: 'graphpatch' });
        source = await open(log);
      });
    });
    after(async () => {
      await h.stop();
      await source.close();
    });

    /** Events of one patch are handled in their order; so whoever has seen the last has seen all. */
    let patchId = randomUUID();
    beforeEach(() => {
      patchId = randomUUID();
    });

    async function apply(person: Person, artifactId: string, runId: string, event: object = {}): Promise<void> {
      const data = {
        patchId,
        artifactId,
        runId,
        approvedBy: person.sub,
        appliedAt: new Date().toISOString(),
        ...event,
      };
      const stream = `patch:${person.tenant_id}/${patchId}`;
      const events = [{ type: 'PatchApplied', data }];
      await log.append(person.tenant_id, { streams: [{ stream, expectedVersion: 'any', events }] });
    }

    async function newChat(person: Person): Promise<{ threadId: string; artifactId: string }> {
      const me = await h.as(person);
      const key = () => ({ idempotencyKey: randomUUID() });
      const artifact = { title: 'Order to cash', kind: 'bpmn::collaboration', ...key() };
      const artifactId = (await h.artifacts.createArtifact(artifact, me)).artifact!.id;
      const ensured = { artifactId, message: text('Add a task'), ...key() };
      return { threadId: (await h.chats.ensureChatForArtifactAndSendMessage(ensured, me)).threadId, artifactId };
    }

    const answer = (person: Person, threadId: string, runId: string) =>
      h.chats.recordAssistantMessage({ threadId, runId, agentId: 'bpmn', ...text('Done') }, h.onBehalfOf(person));

    async function relationOf(person: Person, threadId: string): Promise<RelationType | undefined> {
      const { artifacts } = await h.chatQueries.getChatArtifacts({ threadId }, await h.as(person));
      return artifacts[0]?.relationType;
    }

    async function becomesModified(person: Person, threadId: string): Promise<void> {
      while ((await relationOf(person, threadId)) !== RelationType.MODIFIED) await delay(20);
    }

    it('after the answer, and before it', async () => {
      const [late, early, runs] = [await newChat(alice), await newChat(alice), [randomUUID(), randomUUID()] as const];
      await answer(alice, late.threadId, runs[0]);
      assert.equal(await relationOf(alice, late.threadId), RelationType.REFERENCED);
      await apply(alice, early.artifactId, runs[1]);
      await apply(alice, late.artifactId, runs[0]);
      await becomesModified(alice, late.threadId);
      assert.equal(await relationOf(alice, early.threadId), RelationType.REFERENCED);
      await answer(alice, early.threadId, runs[1]);
      assert.equal(await relationOf(alice, early.threadId), RelationType.MODIFIED);
    });

    it('once, however many patches the run has, and whoever approved them; the log says the same', async () => {
      const [chat, runId] = [await newChat(alice), randomUUID()];
      await answer(alice, chat.threadId, runId);
      for (const sub of ['bob', 'alice', 'alice']) await apply({ ...alice, sub }, chat.artifactId, runId);
      await becomesModified(alice, chat.threadId);
      const [last, lastRun] = [await newChat(alice), randomUUID()];
      await answer(alice, last.threadId, lastRun);
      await apply(alice, last.artifactId, lastRun);
      await becomesModified(alice, last.threadId);
      const { rows } = await h.admin.query(
        `select metadata ->> 'actor' as actor from threads.events
         where stream = $1 and type = 'ArtifactAssociated' and data ->> 'relationType' = 'RELATION_TYPE_MODIFIED'`,
        [`chat:acme/${chat.threadId}`],
      );
      assert.deepEqual(rows, [{ actor: 'bob' }]);
      await rebuildReadTables(h.pool, 'acme');
      assert.equal(await relationOf(alice, chat.threadId), RelationType.MODIFIED);
    });

    it('not for patches of people, of earlier releases, of other tenants and of runs without a chat', async () => {
      const [chat, runId] = [await newChat(alice), randomUUID()];
      await answer(alice, chat.threadId, runId);
      await apply(alice, chat.artifactId, '');
      await apply(alice, chat.artifactId, runId, { artifactId: '' });
      await apply(carol, chat.artifactId, runId);
      await apply(alice, chat.artifactId, randomUUID());
      const [last, lastRun] = [await newChat(alice), randomUUID()];
      await answer(alice, last.threadId, lastRun);
      await apply(alice, last.artifactId, lastRun);
      await becomesModified(alice, last.threadId);
      assert.equal(await relationOf(alice, chat.threadId), RelationType.REFERENCED);
      const { rows } = await h.admin.query('select count(*)::int as failed from threads.dead_letters');
      assert.deepEqual(rows, [{ failed: 0 }]);
    });

    it('also when the owner has deleted the chat, which does not fail', async () => {
      const [chat, runId] = [await newChat(alice), randomUUID()];
      await answer(alice, chat.threadId, runId);
      await h.chats.deleteChat({ threadId: chat.threadId }, await h.as(alice));
      await apply(alice, chat.artifactId, runId);
      const [last, lastRun] = [await newChat(alice), randomUUID()];
      await answer(alice, last.threadId, lastRun);
      await apply(alice, last.artifactId, lastRun);
      await becomesModified(alice, last.threadId);
      await h.chats.undeleteChat({ threadId: chat.threadId }, await h.as(alice));
      assert.equal(await relationOf(alice, chat.threadId), RelationType.MODIFIED);
    });
  });
}
