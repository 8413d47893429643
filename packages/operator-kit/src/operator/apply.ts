import type { KubeClient } from '../api/client.ts';
import type { KubeObject, StoredObject } from '../api/kube-object.ts';
import type { Resource } from '../api/resource.ts';
import { canonicalJson, fingerprint } from './canonical-json.ts';
import { fieldsToApply, ownedFields, sameFields } from './owned-fields.ts';

/** How many objects whose values the API server rewrites are remembered. */
const REMEMBERED = 50_000;

/** What an apply came to. */
export interface Applied {
  readonly object: StoredObject;
  /** False if there was nothing to write. */
  readonly written: boolean;
}

/** Applies objects, and only those that would change. */
export interface Applier {
  /**
   * Applies `desired` unless `live` already has it: the fields that we own are compared, with their values, with those
   * that we want. So a foreign change to a field of ours is repaired, and one to another field is none of our business.
   *
   * @throws ApiError
   */
  apply(resource: Resource, desired: KubeObject, live: StoredObject | undefined): Promise<Applied>;
  /** The same for the status subresource. If `desired` has a resourceVersion, another one in the cluster is a 409. */
  applyStatus(resource: Resource, desired: KubeObject, live: StoredObject): Promise<Applied>;
}

/**
 * The API server rewrites some values (`0.5` cores are `500m` afterwards), which then always differ from what is wanted.
 * For those it is remembered what came out of what, so that the same comes to the same: at most one write per process,
 * which the server recognises as no change.
 */
export function createApplier(client: KubeClient): Applier {
  const rewritten = new Map<string, { readonly wanted: string; readonly got: string }>();

  const apply = async (
    resource: Resource,
    desired: KubeObject,
    live: StoredObject | undefined,
    subresource?: 'status',
  ): Promise<Applied> => {
    const owner = { fieldManager: client.fieldManager, subresource };
    const wanted = fieldsToApply(desired);
    const isWanted = (object: StoredObject) => {
      const owned = ownedFields(object, owner);
      if (owned === undefined) return false;
      if (sameFields(owned, wanted)) return true;
      const memory = rewritten.get(memoryKey(object, subresource));
      return memory?.wanted === digest(wanted) && memory.got === digest(owned);
    };
    if (live !== undefined && isWanted(live)) return { object: live, written: false };
    const object = await client.apply(resource, desired, subresource);
    if (!isWanted(object)) {
      const got = digest(ownedFields(object, owner));
      remember(rewritten, memoryKey(object, subresource), { wanted: digest(wanted), got });
    }
    return { object, written: true };
  };

  return {
    apply: (resource, desired, live) => apply(resource, desired, live),
    applyStatus: (resource, desired, live) => apply(resource, desired, live, 'status'),
  };
}

function memoryKey(object: StoredObject, subresource: string | undefined): string {
  return `${object.metadata.uid}/${subresource ?? ''}`;
}

function digest(fields: unknown): string {
  return fingerprint(canonicalJson(fields) ?? '');
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) return;
    map.delete(oldest);
  }
}
