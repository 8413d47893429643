import { applyAll, joinPlans, type KubeObject, keepAll, type Observed, type PlanPart } from '@ameide/operator-kit';
import { type PlatformSettings, SECRET, secretData, TENANT_SIGN_IN } from '@ameide/primitives/objects';
import { databaseAccess } from './database.ts';
import type { TenantFacts } from './facts.ts';
import type { TenantNamespace } from './names.ts';
import { partOf } from './part.ts';
import type { SignIn } from './ports.ts';
import type { Tenant } from './resource.ts';

/** By which the product reaches the tenant's database: `uri`, `username`, `password`, `ca.crt`. */
export const DATABASE_SECRET = 'tenant-database';

/**
 * The secrets of the product in one of the tenant's namespaces; code made for the tenant gets none of them. The key by
 * which services sign their calls to each other is drawn once for each namespace and cannot be changed: to replace it,
 * delete its Secret.
 */
export function secrets(
  tenant: Tenant,
  { name: namespace, code }: TenantNamespace,
  observed: Observed<TenantFacts>,
  { internalSecret }: Pick<PlatformSettings, 'internalSecret'>,
): PlanPart {
  if (code !== 'product') return applyAll([]);
  const { facts } = observed;
  const secret = (name: string, values: Readonly<Record<string, string>>, more = {}): KubeObject => ({
    ...partOf(tenant, SECRET, name, namespace),
    type: 'Opaque',
    data: secretData(values),
    ...more,
  });
  const kept = (name: string) => keepAll([{ ...SECRET, name, namespace }]);

  const newKey = facts.newInternalKeys[namespace];
  const isThere = observed.find({ ...SECRET, name: internalSecret.name, namespace }) !== undefined;
  const drawn = newKey === undefined ? [] : [secret(internalSecret.name, { [internalSecret.key]: newKey }, IMMUTABLE)];
  const database = databaseAccess(tenant, observed, facts);
  return joinPlans(
    isThere ? kept(internalSecret.name) : applyAll(drawn),
    // By which applications of the product sign the tenant's people in.
    'clientSecret' in facts.identity
      ? applyAll([secret(TENANT_SIGN_IN, signInValues(facts.identity))])
      : kept(TENANT_SIGN_IN),
    ...(database ? [applyAll([secret(DATABASE_SECRET, database)])] : []),
    ...(!database && tenant.spec.database ? [kept(DATABASE_SECRET)] : []),
  );
}

const IMMUTABLE = { immutable: true };

function signInValues({ issuer, clientId, clientSecret }: SignIn) {
  return { issuer, 'client-id': clientId, 'client-secret': clientSecret };
}
