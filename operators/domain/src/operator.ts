import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { databaseFinalizer, type NewPasswords, newPasswords, type PlatformSettings } from '@ameide/primitives/objects';
import { DOMAIN_PARTS, desired } from './desired.ts';
import { type DomainSpec, type DomainStatus, domain } from './resource.ts';
import { status } from './status.ts';

/** The operator of Domains on a platform. */
export function domainOperator(settings: PlatformSettings) {
  return defineOperator<DomainSpec, DomainStatus, typeof domain.conditions, NewPasswords>({
    name: 'domain',
    kind: kindOf(domain),
    conditions: domain.conditions,
    owns: DOMAIN_PARTS,
    prepare: async () => newPasswords(),
    desired: (object, observed) => desired(object, observed, settings),
    status,
    finalizers: [databaseFinalizer(({ database }) => database)],
    needsFinalizers: ({ spec }) => spec.database !== undefined,
  });
}
