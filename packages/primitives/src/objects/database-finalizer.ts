import type { FinalizerContext, FinalizerStep } from '@ameide/operator-kit';
import type { DatabaseFields } from '../fields/database.ts';
import type { Tenancy } from '../fields/tenancy.ts';
import { databasePolicies } from './database.ts';

/**
 * The step before an object with a database goes: CloudNativePG destroys or keeps the data as the spec says now, also where
 * that was changed just before the deletion, and not carried out yet.
 */
export function databaseFinalizer<Spec extends { readonly tenancy: Tenancy }, Status>(
  databaseOf: (spec: Spec) => DatabaseFields | undefined,
): FinalizerStep<FinalizerContext<Spec, Status>> {
  return {
    name: 'database',
    async run({ object, observed, applyOwned }) {
      const database = databaseOf(object.spec);
      if (database !== undefined) await applyOwned(databasePolicies(object, database, observed));
      return { done: true };
    },
  };
}
