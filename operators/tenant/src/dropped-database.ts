import { type Kind, type KubeObject, type Observed, type Plan, refOf, type StoredObject } from '@ameide/operator-kit';
import { DATABASE, DATABASE_ROLE, SECRET } from '@ameide/primitives/objects';
import { databaseObjects, databaseParts, isDropped } from './database.ts';
import { isOf } from './part.ts';
import type { Tenant } from './resource.ts';

/**
 * The kinds of a database's parts in the order in which they go: CloudNativePG takes a role away only when it owns nothing,
 * and needs the password's Secret until then.
 */
export const DATABASE_PARTS_GO: readonly Kind[] = [DATABASE, DATABASE_ROLE, SECRET];

/** What there still is of databases that the spec no longer asks for. */
export function droppedParts(tenant: Tenant, observed: Observed): readonly StoredObject[] {
  return databaseParts(tenant, observed).filter((part) => isDropped(part, tenant));
}

/**
 * What becomes of databases that the spec no longer asks for. CloudNativePG goes by the policy that an object has when it
 * is deleted, so all of them get that of `onDelete` first. With `retain` they stay; with `delete` those that have it go, one
 * kind after the other.
 */
export function droppedPlan(tenant: Tenant, observed: Observed): Required<Pick<Plan, 'keep' | 'objects'>> {
  const parts = droppedParts(tenant, observed);
  const next = DATABASE_PARTS_GO.find((kind) => parts.some(isOf(kind)));
  const goes = (part: StoredObject) =>
    tenant.spec.onDelete === 'delete' && next !== undefined && isOf(next)(part) && saysDelete(part);
  const stay = parts.filter((part) => !goes(part));
  return { objects: reclaimed(tenant, stay), keep: stay.map(refOf) };
}

/** Roles and databases that there are, as they are but for the policy: it is what `onDelete` says now. */
export function reclaimed(tenant: Tenant, parts: readonly StoredObject[]): readonly KubeObject[] {
  return parts.flatMap((part) => {
    const { namespace, deletionTimestamp } = part.metadata;
    if (isOf(SECRET)(part) || namespace === undefined || deletionTimestamp !== undefined) return [];
    const cluster = (part.spec as { readonly cluster: { readonly name: string } }).cluster.name;
    const { database, role } = databaseObjects(tenant, { cluster, namespace }, '');
    return [isOf(DATABASE)(part) ? database : role];
  });
}

interface ReclaimPolicies {
  readonly databaseReclaimPolicy?: string;
  readonly databaseRoleReclaimPolicy?: string;
}

/** True if what a part stands for goes with it. A Secret has no policy: it is all there is. */
function saysDelete(part: StoredObject): boolean {
  const { databaseReclaimPolicy, databaseRoleReclaimPolicy } = (part.spec ?? {}) as ReclaimPolicies;
  return isOf(SECRET)(part) || (databaseReclaimPolicy ?? databaseRoleReclaimPolicy) === 'delete';
}
