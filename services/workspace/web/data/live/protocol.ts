import type { SubscriptionEvent, TopicInit } from '@ameide/sdk';

/** What a tab wants to hear of. */
export interface Want {
  readonly topic: TopicInit;
  /** It has seen nothing of the topic yet, or has missed something. */
  readonly isFresh: boolean;
  /** From where on, for one that is fresh; else from how it stands now. */
  readonly resumeToken: string;
}

/** What tabs say to the one of them that holds the connection. */
export type ToLeader =
  /** All that a tab wants from now on. */
  | { readonly kind: 'wants'; readonly tab: string; readonly wants: readonly Want[] }
  /** The network may have changed, or somebody looks at the tab again. */
  | { readonly kind: 'look'; readonly isSure: boolean };

/** What the tab with the connection tells all tabs. */
export type FromLeader =
  /** It leads from now on: every tab says what it wants. */
  | { readonly kind: 'leading'; readonly leader: string }
  /** `number` grows by one: whoever misses one says again what they want. */
  | { readonly kind: 'told'; readonly leader: string; readonly number: number; readonly event: SubscriptionEvent }
  | { readonly kind: 'reach'; readonly isReachable: boolean }
  | { readonly kind: 'session-over' };
