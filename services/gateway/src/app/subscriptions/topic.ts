import type { RequestContext } from '@ameide/service-kit/rpc';

/** Where people can be. */
export interface Place {
  readonly kind: 'thread' | 'artifact';
  readonly id: string;
}

/** Something that can be followed: of a place of people the place, of what concerns the caller nothing, else an id or a ref. */
export type Topic =
  | { readonly kind: 'thread' | 'artifact' | 'model' | 'runs' | 'drafts'; readonly id: string }
  | { readonly kind: 'proposals' | 'shared' }
  | { readonly kind: 'people'; readonly place: Place };

/** A topic, and from where on; empty for now. */
export interface Followed {
  readonly topic: Topic;
  readonly resumeToken: string;
}

/** Something about a topic: what the contract calls it, for the client and nobody else; absent when nothing happened. */
export interface TopicEvent {
  readonly payload: unknown;
  readonly resumeToken: string;
}

/** What a topic is read from, for a caller. @throws what the RPC refuses that it stands for */
export type OpenTopic = (caller: RequestContext, followed: Followed, signal: AbortSignal) => AsyncIterable<TopicEvent>;

export const topicKey = (topic: Topic): string =>
  topic.kind === 'people' ? `people ${placeKey(topic.place)}` : `${topic.kind} ${'id' in topic ? topic.id : ''}`;

export const placeKey = ({ kind, id }: Place): string => `${kind}/${id}`;

/** What is changed of a subscription. */
export interface TopicChange {
  readonly follow: readonly Followed[];
  readonly unfollow: readonly Topic[];
}
