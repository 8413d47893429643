import type { Finding, Outcome } from '@ameide/operator-kit';
import type { databaseConditions, workloadConditions } from '../fields/conditions.ts';
import type { DatabaseState } from './database.ts';

type Conditions = Omit<typeof workloadConditions, 'Stalled'> & {
  readonly Stalled: (typeof workloadConditions)['Stalled'] & (typeof databaseConditions)['Stalled'];
};

const PENDING =
  'CloudNativePG makes the database. If that lasts, see whether the Cluster that the spec names is there: `kubectl get clusters`.';
const NO_CLOUDNATIVE_PG = 'Install CloudNativePG 1.30 or newer: without it there is no database.';

/** That a workload waits for its database; undefined if it does not. */
export function databaseOutcome(database: DatabaseState) {
  switch (database.state) {
    case 'applied':
      return undefined;
    case 'pending':
      return { phase: 'progressing', message: database.message || PENDING } as const satisfies Outcome<Conditions>;
    case 'failed': {
      const { message } = database;
      return { phase: 'stalled', reason: 'DatabaseFailed', message } as const satisfies Outcome<Conditions>;
    }
    case 'api_missing': {
      const message = NO_CLOUDNATIVE_PG;
      return { phase: 'stalled', reason: 'DatabaseApiMissing', message } as const satisfies Outcome<Conditions>;
    }
  }
}

/** The condition `DatabaseReady`. */
export function databaseFinding(
  database: DatabaseState,
): Finding<keyof (typeof databaseConditions)['DatabaseReady'] & string> {
  switch (database.state) {
    case 'applied':
      return { status: 'True', reason: 'Applied', message: '' };
    case 'pending':
      return { status: 'Unknown', reason: 'Pending', message: database.message || PENDING };
    case 'failed':
      return { status: 'False', reason: 'Failed', message: database.message };
    case 'api_missing':
      return { status: 'False', reason: 'ApiMissing', message: NO_CLOUDNATIVE_PG };
  }
}
