import type { KubeObject, OwnerReference, StoredObject } from '../api/kube-object.ts';
import type { Resource } from '../api/resource.ts';
import { fingerprint } from './canonical-json.ts';

export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** The owner's UID: finds what belongs to an object, also where no owner reference can reach. */
export const OWNER_UID = 'ameide.io/owner-uid';
/** The owner's name, for people; a label's value has at most 63 characters. */
export const OWNER_NAME = 'ameide.io/owner-name';

/**
 * An object as it is applied for its owner: in the owner's namespace unless it says otherwise, with labels, and with an
 * owner reference wherever the garbage collector honours it, unless the object outlives its owner.
 *
 * @throws if no owner reference is possible and `deletesOwned` does not stand in for it
 */
export function ownedObject(
  object: KubeObject,
  resource: Resource,
  owner: StoredObject,
  options: { readonly fieldManager: string; readonly deletesOwned: boolean; readonly outlivesOwner: boolean },
): KubeObject {
  const namespace = resource.namespaced ? (object.metadata.namespace ?? owner.metadata.namespace) : undefined;
  const reachable = owner.metadata.namespace === undefined || owner.metadata.namespace === namespace;
  if (!reachable && !options.deletesOwned && !options.outlivesOwner) {
    throw new Error(
      `${object.kind} ${object.metadata.name} is outside the namespace of its owner: the operator needs deletesOwned.`,
    );
  }
  const { namespace: _namespace, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(namespace !== undefined && { namespace }),
      labels: {
        ...metadata.labels,
        [MANAGED_BY]: options.fieldManager,
        [OWNER_UID]: owner.metadata.uid,
        [OWNER_NAME]: labelValue(owner.metadata.name),
      },
      ...(reachable && !options.outlivesOwner && { ownerReferences: [ownerReference(owner)] }),
    },
  };
}

/**
 * True if an object was made for this owner. Also one that has lost its label, as long as it refers to the owner; and one
 * without any owner reference that was made for a former owner of this name, as after `--cascade=orphan` or a restore.
 */
export function isOwnedBy({ metadata }: StoredObject, owner: StoredObject): boolean {
  const { name, namespace, uid } = owner.metadata;
  const { labels = {}, ownerReferences = [] } = metadata;
  if (labels[OWNER_UID] === uid || ownerReferences.some((each) => each.uid === uid)) return true;
  const isOrphan = ownerReferences.length === 0 && labels[OWNER_UID] !== undefined;
  const isInReach = namespace === undefined || metadata.namespace === namespace;
  return isOrphan && isInReach && labels[OWNER_NAME] === labelValue(name);
}

/** True if an object goes with a former owner that had the name of this one. */
export function isOfFormerOwner({ metadata }: StoredObject, owner: StoredObject): boolean {
  const { kind, metadata: self } = owner;
  const references = metadata.ownerReferences ?? [];
  return references.some((each) => each.kind === kind && each.name === self.name && each.uid !== self.uid);
}

/** By which the owner of an object may be found: its UID, or its name if nothing refers to it. */
export function ownerKeys({ metadata: { labels = {}, ownerReferences = [] } }: StoredObject): readonly string[] {
  const others = ownerReferences.length === 0 ? [labels[OWNER_NAME]] : ownerReferences.map(({ uid }) => uid);
  const keys = [labels[OWNER_UID], ...others];
  return [...new Set(keys.filter((key) => key !== undefined))];
}

function ownerReference({ apiVersion, kind, metadata: { name, uid } }: StoredObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** A name as the value of a label: longer ones are cut and made unique. */
export function labelValue(name: string): string {
  return name.length <= 63 ? name : `${name.slice(0, 46)}-${fingerprint(name)}`;
}
