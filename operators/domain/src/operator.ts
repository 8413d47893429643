import { databaseFinalizer, newPasswords, type PlatformSettings, workloadOperator } from '@ameide/primitives/objects';
import { DOMAIN_PARTS, desired } from './desired.ts';
import { domain } from './resource.ts';
import { status } from './status.ts';

/** The operator of Domains on a platform. */
export function domainOperator(settings: PlatformSettings) {
  return workloadOperator(domain, settings, {
    owns: DOMAIN_PARTS,
    prepare: async () => newPasswords(),
    desired: (object, observed) => desired(object, observed, settings),
    status,
    finalizers: [databaseFinalizer(({ database }) => database)],
    needsFinalizers: ({ spec }) => spec.database !== undefined,
  });
}
