import { findingOf, type Outcome, progressing, stalled } from '@ameide/operator-kit';
import type { databaseConditions, workloadConditions } from '../fields/conditions.ts';
import type { DatabaseState } from './database.ts';

type Conditions = Omit<typeof workloadConditions, 'Stalled'> & {
  readonly Stalled: (typeof workloadConditions)['Stalled'] & (typeof databaseConditions)['Stalled'];
};

const PENDING =
  'CloudNativePG makes the database. If that lasts, see whether the Cluster that the spec names is there: `kubectl get clusters -A`.';
const NO_CLOUDNATIVE_PG = 'Install CloudNativePG 1.30 or newer: without it there is no database.';

/** That a workload waits for its database; undefined if it does not. */
export function databaseOutcome(database: DatabaseState) {
  switch (database.state) {
    case 'applied':
      return undefined;
    case 'pending':
      return progressing(database.message || PENDING) satisfies Outcome<Conditions>;
    case 'failed':
      return stalled('DatabaseFailed', database.message) satisfies Outcome<Conditions>;
    case 'api_missing':
      return stalled('DatabaseApiMissing', NO_CLOUDNATIVE_PG) satisfies Outcome<Conditions>;
  }
}

/** The condition `DatabaseReady`. */
export const databaseFinding = (database: DatabaseState) =>
  findingOf(database, {
    applied: ['True', 'Applied'],
    pending: ['Unknown', 'Pending', PENDING],
    failed: ['False', 'Failed'],
    api_missing: ['False', 'ApiMissing', NO_CLOUDNATIVE_PG],
  });
