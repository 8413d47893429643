import {
  type FollowedTopic,
  FollowedTopicSchema,
  type SubscribeResponse,
  type SubscriptionService,
  type TopicEnded,
  type TopicUpdate,
} from '@ameide/contracts/live/v1/subscription_service';
import { type Topic, TopicSchema } from '@ameide/contracts/live/v1/topic';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { AmeideError } from './errors.ts';
import type { Reading, Source } from './follow.ts';

/** What is told of topics; `alive` says that the server was heard. */
export type SubscriptionEvent =
  | { readonly case: 'alive' }
  | { readonly case: 'update'; readonly value: TopicUpdate }
  | { readonly case: 'ended'; readonly value: TopicEnded };

/** A topic, as `{ topic: { case: 'threadId', value: id } }`. */
export type TopicInit = MessageInitShape<typeof TopicSchema>;

/** A text that is the same for the same topic, and for no other one. */
export function topicKeyOf(topic: TopicInit): string {
  return String.fromCharCode(...toBinary(TopicSchema, create(TopicSchema, topic)));
}

/** The topics of a subscription over all its connections. */
export interface SubscriptionSource extends Source<SubscribeResponse, SubscriptionEvent> {
  follow(topic: TopicInit, resumeToken: string): void;
  unfollow(topic: TopicInit): void;
  /** Gives the connection up for a new one. */
  reconnect(): void;
}

export function createSubscriptionSource(client: Client<typeof SubscriptionService>): SubscriptionSource {
  const followed = new Map<string, FollowedTopic>();
  const waiting = { follow: new Set<string>(), unfollow: new Map<string, Topic>() };
  let connection: { readonly id: string; readonly cut: AbortController; changes: number; isOpen: boolean } | undefined;
  let isSending = false;

  /** Sends what has changed since the connection was made; one change after the other, or none of them counts. */
  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    // What is asked for in the same turn goes together.
    await Promise.resolve();
    const of = connection;
    try {
      while (of?.isOpen && of === connection && waiting.follow.size + waiting.unfollow.size > 0) {
        const follow = [...waiting.follow].flatMap((key) => followed.get(key) ?? []);
        const unfollow = [...waiting.unfollow.values()];
        waiting.follow.clear();
        waiting.unfollow.clear();
        of.changes += 1;
        const change = { subscriptionId: of.id, number: of.changes, follow, unfollow };
        await client.changeTopics(change, { signal: of.cut.signal });
      }
    } catch {
      of?.cut.abort();
    } finally {
      isSending = false;
    }
    if (connection !== of) void send();
  }

  return {
    async *open(signal) {
      const cut = new AbortController();
      // What is still on its way belongs to a connection that is gone, and would hold up what comes.
      connection?.cut.abort();
      const own = { id: crypto.randomUUID(), cut, changes: 0, isOpen: false };
      connection = own;
      waiting.follow.clear();
      waiting.unfollow.clear();
      const request = { subscriptionId: own.id, topics: [...followed.values()] };
      try {
        yield* client.subscribe(request, { signal: AbortSignal.any([signal, cut.signal]) });
      } catch (error) {
        if (!cut.signal.aborted || signal.aborted) throw error;
        throw new AmeideError('unavailable', 'connection_lost', 'The connection was given up.', { cause: error });
      }
    },
    read({ event }): Reading<SubscriptionEvent> {
      switch (event.case) {
        case 'update': {
          const known = followed.get(topicKeyOf(event.value.topic!));
          if (known === undefined) return { kind: 'skip' };
          if (event.value.resumeToken !== '') known.resumeToken = event.value.resumeToken;
          return { kind: 'next', value: event };
        }
        case 'ended':
          followed.delete(topicKeyOf(event.value.topic!));
          return { kind: 'next', value: event };
        default:
          if (connection !== undefined && !connection.isOpen) {
            connection.isOpen = true;
            void send();
          }
          return { kind: 'next', value: { case: 'alive' } };
      }
    },
    follow(topic, resumeToken) {
      const key = topicKeyOf(topic);
      followed.set(key, create(FollowedTopicSchema, { topic, resumeToken }));
      waiting.unfollow.delete(key);
      waiting.follow.add(key);
      void send();
    },
    unfollow(topic) {
      const key = topicKeyOf(topic);
      if (!followed.delete(key)) return;
      waiting.follow.delete(key);
      waiting.unfollow.set(key, create(TopicSchema, topic));
      void send();
    },
    reconnect: () => connection?.cut.abort(),
  };
}
