import { type Plan, refOf } from '@ameide/operator-kit';
import { CONFIG_MAP, type PlatformSettings, TENANT_SIGN_IN } from '@ameide/primitives/objects';
import type { TenantFacts } from './facts.ts';
import type { TenantNamespace } from './names.ts';
import { partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/**
 * What tells the workloads of a namespace, code made for the tenant too, whose tokens the tenant's people have. Of a realm of
 * its own only the identity provider knows; it stays as it is while that says nothing.
 */
export function issuerPlan(
  tenant: Tenant,
  namespaces: readonly TenantNamespace[],
  { identity }: Pick<TenantFacts, 'identity'>,
  { oidcIssuer }: Pick<PlatformSettings, 'oidcIssuer'>,
): Required<Pick<Plan, 'keep' | 'objects'>> {
  const heads = namespaces.map(({ name }) => partOf(tenant, CONFIG_MAP, TENANT_SIGN_IN, name));
  const issuer =
    tenant.spec.identity.realm === 'shared' ? oidcIssuer : 'issuer' in identity ? identity.issuer : undefined;
  if (issuer === undefined) return { objects: [], keep: heads.map(refOf) };
  // In the form of OIDC_ISSUERS: whoever signs people in here speaks for this tenant, and for no other.
  const issuers = JSON.stringify([{ issuer, tenants: [tenant.metadata.name] }]);
  return { objects: heads.map((head) => ({ ...head, data: { issuer, issuers } })), keep: [] };
}
