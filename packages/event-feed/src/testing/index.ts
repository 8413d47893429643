export { eventFeedConformance, type FeedEnvironment, type FeedEnvironmentFactory } from './conformance.ts';
export { type KafkaBroker, kafkaSkipReason, startKafkaBroker } from './kafka-broker.ts';
