import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { applyDatabase, modelCluster, testSettings, type Written, writtenObject } from '@ameide/primitives/testing';
import type { TenantFacts } from './facts.ts';
import { memoryOutside } from './memory-outside.fixture.ts';
import { tenantOperator } from './operator.ts';
import type { SignIn } from './ports.ts';
import { ameideTenant, type Tenant } from './resource.ts';

export const signIn: SignIn = {
  realm: 'ameide',
  issuer: 'https://id.example.com/realms/ameide',
  clientId: 'tenant-acme',
  clientSecret: 'client-secret',
  kept: [],
};

/** A tenant as the API server has it: what is written, with defaults. */
export const aTenant = (
  spec: Partial<WrittenSpecOf<typeof ameideTenant>> = {},
  { name = 'acme', ...rest }: Written<typeof ameideTenant> & { readonly name?: string } = {},
): Tenant => {
  const written = { displayName: 'Acme GmbH', sku: 'Namespace', environments: ['dev'], ...spec } as const;
  return writtenObject(ameideTenant, name, written, rest);
};

/** A cluster in which a tenant is, and what is known of the systems around it. */
export function aCluster(missing: readonly Kind[] = []) {
  let facts: TenantFacts = {
    taken: [],
    identity: signIn,
    buckets: { kept: [], emptying: [] },
    workflows: { kept: [] },
    databaseHasNamespace: true,
    databaseCa: 'a certificate',
    newPassword: 'a-password',
    newInternalKeys: Object.fromEntries(['dev', 'prod'].map((lane) => [`tenant-acme-${lane}-base`, `key-of-${lane}`])),
  };
  const operator = tenantOperator(testSettings, memoryOutside().ports);
  const cluster = modelCluster(operator, { missing, facts: () => facts });
  return {
    ...cluster,
    know: (more: Partial<TenantFacts>) => {
      facts = { ...facts, ...more };
    },
    applyDatabase: () => applyDatabase(cluster),
  };
}
