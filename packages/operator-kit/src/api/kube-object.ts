/** What points from a dependent to its owner; the garbage collector follows it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which fields a writer owns, as the API server records it. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: FieldSet;
}

/** A `fieldsV1` tree; an empty object is a leaf. */
export interface FieldSet {
  readonly [step: string]: FieldSet;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** An object as it is on the wire. Nothing of it is dropped or renamed, so that unknown fields survive a round trip. */
export interface KubeObject<Spec = unknown, Status = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: Spec;
  readonly status?: Status;
  readonly [field: string]: unknown;
}

/** An object that the API server has answered: it has an identity and a version. */
export type StoredObject<Spec = unknown, Status = unknown> = KubeObject<Spec, Status> & {
  readonly metadata: ObjectMeta & { readonly uid: string; readonly resourceVersion: string };
};

/** Where an object is within its kind: `namespace/name`, or `name` for an object of the cluster. */
export type ObjectKey = string;

/** The key of an object. Neither part can contain a slash. Joined, which copies; a template would keep its parts in memory. */
export function objectKey(metadata: { readonly name: string; readonly namespace?: string | undefined }): ObjectKey {
  return metadata.namespace === undefined ? metadata.name : [metadata.namespace, metadata.name].join('/');
}
