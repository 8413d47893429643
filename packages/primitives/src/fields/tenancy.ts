import { choice, object, optional, type ReadOf, type Rule, string, withDefault } from '@ameide/operator-kit/schema';

interface Owner {
  readonly tenant?: string;
  readonly code: 'product' | 'custom';
}

const customHasTenant: Rule<Owner> = {
  cel: "self.code != 'custom' || has(self.tenant)",
  message: 'custom code belongs to a tenant: name it',
  holds: ({ code, tenant }) => code !== 'custom' || tenant !== undefined,
  broken: () => ({ code: 'custom' }),
};

/** The id of a tenant, as it stands in the names of its namespaces. */
export const tenantId = (description: string) =>
  string(description, { minLength: 1, maxLength: 30, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$' });

/** Whose the workload is, and whose code it runs; together they say in which namespaces it may be. */
export const tenancy = withDefault(
  object(
    'The tenant that it belongs to, and whose code it runs. Custom code never runs in a shared `ameide-*` namespace.',
    {
      tenant: optional(tenantId('The id of the tenant; left out for what all tenants share.')),
      code: withDefault(
        choice('Whose code it runs: that of the product, or custom code of the tenant.', ['product', 'custom']),
        'product',
      ),
    },
    [customHasTenant],
  ),
  {},
);

export type Tenancy = ReadOf<typeof tenancy>;
