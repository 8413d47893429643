import { type Subscription, type SubscriptionEvent, type TopicInit, topicKeyOf } from '@ameide/sdk';
import type { FromLeader, ToLeader, Want } from './protocol.ts';

/** Holds the one connection of a browser, for all its tabs. */
export interface Leader {
  hear(message: ToLeader): void;
  /** Something came over the connection. */
  told(event: SubscriptionEvent): void;
}

export interface LeaderDeps {
  /** Names this leader. */
  readonly id: string;
  readonly subscription: Pick<Subscription, 'follow' | 'unfollow' | 'reconnect'>;
  readonly send: (message: FromLeader) => void;
  /** Calls back when the tab is closed or has died. */
  readonly whenGone: (tab: string, onGone: () => void) => void;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/** The server is heard every 15 s; somebody who looks again need not wait for the watchdog. */
const SILENT_MS = 17_000;

export function createLeader({ id, subscription, send, whenGone, now }: LeaderDeps): Leader {
  const tabs = new Map<string, ReadonlyMap<string, Want>>();
  const followed = new Map<string, TopicInit>();
  /** What nothing was told of yet, and from where on it was asked for: whoever asks for the same hears it, too. */
  const pending = new Map<string, string>();
  let number = 0;
  let heardAt = now();

  function dropUnwanted(): void {
    for (const [key, topic] of followed) {
      if ([...tabs.values()].some((wants) => wants.has(key))) continue;
      followed.delete(key);
      pending.delete(key);
      subscription.unfollow(topic);
    }
  }

  return {
    hear(message) {
      if (message.kind === 'look') {
        if (message.isSure || now() - heardAt > SILENT_MS) subscription.reconnect();
        return;
      }
      const { tab, wants } = message;
      if (!tabs.has(tab)) {
        whenGone(tab, () => {
          tabs.delete(tab);
          dropUnwanted();
        });
      }
      const byKey = new Map(wants.map((want) => [topicKeyOf(want.topic), want]));
      tabs.set(tab, byKey);
      for (const [key, { topic, isFresh, resumeToken }] of byKey) {
        // Of what begins with how it stands, the others hear again what they know, which changes nothing.
        const isAnew = isFresh && beginsWithState(topic) && pending.get(key) !== resumeToken;
        if (followed.has(key) && !isAnew) continue;
        followed.set(key, topic);
        pending.set(key, resumeToken);
        subscription.follow(topic, resumeToken);
      }
      dropUnwanted();
    },
    told(event) {
      heardAt = now();
      if (event.case !== 'alive') pending.delete(topicKeyOf(event.value.topic!));
      if (event.case === 'ended') followed.delete(topicKeyOf(event.value.topic!));
      number += 1;
      send({ kind: 'told', leader: id, number, event });
    },
  };
}

/** Whether whoever follows such a topic anew is told how it stands; of the others only what comes. */
function beginsWithState({ topic }: TopicInit): boolean {
  return topic?.case !== 'threadId' && topic?.case !== 'artifactId';
}
