import { hasStatus } from '../api/api-error.ts';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject, StoredObject } from '../api/kube-object.ts';
import type { Resource } from '../api/resource.ts';
import { canonicalJson, fingerprint } from './canonical-json.ts';
import { ownsExactly } from './field-ownership.ts';

/** What was applied last, as a fingerprint. */
export const APPLIED = 'ameide.io/applied';

/** What an apply came to. */
export interface Applied {
  readonly object: StoredObject;
  /** False if there was nothing to write. */
  readonly written: boolean;
}

/** Applies objects, and only those that would change: even an apply that changes nothing can raise the resourceVersion. */
export interface Applier {
  /** True if `desired` is what was applied last, and all its fields are ours still. */
  isApplied(desired: KubeObject, live: StoredObject | undefined): boolean;
  /**
   * Applies `desired`, unless it is what was applied last (an annotation has its fingerprint) and we own all its fields
   * still. So a foreign change to a field of ours is repaired, and one to another field is none of our business.
   *
   * @throws ApiError
   */
  apply(resource: Resource, desired: KubeObject, live: StoredObject | undefined): Promise<Applied>;
  /** Applies `desired` where nothing has its name yet, else does nothing and returns undefined. @throws ApiError */
  create(resource: Resource, desired: KubeObject): Promise<StoredObject | undefined>;
  /**
   * Applies the status, unless it is there already; nobody else writes it. If `desired` has a resourceVersion, the object
   * must still be that version.
   *
   * @throws ApiError
   */
  applyStatus(resource: Resource, desired: KubeObject, live: StoredObject): Promise<Applied>;
}

export function createApplier(client: KubeClient): Applier {
  const isApplied = (marked: KubeObject, live: StoredObject | undefined): live is StoredObject =>
    live !== undefined &&
    live.metadata.annotations?.[APPLIED] === marked.metadata.annotations?.[APPLIED] &&
    ownsExactly(live, marked, client.fieldManager);
  return {
    isApplied: (desired, live) => isApplied(markApplied(desired), live),
    async apply(resource, desired, live) {
      const marked = markApplied(desired);
      if (isApplied(marked, live)) return { object: live, written: false };
      return { object: await client.apply(resource, marked), written: true };
    },
    async create(resource, desired) {
      try {
        return await client.applyNew(resource, markApplied(desired));
      } catch (error) {
        if (hasStatus(error, 409)) return undefined;
        throw error;
      }
    },
    async applyStatus(resource, desired, live) {
      if (canonicalJson(live.status) === canonicalJson(desired.status)) return { object: live, written: false };
      return { object: await client.apply(resource, desired, 'status'), written: true };
    },
  };
}

function markApplied(desired: KubeObject): KubeObject {
  const { metadata } = desired;
  const annotations = { ...metadata.annotations, [APPLIED]: fingerprint(canonicalJson(desired)) };
  return { ...desired, metadata: { ...metadata, annotations } };
}
