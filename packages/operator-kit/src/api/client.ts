import { hasStatus } from './api-error.ts';
import type { KubeObject, ObjectMeta, StoredObject } from './kube-object.ts';
import { collectionPath, objectPath, type Resource } from './resource.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** Asks for metadata only: what a Secret holds never reaches this process. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';

/** A version that no object has: etcd begins with it. It conflicts with that of any object that is there, atomically. */
const NEVER = '1';

type Address = Pick<ObjectMeta, 'name'> & { readonly namespace?: string | undefined };

/** What must still be true of an object for it to be deleted. */
export interface DeletePreconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** Reads and writes objects. Every write carries the one field manager and passes the guard. */
export interface KubeClient {
  readonly fieldManager: string;
  /** The object, or undefined if there is none. */
  get(
    resource: Resource,
    at: Address,
    options?: { readonly metadataOnly?: boolean },
  ): Promise<StoredObject | undefined>;
  /** The first objects with these labels in a namespace, `limit` at most. @throws ApiError */
  list(
    resource: Resource,
    options: { readonly namespace: string; readonly labelSelector: string; readonly limit: number },
  ): Promise<readonly StoredObject[]>;
  /** Server-side apply with force: our fields become what `object` says, those we no longer say are dropped. */
  apply(resource: Resource, object: KubeObject, subresource?: 'status'): Promise<StoredObject>;
  /** Server-side apply of what is not there yet. @throws ApiError 409 if the name is taken; then nothing has changed */
  applyNew(resource: Resource, object: KubeObject): Promise<StoredObject>;
  /** @throws ApiError 409 if the name is taken */
  create(resource: Resource, object: KubeObject): Promise<StoredObject>;
  /** @throws ApiError 409 if the resourceVersion in it is not the current one */
  replace(resource: Resource, object: KubeObject): Promise<StoredObject>;
  /** A JSON merge patch. @throws ApiError 409 if it has a resourceVersion that is not the current one */
  merge(resource: Resource, at: Address, patch: object): Promise<StoredObject>;
  /** False if there was nothing to delete. @throws ApiError 409 if a precondition does not hold */
  delete(resource: Resource, at: Address, preconditions: DeletePreconditions): Promise<boolean>;
}

/** What a client is made with. */
export interface ClientOptions {
  readonly transport: Transport;
  /** Owns the fields that are applied; one per operator. */
  readonly fieldManager: string;
  /** Called directly before every write is sent, and throws to prevent it: leader election's fence. */
  readonly guard?: () => void;
  /** Ends writes that are on their way. */
  readonly signal?: AbortSignal;
}

export function createClient({ transport, fieldManager, guard, signal }: ClientOptions): KubeClient {
  const query = { fieldManager };
  const write = (request: ApiRequest) => transport.request<StoredObject>({ guard, signal, ...request });
  const apply = (resource: Resource, object: KubeObject, subresource?: 'status') =>
    write({
      method: 'PATCH',
      path: objectPath(resource, object.metadata, subresource),
      query: { ...query, force: true },
      contentType: APPLY,
      body: object,
    });
  return {
    fieldManager,
    get: (resource, at, options) =>
      undefinedIfMissing(
        transport.request<StoredObject>({
          method: 'GET',
          path: objectPath(resource, at),
          signal,
          ...(options?.metadataOnly && { accept: METADATA_ONLY }),
        }),
      ),
    async list(resource, { namespace, ...query }) {
      const path = collectionPath(resource, namespace);
      const { items } = await transport.request<{ items: StoredObject[] | null }>({
        method: 'GET',
        path,
        query,
        signal,
      });
      return (items ?? []).map((item) => ({ ...item, apiVersion: resource.apiVersion, kind: resource.kind }));
    },
    apply,
    applyNew: (resource, object) =>
      apply(resource, { ...object, metadata: { ...object.metadata, resourceVersion: NEVER } }),
    create: (resource, object) =>
      write({ method: 'POST', path: collectionPath(resource, object.metadata.namespace), query, body: object }),
    replace: (resource, object) =>
      write({ method: 'PUT', path: objectPath(resource, object.metadata), query, body: object }),
    merge: (resource, at, patch) =>
      write({ method: 'PATCH', path: objectPath(resource, at), query, contentType: MERGE, body: patch }),
    delete: async (resource, at, preconditions) => {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions };
      const answer = write({ method: 'DELETE', path: objectPath(resource, at), body });
      return (await undefinedIfMissing(answer)) !== undefined;
    },
  };
}

async function undefinedIfMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}
