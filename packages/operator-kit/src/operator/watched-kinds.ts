import type { StoredObject } from '../api/kube-object.ts';
import { type AnyOperator, type CustomObject, namesOf } from './definition.ts';
import type { WatchedKind } from './kind-caches.ts';
import { placesOf, refName } from './observed.ts';
import { BY_OWNER } from './owned-objects.ts';
import { MANAGED_BY, ownerKeys } from './ownership.ts';

/** The index of an operator's objects by what they refer to. */
export const BY_REFERENCE = 'reference';

/** The index of an operator's objects by their UID. */
export const BY_UID = 'uid';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What an operator has to see: its kind, what it owns (and nothing else of those kinds), and what it reads. */
export function watchedKinds(definition: AnyOperator): readonly WatchedKind[] {
  const { fieldManager } = namesOf(definition);
  const transform = slim(fieldManager);
  return [
    {
      ...definition.kind,
      role: 'managed',
      transform,
      indexers: {
        [BY_UID]: (object) => [object.metadata.uid],
        [BY_REFERENCE]: (object) => references(definition, object),
      },
    },
    ...definition.owns.map(({ apiVersion, kind }) => ({
      apiVersion,
      kind,
      role: 'managed' as const,
      transform,
      labelSelector: `${MANAGED_BY}=${fieldManager}`,
      indexers: { [BY_OWNER]: ownerKeys },
    })),
    ...(definition.reads ?? []).map(({ apiVersion, kind, labelSelector, metadataOnly = true }) => ({
      apiVersion,
      kind,
      role: 'read' as const,
      transform,
      labelSelector,
      metadataOnly,
    })),
  ];
}

/** A spec that nobody can make sense of refers to nothing; its reconciliation says so. */
function references(definition: AnyOperator, object: StoredObject): readonly string[] {
  try {
    const refs = definition.references?.(object as CustomObject<unknown, unknown>) ?? [];
    return refs.flatMap((ref) => placesOf(ref, object.metadata.namespace)).map(refName);
  } catch {
    return [];
  }
}

/** Leaves out what an operator never reads: which fields others own, unless they scale, and kubectl's copy of the whole object. */
export function slim(fieldManager: string): (object: StoredObject) => StoredObject {
  return (object) => {
    const { managedFields, annotations, ...metadata } = object.metadata;
    const { [LAST_APPLIED]: _lastApplied, ...others } = annotations ?? {};
    const kept = managedFields?.filter(
      ({ manager, subresource }) => manager === fieldManager || subresource === 'scale',
    );
    return {
      ...object,
      metadata: { ...metadata, ...(annotations && { annotations: others }), ...(kept && { managedFields: kept }) },
    };
  };
}
