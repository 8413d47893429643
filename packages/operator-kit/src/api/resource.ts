/** A kind as a manifest names it. */
export interface Kind {
  /** `v1`, `apps/v1`, … */
  readonly apiVersion: string;
  readonly kind: string;
}

/** A kind together with what is needed to address it; discovery finds it out (`Discovery.resolve`). */
export interface Resource extends Kind {
  /** The name in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A name for a kind that is the same for equal kinds: `apps/v1/Deployment`. */
export function kindName(kind: Kind): string {
  return `${kind.apiVersion}/${kind.kind}`;
}

/** The group of a kind: `apps`, or empty for Pods and their like. */
export function groupOf({ apiVersion }: Kind): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The path of a group and version: `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The path of a collection; of all namespaces if none is given. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const base = groupVersionPath(resource.apiVersion);
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${base}${scope}/${resource.plural}`;
}

/** The path of one object. @throws if a namespaced resource is addressed without a namespace */
export function objectPath(
  resource: Resource,
  metadata: { readonly name: string; readonly namespace?: string | undefined },
  subresource?: string,
): string {
  if (resource.namespaced && !metadata.namespace) {
    throw new Error(`${resource.kind} ${metadata.name} has no namespace, but its kind is namespaced.`);
  }
  const path = `${collectionPath(resource, metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}
