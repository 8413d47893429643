import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TopicEndedSchema, TopicUpdateSchema } from '@ameide/contracts/live/v1/subscription_service';
import { type SubscriptionEvent, type TopicInit, topicKeyOf } from '@ameide/sdk';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { createLeader, type Leader } from './leader.ts';
import type { FromLeader, ToLeader } from './protocol.ts';
import { createLiveTab, type LiveTab } from './tab.ts';

const CHAT = { topic: { case: 'threadId', value: 'a' } } satisfies TopicInit;
const MODEL = { topic: { case: 'modelRef', value: 'm' } } satisfies TopicInit;

/** A server with one growing number for each topic, as a subscription tells it: tokens are numbers. */
class Server {
  readonly numbers = new Map<string, number>([
    [topicKeyOf(CHAT), 0],
    [topicKeyOf(MODEL), 1],
  ]);

  /** Keys of topics that are not there. */
  readonly missing = new Set<string>();
  /** How often a topic was begun. */
  begun = 0;

  advance(topic: TopicInit): void {
    const key = topicKeyOf(topic);
    this.numbers.set(key, this.numbers.get(key)! + 1);
  }

  connect() {
    const places = new Map<string, { readonly topic: TopicInit; at: number; isTold: boolean }>();
    const { numbers, missing } = this;
    const isBegun = () => {
      this.begun += 1;
    };
    return {
      follow(topic: TopicInit, resumeToken = '') {
        isBegun();
        const key = topicKeyOf(topic);
        // A chat begins now, a model with all that it is.
        const begin = topic.topic?.case === 'modelRef' ? 0 : numbers.get(key)!;
        places.set(key, { topic, at: resumeToken === '' ? begin : Number(resumeToken), isTold: false });
      },
      unfollow: (topic: TopicInit) => void places.delete(topicKeyOf(topic)),
      reconnect() {},
      /** What is there to tell now. */
      *events(): Generator<SubscriptionEvent> {
        for (const [key, place] of places) {
          if (missing.has(key)) {
            places.delete(key);
            const value = create(TopicEndedSchema, { topic: place.topic, reason: 'model_not_found' });
            yield { case: 'ended', value };
            continue;
          }
          if (!place.isTold) {
            place.isTold = true;
            const payload = { case: 'alive' as const, value: {} };
            const value = create(TopicUpdateSchema, { topic: place.topic, resumeToken: String(place.at), payload });
            yield { case: 'update', value };
          }
          while (places.get(key) === place && place.at < numbers.get(key)!) {
            place.at += 1;
            const value = create(TopicUpdateSchema, { topic: place.topic, resumeToken: String(place.at) });
            yield { case: 'update', value };
          }
        }
      },
    };
  }
}

/** A browser with tabs, of which one leads. What a tab is told can be lost, as in one that was suspended. */
class BrowserWithTabs {
  readonly server = new Server();
  /** The last number that each tab knows of. */
  readonly known: number[] = [];
  readonly #tabs: LiveTab[] = [];
  #leader: { readonly leader: Leader; readonly connection: ReturnType<Server['connect']> } | undefined;
  #leaders = 0;
  readonly deaf = new Set<number>();

  openTab(topic: TopicInit): void {
    const index = this.#tabs.length;
    const say = (message: ToLeader) => this.#leader?.leader.hear(message);
    const tab = createLiveTab({ id: `tab ${index}`, say, onReachable() {}, onSessionOver() {} });
    this.#tabs.push(tab);
    this.known.push(0);
    const learn = (number: number) => {
      this.known[index] = Math.max(number, this.known[index]!);
    };
    tab.follow(topic, {
      onUpdate({ resumeToken, payload }) {
        if (payload.case !== 'alive') learn(Number(resumeToken));
      },
      onMissed: () => learn(this.server.numbers.get(topicKeyOf(topic))!),
    });
  }

  askAgain(): void {
    for (const tab of this.#tabs) tab.askAgain();
  }

  elect(): void {
    const connection = this.server.connect();
    this.#leaders += 1;
    const id = `leader ${this.#leaders}`;
    const leader = createLeader({ id, subscription: connection, send: this.#send, whenGone() {}, now: () => 0 });
    this.#leader = { leader, connection };
    this.#send({ kind: 'leading', leader: id });
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.resolve();
      const { leader, connection } = this.#leader!;
      for (const event of connection.events()) leader.told(event);
      leader.told({ case: 'alive' });
    }
  }

  readonly #send = (message: FromLeader) => {
    for (const [index, tab] of this.#tabs.entries()) if (!this.deaf.has(index)) tab.hear(message);
  };
}

test('whoever leads and dies, and whatever a tab does not hear, a tab that hears knows everything', async () => {
  const step = fc.oneof(
    { arbitrary: fc.record({ do: fc.constant('advance' as const), n: fc.integer({ min: 1, max: 4 }) }), weight: 4 },
    fc.record({ do: fc.constant('elect' as const) }),
    fc.record({ do: fc.constant('deafen' as const), tab: fc.nat(2) }),
    fc.record({ do: fc.constant('hear' as const), tab: fc.nat(2) }),
  );
  for (const topic of [CHAT, MODEL]) {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const browser = new BrowserWithTabs();
        for (let index = 0; index < 3; index += 1) browser.openTab(topic);
        browser.elect();
        await browser.settle();
        const assertAllKnow = () => {
          for (const [index, known] of browser.known.entries()) {
            if (!browser.deaf.has(index)) assert.equal(known, browser.server.numbers.get(topicKeyOf(topic)));
          }
        };
        for (const one of steps) {
          if (one.do === 'advance') for (let n = 0; n < one.n; n += 1) browser.server.advance(topic);
          else if (one.do === 'elect') browser.elect();
          else if (one.do === 'deafen') browser.deaf.add(one.tab);
          else browser.deaf.delete(one.tab);
          await browser.settle();
          assertAllKnow();
        }
      }),
      { numRuns: 200 },
    );
  }
});

test('a tab that comes later takes nothing from the others', async () => {
  const browser = new BrowserWithTabs();
  browser.openTab(CHAT);
  browser.elect();
  await browser.settle();
  browser.server.advance(CHAT);
  await browser.settle();
  browser.openTab(CHAT);
  browser.openTab(MODEL);
  await browser.settle();
  browser.server.advance(CHAT);
  await browser.settle();
  assert.deepEqual(browser.known, [2, 2, 1]);
});

test('what was not there is asked for again, by every tab', async () => {
  for (const topic of [CHAT, MODEL]) {
    const browser = new BrowserWithTabs();
    browser.server.missing.add(topicKeyOf(topic));
    browser.openTab(topic);
    browser.openTab(topic);
    browser.elect();
    await browser.settle();
    browser.askAgain();
    await browser.settle();
    browser.server.missing.clear();
    browser.server.advance(topic);
    await browser.settle();
    assert.deepEqual(browser.known, [0, 0], 'nobody has asked since');
    browser.askAgain();
    await browser.settle();
    const { numbers } = browser.server;
    assert.deepEqual(browser.known, [numbers.get(topicKeyOf(topic)), numbers.get(topicKeyOf(topic))]);
  }
});

test('asking again for what has not come yet does not begin it anew', async () => {
  const browser = new BrowserWithTabs();
  browser.openTab(MODEL);
  browser.elect();
  await Promise.resolve();
  browser.askAgain();
  browser.openTab(MODEL);
  await Promise.resolve();
  assert.equal(browser.server.begun, 1);
  await browser.settle();
  assert.deepEqual(browser.known, [1, 1]);
  browser.askAgain();
  await browser.settle();
  assert.equal(browser.server.begun, 1);
});
