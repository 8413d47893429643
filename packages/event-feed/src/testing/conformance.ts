import { deliverySuite } from './delivery-suite.ts';
import type { FeedEnvironmentFactory } from './environment.ts';
import { failureSuite } from './failure-suite.ts';
import { lagSuite } from './lag-suite.ts';

export type { FeedEnvironment, FeedEnvironmentFactory } from './environment.ts';

/** Registers, with node:test, the tests that every feed of this project passes. */
export function eventFeedConformance(factory: FeedEnvironmentFactory): void {
  deliverySuite(factory);
  failureSuite(factory);
  lagSuite(factory);
}
