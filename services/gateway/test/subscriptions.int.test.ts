import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { SubscribeResponse, TopicUpdate } from '@ameide/contracts/live/v1/subscription_service';
import type { TopicSchema } from '@ameide/contracts/live/v1/topic';
import {
  createInProcessLiveStreams,
  createInProcessPresence,
  type LiveStreams,
  openLiveStreams,
  openPresence,
  type Presence,
} from '@ameide/live-streams';
import { redisSkipReason, startRedis, type TestRedis } from '@ameide/live-streams/testing';
import { until } from '@ameide/test-kit';
import type { MessageInitShape } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { assertRefused } from './assertions.ts';
import { as, collect, type GatewayInstance, generate, startSystem, type TestSystem, words } from './harness.ts';

type Topic = MessageInitShape<typeof TopicSchema>;
type Event = SubscribeResponse['event'];

const chat = (id: string): Topic => ({ topic: { case: 'threadId', value: id } });
const model = (ref: string): Topic => ({ topic: { case: 'modelRef', value: ref } });
const drafts = (ref: string): Topic => ({ topic: { case: 'draftsOfRef', value: ref } });
const runs = (id: string): Topic => ({ topic: { case: 'runsInThreadId', value: id } });
const people = (id: string): Topic => ({
  topic: { case: 'peopleAt', value: { place: { case: 'threadId', value: id } } },
});

/** A subscription of somebody: its events, and its changes. */
function subscribe(gateway: GatewayInstance, user: string, topics: readonly { topic: Topic; resumeToken?: string }[]) {
  const leaving = new AbortController();
  const id = randomUUID();
  let number = 0;
  async function* read(): AsyncGenerator<Event, void> {
    const request = { subscriptionId: id, topics: [...topics] };
    for await (const { event } of gateway.subscriptions.subscribe(
      request,
      as(user, 'acme', { signal: leaving.signal }),
    ))
      yield event;
  }
  const events = read();
  return {
    id,
    leave: () => leaving.abort(),
    async change(
      follow: readonly { topic: Topic; resumeToken?: string }[],
      unfollow: readonly Topic[] = [],
      by = gateway,
    ) {
      number += 1;
      const request = { subscriptionId: id, number, follow: [...follow], unfollow: [...unfollow] };
      await by.subscriptions.changeTopics(request, as(user));
    },
    /** The next event for which that is so. */
    async next(isSo: (event: Event) => boolean = () => true): Promise<Event> {
      for (;;) {
        const { value, done } = await events.next();
        assert.ok(done !== true && value, 'the subscription has ended');
        if (isSo(value)) return value;
        assert.ok(value.case !== 'ended', `a topic has ended: ${value.case === 'ended' && value.value.reason}`);
      }
    },
  };
}

/** What an update says that is not only about being alive. */
function said(event: Event): TopicUpdate | undefined {
  return event.case === 'update' && event.value.payload.case !== 'alive' ? event.value : undefined;
}

const sequenceOf = ({ payload }: TopicUpdate) =>
  payload.case === 'chat' && payload.value.update.case === 'message' ? payload.value.update.value.sequence : undefined;

interface Backing {
  open(): Promise<{ readonly liveStreams: LiveStreams; readonly presence: Presence }>;
}

function suite(name: string, backing: Backing, twoReplicas: boolean, options: { skip?: string | false } = {}) {
  describe(`Subscribe: ${name}`, { timeout: 120_000, ...options }, () => {
    let system: TestSystem;
    let gateway: GatewayInstance;
    let other: GatewayInstance;
    const presences: Presence[] = [];
    const start = async () => {
      const { liveStreams, presence } = await backing.open();
      presences.push(presence);
      return system.gateway({ heartbeatIntervalMs: 200 }, liveStreams, presence);
    };
    before(async () => {
      system = await startSystem();
      gateway = await start();
      other = twoReplicas ? await start() : gateway;
    });
    after(async () => {
      await system.close();
      await Promise.all(presences.map((presence) => presence.close()));
    });
    const newChat = () => system.world.thread(words('hello ', 'you'));

    it('follows a chat, a model and what agents say, and takes more and less of them while it goes on', async () => {
      const [one, two] = [newChat(), newChat()];
      const ref = `artifacts/${randomUUID()}/main`;
      const all = subscribe(gateway, 'ada', [{ topic: chat(one) }]);
      assert.equal((await all.next()).case, 'heartbeat');
      await all.next(({ case: kind }) => kind === 'update');
      system.world.followed.advance(one);
      assert.equal(sequenceOf(said(await all.next((event) => said(event) !== undefined))!), 1);

      // The other replica is told of the change, this one streams.
      await all.change([{ topic: model(ref) }, { topic: runs(two) }], [chat(one)], other);
      const snapshot = said(await all.next((event) => said(event)?.payload.case === 'snapshot'));
      assert.equal(snapshot?.sequence, 1n);
      system.world.followed.advance(one);
      system.world.followed.advance(ref);
      const delta = said(await all.next((event) => said(event) !== undefined));
      assert.equal(delta?.payload.case, 'delta', 'the chat is not followed any more');
      assert.equal(delta?.resumeToken, '1');
      await all.change([{ topic: drafts(ref) }]);
      system.world.followed.advance(`draft of ${ref}`);
      const draft = said(await all.next((event) => said(event) !== undefined));
      assert.equal(draft?.payload.case === 'draft' && draft.payload.value.draft?.revision, 1);
      const run = collect(generate(gateway, two));
      const frames: number[] = [];
      await all.next((event) => {
        const payload = said(event)?.payload;
        if (payload?.case === 'frame' && payload.value.payload.case !== 'heartbeat') frames.push(payload.value.index);
        return payload?.case === 'frame' && payload.value.payload.case === 'status' && frames.length > 1;
      });
      assert.deepEqual(
        frames,
        (await run).map(({ index }) => index),
      );
      all.leave();
    });

    it('cut anywhere and resumed, with streams behind it that break, it tells everything once and in order', async () => {
      const total = 15;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ after: fc.integer({ min: 1, max: 5 }), breaks: fc.boolean() }), {
            minLength: 1,
            maxLength: 5,
          }),
          async (cuts) => {
            const threadId = newChat();
            let token = '';
            let open = subscribe(gateway, 'ada', [{ topic: chat(threadId) }]);
            token = updateOf(await open.next(({ case: kind }) => kind === 'update')).resumeToken;
            for (let n = 0; n < total; n += 1) setImmediate(() => system.world.followed.advance(threadId));
            const seen: number[] = [];
            let left = cuts[0]!.after;
            while (seen.length < total) {
              const update = said(await open.next((event) => said(event) !== undefined))!;
              token = update.resumeToken;
              seen.push(sequenceOf(update)!);
              left -= 1;
              if (left > 0) continue;
              const { breaks } = cuts.shift() ?? { breaks: false };
              left = cuts[0]?.after ?? total;
              if (breaks) system.world.followed.breakStreams();
              else {
                open.leave();
                open = subscribe(gateway, 'ada', [{ topic: chat(threadId), resumeToken: token }]);
              }
            }
            open.leave();
            assert.deepEqual(
              seen,
              Array.from({ length: total }, (_, n) => n + 1),
            );
          },
        ),
        { numRuns: 8 },
      );
    });

    it('tells when proposals and shared chats of the caller are others than before', async () => {
      const all = subscribe(gateway, 'ada', [
        { topic: { topic: { case: 'myProposals', value: {} } } },
        { topic: { topic: { case: 'sharedChats', value: {} } } },
      ]);
      const changed = async () => {
        const update = said(await all.next((event) => said(event)?.payload.case === 'listChanged'));
        return update?.topic?.topic.case;
      };
      assert.deepEqual([await changed(), await changed()].sort(), ['myProposals', 'sharedChats']);
      system.world.followed.advance('shared chats');
      assert.equal(await changed(), 'sharedChats');
      system.world.followed.advance('patches');
      assert.equal(await changed(), 'myProposals');
      all.leave();
    });

    it('ends a topic alone that the caller may not follow, with its reason', async () => {
      const mine = newChat();
      const all = subscribe(gateway, 'ada', [{ topic: chat(randomUUID()) }, { topic: chat(mine) }]);
      const ended = await all.next(({ case: kind }) => kind === 'ended');
      assert.equal(ended.case === 'ended' && ended.value.reason, 'thread_not_found');
      system.world.followed.advance(mine);
      await all.next((event) => said(event) !== undefined);
      await all.change([{ topic: people(randomUUID()) }]);
      const nobody = await all.next(({ case: kind }) => kind === 'ended');
      assert.equal(nobody.case === 'ended' && nobody.value.reason, 'thread_not_found');
      all.leave();
    });

    it('is changed by its owner only, in turn, and while it goes on', async () => {
      const all = subscribe(gateway, 'ada', []);
      await all.next();
      const change = (user: string, number: number) =>
        gateway.subscriptions.changeTopics({ subscriptionId: all.id, number }, as(user));
      await assertRefused(change('eve', 1), 'subscription_over');
      await assertRefused(change('ada', 2), 'subscription_over');
      await change('ada', 1);
      const again = gateway.subscriptions.subscribe({ subscriptionId: all.id }, as('ada'));
      await assertRefused(again[Symbol.asyncIterator]().next(), 'subscription_exists');
      all.leave();
      let number = 1;
      const refusal = await until(() => {
        number += 1;
        return change('ada', number).then(
          () => undefined,
          (error: unknown) => error,
        );
      });
      await assertRefused(Promise.reject(refusal), 'subscription_over');
    });

    it('tells who is at a place: each person once, with what they have selected, of their own tenant only', async () => {
      const threadId = newChat();
      const announce = (user: string, clientId: string, selectedIds: string[] = [], tenant = 'acme', leaving = false) =>
        other.presence.announcePresence(
          {
            place: { place: { case: 'threadId', value: threadId } },
            clientId,
            selectedIds,
            leaving,
          },
          as(user, tenant),
        );
      const all = subscribe(gateway, 'ada', [{ topic: people(threadId) }]);
      const seen = async (expected: readonly string[]) =>
        all.next((event) => {
          const payload = said(event)?.payload;
          if (payload?.case !== 'people') return false;
          const shown = payload.value.people.map(
            ({ subject, name, selectedIds }) => `${subject} ${name} ${selectedIds}`,
          );
          return JSON.stringify(shown) === JSON.stringify(expected);
        });
      await seen([]);
      const [tab, secondTab] = [randomUUID(), randomUUID()];
      await announce('ben', tab, ['Task_1']);
      await announce('ben', secondTab, ['Task_2']);
      await seen(['ben ben Task_1,Task_2']);
      await announce('zoe', randomUUID(), ['Task_3'], 'globex');
      await announce('ben', tab, [], 'acme', true);
      await seen(['ben ben Task_2']);
      system.world.strangers.add('eve');
      await assertRefused(announce('eve', randomUUID()), 'thread_not_found');
      all.leave();
    });

    it('ends when the gateway stops, so that a client goes on elsewhere', async () => {
      const stopping = await start();
      const all = subscribe(stopping, 'ada', []);
      await all.next();
      const ended = assertRefused(
        all.next(() => false),
        'server_stopping',
      );
      await Promise.all([stopping.stop(), ended]);
    });
  });
}

function updateOf(event: Event): TopicUpdate {
  assert.ok(event.case === 'update');
  return event.value;
}

suite(
  'in one process',
  { open: async () => ({ liveStreams: createInProcessLiveStreams(), presence: createInProcessPresence() }) },
  false,
);

let redis: TestRedis | undefined;
after(() => redis?.kill());
suite(
  'two replicas with Redis',
  {
    async open() {
      redis ??= await startRedis();
      const { url } = redis;
      const [liveStreams, presence] = await Promise.all([openLiveStreams(url, () => {}), openPresence(url, () => {})]);
      return { liveStreams, presence };
    },
  },
  true,
  { skip: redisSkipReason() },
);
