import type { StoredObject } from '../api/kube-object.ts';
import { collectionPath, type Resource } from '../api/resource.ts';
import type { Transport } from '../api/transport.ts';

const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const PAGE_TIMEOUT_MS = 15_000;

/** What is listed and watched. */
export interface Selection {
  readonly resource: Resource;
  /** All namespaces by default. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Metadata only: the rest never leaves the API server. */
  readonly metadataOnly?: boolean | undefined;
}

interface ObjectList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly StoredObject[] | null;
}

/**
 * Lists a selection from a quorum, page by page, each object with its apiVersion and kind, which items of a list lack.
 *
 * @param pageSize objects per page; 0 for all at once
 * @returns the resourceVersion of the list
 * @throws ApiError, one that is `expired` if it took too long from one page to the next
 */
export async function listObjects(
  transport: Transport,
  selection: Selection,
  options: { readonly pageSize: number; readonly signal: AbortSignal },
  take: (object: StoredObject) => void,
): Promise<string> {
  let token: string | undefined;
  for (;;) {
    const list: ObjectList = await transport.request<ObjectList>({
      method: 'GET',
      path: collectionPath(selection.resource, selection.namespace),
      query: {
        labelSelector: selection.labelSelector,
        fieldSelector: selection.fieldSelector,
        limit: options.pageSize || undefined,
        continue: token,
      },
      signal: options.signal,
      timeoutMs: PAGE_TIMEOUT_MS,
      ...(selection.metadataOnly && { accept: METADATA_LIST }),
    });
    for (const item of list.items ?? []) take(withKind(item, selection.resource));
    token = list.metadata.continue || undefined;
    if (token === undefined) return list.metadata.resourceVersion;
  }
}

/** An object under its own kind: items of lists have none, and metadata comes as `PartialObjectMetadata`. */
export function withKind(object: StoredObject, { apiVersion, kind }: Resource): StoredObject {
  return { ...object, apiVersion, kind };
}
