export type { KafkaOptions, TopicOptions } from './connection.ts';
export { createKafkaFeed, type KafkaFeedOptions } from './kafka-feed.ts';
export { type Relay, type RelayOptions, startRelay } from './relay.ts';
