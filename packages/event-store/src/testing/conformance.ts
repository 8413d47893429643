import { appendSuite } from './append-suite.ts';
import { commandSuite } from './command-suite.ts';
import type { ConformanceFactory } from './environment.ts';
import { expirySuite } from './expiry-suite.ts';
import { idempotencySuite } from './idempotency-suite.ts';
import { readingSuite } from './reading-suite.ts';
import { snapshotSuite } from './snapshot-suite.ts';
import { tenancySuite } from './tenancy-suite.ts';

export type { ConformanceEnvironment, ConformanceFactory } from './environment.ts';

/** Registers, with node:test, the tests that every event store of this project passes. */
export function eventStoreConformance(factory: ConformanceFactory): void {
  appendSuite(factory);
  idempotencySuite(factory);
  readingSuite(factory);
  tenancySuite(factory);
  snapshotSuite(factory);
  commandSuite(factory);
  expirySuite(factory);
}
