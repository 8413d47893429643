import type { TopicEnded, TopicUpdate } from '@ameide/contracts/live/v1/subscription_service';
import { type SubscriptionEvent, type TopicInit, topicKeyOf } from '@ameide/sdk';
import type { FromLeader, ToLeader } from './protocol.ts';

/** Somebody on a page who follows a topic. */
export interface TopicListener {
  /** Updates may come twice: what they say tells whether it is known. `alive` comes when the topic is followed and nothing goes on. */
  onUpdate(update: TopicUpdate): void;
  /** Something may have happened before the topic was followed: read again what is shown. */
  onMissed?(): void;
  /** Nothing more comes for now, and why; it is asked for again, and said again when that does not help. */
  onEnded?(ended: TopicEnded): void;
}

/** What one tab follows, whichever tab holds the connection. */
export interface LiveTab {
  /** @param resumeToken from where on; without one, from how it stands now. @returns what stops it */
  follow(topic: TopicInit, listener: TopicListener, resumeToken?: string): () => void;
  hear(message: FromLeader): void;
  /** Says all that this tab wants. */
  sayWants(): void;
  /** Asks again for what has ended, and for what nothing was heard of yet. */
  askAgain(): void;
}

export interface LiveTabDeps {
  readonly id: string;
  readonly say: (message: ToLeader) => void;
  readonly onReachable: (isReachable: boolean) => void;
  readonly onSessionOver: () => void;
}

/** Reasons for which the server does not go on from a token. */
const TOO_OLD: ReadonlySet<string> = new Set(['resume_token_expired', 'resume_token_invalid', 'stream_expired']);

interface Followed {
  readonly topic: TopicInit;
  readonly listeners: Set<TopicListener>;
  resumeToken: string;
  isFresh: boolean;
  hasEnded: boolean;
}

export function createLiveTab({ id, say, onReachable, onSessionOver }: LiveTabDeps): LiveTab {
  const followed = new Map<string, Followed>();
  let heard: { readonly leader: string; readonly number: number } | undefined;
  let isSaying = false;

  /** What changes in one turn is said once. */
  function sayWants(): void {
    if (isSaying) return;
    isSaying = true;
    queueMicrotask(() => {
      isSaying = false;
      const wants = [...followed.values()]
        .filter(({ hasEnded }) => !hasEnded)
        .map(({ topic, resumeToken, isFresh }) => ({ topic, resumeToken, isFresh }));
      say({ kind: 'wants', tab: id, wants });
    });
  }

  function tell(event: SubscriptionEvent): void {
    if (event.case === 'alive') return;
    const key = topicKeyOf(event.value.topic!);
    const known = followed.get(key);
    if (known === undefined) return;
    if (event.case === 'ended') {
      if (TOO_OLD.has(event.value.reason)) {
        beginAnew(known);
        return;
      }
      known.hasEnded = true;
      for (const { onEnded } of known.listeners) onEnded?.(event.value);
      return;
    }
    const wasFresh = known.isFresh;
    known.isFresh = false;
    known.hasEnded = false;
    known.resumeToken = '';
    for (const { onMissed, onUpdate } of known.listeners) {
      if (wasFresh) onMissed?.();
      onUpdate(event.value);
    }
  }

  function beginAnew(known: Followed): void {
    known.resumeToken = '';
    known.isFresh = true;
    known.hasEnded = false;
    for (const { onMissed } of known.listeners) onMissed?.();
    sayWants();
  }

  /** The tab has not heard everything. */
  function catchUp(): void {
    for (const known of followed.values()) beginAnew(known);
    sayWants();
  }

  return {
    follow(topic, listener, resumeToken = '') {
      const key = topicKeyOf(topic);
      const known = followed.get(key) ?? {
        ...{ topic, listeners: new Set(), resumeToken: '' },
        ...{ isFresh: true, hasEnded: false },
      };
      followed.set(key, known);
      known.listeners.add(listener);
      known.resumeToken = resumeToken;
      known.isFresh = true;
      known.hasEnded = false;
      sayWants();
      return () => {
        known.listeners.delete(listener);
        if (known.listeners.size > 0 || followed.get(key) !== known) return;
        followed.delete(key);
        sayWants();
      };
    },
    hear(message) {
      switch (message.kind) {
        case 'leading':
          heard = { leader: message.leader, number: 0 };
          // What may have been missed is read again when the new leader follows it.
          for (const known of followed.values()) known.isFresh = true;
          sayWants();
          return;
        case 'told': {
          const { leader, number, event } = message;
          const isNext = heard?.leader === leader && number === heard.number + 1;
          const isKnown = heard !== undefined;
          heard = { leader, number };
          onReachable(true);
          if (!isNext && isKnown) catchUp();
          tell(event);
          return;
        }
        case 'reach':
          onReachable(message.isReachable);
          return;
        case 'session-over':
          onSessionOver();
      }
    },
    sayWants,
    askAgain() {
      for (const known of followed.values()) {
        if (!known.hasEnded) continue;
        known.resumeToken = '';
        known.isFresh = true;
        known.hasEnded = false;
      }
      if ([...followed.values()].some(({ isFresh }) => isFresh)) sayWants();
    },
  };
}
