import { type KubeObject, type ObjectRef, type Observed, refOf } from '@ameide/operator-kit';
import { type PlatformSettings, SECRET, secretData, TENANT_SIGN_IN } from '@ameide/primitives/objects';
import { databaseAccess } from './database.ts';
import type { TenantFacts } from './facts.ts';
import type { TenantNamespace } from './names.ts';
import { partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/** By which the product reaches the tenant's database: `uri`, `username`, `password`, `ca.crt`. */
export const DATABASE_SECRET = 'tenant-database';

/** Secrets of a namespace: what there should be, and what stays as it is. */
export interface SecretsPlan {
  readonly objects: readonly KubeObject[];
  readonly keep: readonly ObjectRef[];
}

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
): SecretsPlan {
  if (code !== 'product') return { objects: [], keep: [] };
  const { facts } = observed;
  const objects: KubeObject[] = [];
  const keep: ObjectRef[] = [];

  const head = partOf(tenant, SECRET, internalSecret.name, namespace);
  const newKey = facts.newInternalKeys[namespace];
  if (observed.find(refOf(head)) !== undefined) keep.push(refOf(head));
  else if (newKey !== undefined) {
    objects.push({ ...head, type: 'Opaque', immutable: true, data: secretData({ [internalSecret.key]: newKey }) });
  }

  // By which applications of the product sign the tenant's people in.
  const signIn = partOf(tenant, SECRET, TENANT_SIGN_IN, namespace);
  if ('clientSecret' in facts.identity) {
    const { issuer, clientId, clientSecret } = facts.identity;
    const data = secretData({ issuer, 'client-id': clientId, 'client-secret': clientSecret });
    objects.push({ ...signIn, type: 'Opaque', data });
  } else keep.push(refOf(signIn));

  const database = databaseAccess(tenant, observed, facts);
  const databaseHead = partOf(tenant, SECRET, DATABASE_SECRET, namespace);
  if (database !== undefined) objects.push({ ...databaseHead, type: 'Opaque', data: secretData(database) });
  else if (tenant.spec.database !== undefined) keep.push(refOf(databaseHead));
  return { objects, keep };
}
