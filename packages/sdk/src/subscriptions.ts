import { PresenceService } from '@ameide/contracts/live/v1/presence_service';
import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection, StreamOptions } from './connection.ts';
import { createSubscriptionSource, type SubscriptionEvent, type TopicInit } from './subscription-source.ts';

/** Everything that a client follows, over one stream. */
export interface Subscription {
  /** Follows a topic from now on, or after the update with that token; one that is followed already begins anew. */
  follow(topic: TopicInit, resumeToken?: string): void;
  unfollow(topic: TopicInit): void;
  /** Gives the connection up for a new one, as when the network may have changed; nothing is lost. */
  reconnect(): void;
  /**
   * What is told, each update once and in order for each topic. Connects again for as long as it takes. To be read once.
   * @throws AmeideError; the signal's reason when it is aborted
   */
  events(options?: StreamOptions): AsyncGenerator<SubscriptionEvent, void>;
}

/** Following many things at once, and who else is there. */
export interface Subscriptions {
  readonly presence: Client<typeof PresenceService>;
  subscribe(): Subscription;
}

export function createSubscriptions({ transport, follow }: Connection): Subscriptions {
  const client = createClient(SubscriptionService, transport);
  return {
    presence: createClient(PresenceService, transport),
    subscribe() {
      const source = createSubscriptionSource(client);
      return {
        follow: (topic, resumeToken = '') => source.follow(topic, resumeToken),
        unfollow: source.unfollow,
        reconnect: source.reconnect,
        events: (options = {}) => follow(source, { ...options, attempts: Number.POSITIVE_INFINITY }),
      };
    },
  };
}
